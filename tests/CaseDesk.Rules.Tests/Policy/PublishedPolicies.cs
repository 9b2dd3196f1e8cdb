using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>
/// What every instrument reaches under each policy that ships, from every kind of issuer, as a table for people in tests/data/golden.
/// A change of a rule shows as a change of that table. <c>CASEDESK_GOLDEN=write</c> writes it anew, to be read before it is committed.
/// </summary>
public sealed class PublishedPolicies
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Courier.File)!, "..", ".."));

    [Theory]
    [InlineData("courier")]
    [InlineData("github")]
    [InlineData("automattic")]
    public void Reach_what_their_table_says(string name)
    {
        var table = Table(Load(name));
        var golden = Path.Combine(Root, "tests", "data", "golden", name + ".md");
        if (Environment.GetEnvironmentVariable("CASEDESK_GOLDEN") == "write")
        {
            File.WriteAllText(golden, table);
        }

        Assert.Equal(File.ReadAllText(golden), table);
    }

    [Theory]
    [InlineData("courier")]
    [InlineData("github")]
    [InlineData("automattic")]
    public void Are_stated_as_they_decide(string name)
    {
        var policy = Load(name);

        foreach (var stated in Capability.Of(policy))
        {
            var reached = Instruments.IssuerKinds.SelectMany(kind => Decide(policy, stated.Instrument.Name, kind.Name))
                .Where(answer => answer.Outcome == Outcome.Available).Select(answer => $"{answer.Source}.{answer.Field}").ToHashSet();
            var permitted = stated.Parts.Where(part => part.Effect == RuleEffect.Permit).SelectMany(part => part.Fields.Select(field => $"{part.Source.Name}.{field.Name}")).ToHashSet();
            // What the desk does not take is stated as the law has it, and decided as nothing.
            Assert.Equal(stated.Instrument.Handling == InstrumentHandling.Supported ? permitted.Order() : [], reached.Order());
        }

        Assert.DoesNotContain("us-nsl", Capability.ToJson(policy)["instruments"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static PolicyDocument Load(string name) => PolicyFile.Load(Path.Combine(Root, "templates", "policies", name + ".yaml"));

    private static string Table(PolicyDocument policy)
    {
        List<string> lines =
        [
            $"# What each instrument reaches under {policy.Id}",
            "",
            "Written by `PublishedPolicies`, read by people. Every store is full, the subject fits; an instrument that the desk does not take discloses nothing.",
            "",
            "| instrument | issued by | data | outcome | rule | clause |",
            "|---|---|---|---|---|---|",
        ];
        foreach (var instrument in Instruments.All)
        {
            // Issuers whose instrument gets the same answers are one row.
            foreach (var issuers in Instruments.IssuerKinds.GroupBy(kind => string.Join('\n', Rows(policy, instrument.Name, kind.Name)), kind => kind.Name))
            {
                var by = issuers.Count() == Instruments.IssuerKinds.Count ? "anybody" : string.Join(", ", issuers);
                lines.AddRange(issuers.Key.Split('\n').Select(row => $"| {instrument.Name} | {by} | {row} |"));
            }
        }

        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Rows(PolicyDocument policy, string instrument, string issuer) => Decide(policy, instrument, issuer)
        .GroupBy(answer => (answer.Source, answer.Outcome, answer.Rule, answer.Citation))
        .Select(group => $"{group.Key.Source}: {string.Join(", ", group.Select(answer => answer.Field))} | {Names.Of(group.Key.Outcome)} | `{group.Key.Rule}` | {group.Key.Citation}");

    private static IReadOnlyList<ScopeAnswer> Decide(PolicyDocument policy, string instrument, string issuer)
    {
        var servedAt = Courier.At("2026-11-24T02:03:04Z");
        var request = new RequestFacts
        {
            Instrument = instrument,
            IssuerKind = issuer,
            Jurisdiction = policy.Jurisdictions[0],
            Agency = "Springfield Police Department",
            Reference = "GJ-26-118",
            IssuedOn = new DateOnly(2026, 11, 20),
            ServedAt = servedAt,
            Items =
            [
                new ItemFacts(
                    1, "everything", Names.All<DataCategory>(), [Courier.Account, new("ip", "203.0.113.7"), new("email", "a@b.example"), new("phone", "+12175550100")],
                    servedAt.AddDays(-10), servedAt.AddDays(-1)),
            ],
        };
        var stores = policy.Sources.ToDictionary(source => source.Name, _ => new SourceInventory(servedAt.AddDays(-20), servedAt, []));

        return ScopeEngine.Decide(request, policy, stores).Items[0].Answers;
    }
}
