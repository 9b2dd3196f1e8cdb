using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>The demo provider, and a request to it, as the stories tell them.</summary>
internal static class Courier
{
    public static readonly string File = Path.Combine(Root(), "templates", "policies", "courier.yaml");

    public static readonly PolicyDocument Policy = PolicyFile.Load(File);

    public static readonly DateTimeOffset ServedAt = At("2026-11-24T02:03:04Z");

    /// <summary>Start of the UTC day that is 25 days before service.</summary>
    public static readonly DateTimeOffset LookupCutOff = At("2026-10-30T00:00:00Z");

    public static readonly IdentifierFacts Account = new("account", "acct-7");

    public static readonly IReadOnlyDictionary<string, SourceInventory> Stores = new Dictionary<string, SourceInventory>
    {
        ["access-log"] = new(At("2026-11-20T00:05:00Z"), At("2026-11-23T23:59:00Z"), []),
        ["lookup-log"] = new(LookupCutOff, At("2026-11-24T00:00:00Z"), []),
    };

    public static DateTimeOffset At(string instant) => Instants.TryRead(instant, out var read) ? read : throw new ArgumentException(instant);

    public static RequestFacts Request(
        string want,
        string instrument = "us-2703d-order",
        string issuer = "court",
        string jurisdiction = "US-IL",
        string from = "2026-11-01T00:00:00Z",
        string to = "2026-11-20T00:00:00Z",
        IdentifierFacts? identifier = null) => Request([want], instrument, issuer, jurisdiction, from, to, identifier);

    public static RequestFacts Request(
        IReadOnlyList<string> wants,
        string instrument = "us-2703d-order",
        string issuer = "court",
        string jurisdiction = "US-IL",
        string from = "2026-11-01T00:00:00Z",
        string to = "2026-11-20T00:00:00Z",
        IdentifierFacts? identifier = null) => new()
        {
            Instrument = instrument,
            IssuerKind = issuer,
            Jurisdiction = jurisdiction,
            Agency = "Springfield Police Department",
            Reference = "GJ-26-118",
            IssuedOn = new DateOnly(2026, 11, 20),
            ServedAt = ServedAt,
            Items = [new ItemFacts(1, "look-ups", wants, [identifier ?? Account], At(from), At(to))],
        };

    public static IReadOnlyList<ScopeAnswer> Answers(RequestFacts request, SourceInventory? lookups = null, PolicyDocument? policy = null)
    {
        var stores = new Dictionary<string, SourceInventory>(Stores);
        if (lookups is not null)
        {
            stores["lookup-log"] = lookups;
        }

        return ScopeEngine.Decide(request, policy ?? Policy, stores).Items[0].Answers;
    }

    public static IReadOnlyList<ScopeAnswer> About(this IEnumerable<ScopeAnswer> answers, string source, string field) =>
        [.. answers.Where(answer => answer.Source == source && answer.Field == field)];

    public static string Text() => System.IO.File.ReadAllText(File);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "CaseDesk.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CaseDesk.sln is above the tests.");
        }

        return folder;
    }
}
