using System.Globalization;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>The demo provider and requests to it, as the stories tell them.</summary>
internal static class Courier
{
    public static DateTimeOffset ServedAt { get; } = At("2026-11-20T09:12:00Z");

    public static string File { get; } = Path.Combine(Root(), "templates", "policies", "courier.yaml");

    public static PolicyDocument InForce { get; } = PolicyFile.Load(File);

    /// <summary>Both stores hold exactly what the retention leaves.</summary>
    public static IReadOnlyDictionary<string, SourceInventory> Stores { get; } = new Dictionary<string, SourceInventory>
    {
        ["access-log"] = new(At("2026-11-15T10:05:03Z"), At("2026-11-19T21:05:16Z"), []),
        ["lookup-log"] = new(At("2026-10-26T00:00:00Z"), At("2026-11-20T00:00:00Z"), []),
    };

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static RequestFacts Request(string instrument, string issuer, params ItemFacts[] items) => new()
    {
        Instrument = instrument,
        IssuerKind = issuer,
        Jurisdiction = "US-IL",
        Agency = "Springfield Police Department",
        Reference = "SPD-26-0815",
        IssuedOn = new DateOnly(2026, 11, 18),
        ServedAt = ServedAt,
        Items = items,
    };

    public static RequestFacts Order(params ItemFacts[] items) => Request("us-2703d-order", "court", items);

    public static RequestFacts Subpoena(params ItemFacts[] items) => Request("us-grand-jury-subpoena", "grand-jury", items);

    public static RequestFacts Warrant(params ItemFacts[] items) => Request("us-search-warrant", "judge", items);

    public static ItemFacts Item(string from, string to, params string[] wants) =>
        new(1, "Records of the account", wants, [new IdentifierFacts("account", "acc-1001"), new IdentifierFacts("ip", "198.51.100.7", 40001)], At(from), At(to));

    public static IReadOnlyList<ScopeAnswer> Answers(RequestFacts facts, string source, string field, IReadOnlyDictionary<string, SourceInventory>? stores = null) =>
        [.. ScopeEngine.Decide(facts, InForce, stores ?? Stores).Items.Single().Answers.Where(a => a.Source == source && a.Field == field)];

    /// <summary><c>expired 2026-10-10T00:00:00Z..2026-10-26T00:00:00Z</c></summary>
    public static string[] Told(IEnumerable<ScopeAnswer> answers) =>
        [.. answers.Select(a => $"{Names.Of(a.Outcome)} {Instants.Text(a.From)}..{Instants.Text(a.To)}")];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "CaseDesk.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
