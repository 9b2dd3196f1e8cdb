using CaseDesk.Policy;

namespace CaseDesk.Features.Letters;

/// <summary>Letters that nobody gets: templates are tried on them.</summary>
internal static class LetterSamples
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 9, 30, 15, TimeSpan.Zero);
    private static readonly Span Days = new(new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 2, 20, 0, 0, 0, TimeSpan.Zero));

    public static IEnumerable<LetterFacts> Of(LetterKind kind) => [Full(kind), Empty(kind)];

    private static LetterFacts Full(LetterKind kind) => Empty(kind) with
    {
        AgencyIsVerified = true,
        DueAt = At.AddDays(14),
        ClockStoppedSince = At,
        NonDisclosure = true,
        NonDisclosureUntil = new DateOnly(2026, 12, 31),
        Documents = [new string('0', 64)],
        Asked = [new AskedItem(1, "Records", Days), new AskedItem(2, "Records", Days)],
        Decision = new DecisionMade("sample-1", At, [Item(1, Standing.None), Item(2, Standing.Part), Item(3, Standing.Whole)]),
        Question = new OpenQuestion("Which days?", At, [1, 2]),
        Search = new SearchMade([2], 3, 1, 2),
        Recall = new RecallMade(new string('0', 64), At, At, "An item was searched under a wrong address.", Correction.Released, new string('1', 64), At),
    };

    private static LetterFacts Empty(LetterKind kind) => new()
    {
        Kind = kind,
        Letter = 1,
        Provider = "Provider",
        WrittenOn = new DateOnly(2026, 3, 1),
        Number = "CD-2026-000001",
        Agency = "Agency",
        AgencyIsVerified = false,
        Reference = "R-1",
        Instrument = "us-2703d-order",
        IssuerKind = "court",
        Jurisdiction = "US",
        IssuedOn = new DateOnly(2026, 2, 27),
        ServedAt = At,
        RegisteredAt = At,
        DueAt = null,
        ClockStoppedSince = null,
        NonDisclosure = false,
        NonDisclosureUntil = null,
        Documents = [],
        OrderIsMissing = true,
        Asked = [new AskedItem(1, "Records", Days)],
        Decision = new DecisionMade("sample-1", At, [new ItemAccount(1, "Records", Days, Standing.None, null, [], [])]),
        Question = new OpenQuestion("Which days?", At, [1]),
        Search = new SearchMade([], 0, 0, 0),
        Recall = new RecallMade(new string('0', 64), At, At, "It was wrong.", Correction.Open, null, null),
    };

    private static ItemAccount Item(int number, Standing standing) => new(
        number, "Records", Days, standing, standing == Standing.Whole ? null : "The demand is wider than its grounds.",
        standing == Standing.None ? [] : [new AllowedData("A log", ["Time"], [Days], false, "A caveat.", [Ground]), new AllowedData("Accounts", ["Name"], [Days], true, "", [])],
        standing == Standing.Whole ? [] : [.. Names.All<Outcome>().Where(name => name is not ("available" or "preserved")).Append(ItemAccount.LeftOut).Select(cause => new WithheldData(cause, "A log", ["IP address"], [Days], [Ground])), new WithheldData("unknown-source", "words", [], [], [])]);

    private static Ground Ground { get; } = new("A sentence.", "a.rule", "A citation");
}
