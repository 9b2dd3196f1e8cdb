using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>Preservations turn what retention deleted into what is preserved, for exactly the records that they kept.</summary>
public sealed class HoldingData
{
    private static readonly HoldFacts Hold = new(
        "CD-2026-000007", ["lookup-log"], [Courier.Account], Courier.At("2026-09-01T00:00:00Z"), Courier.At("2026-11-01T00:00:00Z"), Courier.At("2026-11-05T12:00:00Z"), Courier.At("2027-02-03T12:00:00Z"));

    [Fact]
    public void Keeps_what_was_held_when_it_was_placed()
    {
        var answers = Ask([Hold]);

        // Placed on 5 November it finds 25 whole days: from 11 October. What is older was gone by then.
        Assert.Equal(
            [(Outcome.Expired, "2026-10-11"), (Outcome.Preserved, "2026-10-30"), (Outcome.Available, "2026-11-20")],
            answers.Select(answer => (answer.Outcome, answer.To.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal("courier.lookup-log.preserved", answers[1].Rule);
        Assert.EndsWith("they were kept because of CD-2026-000007.", answers[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Makes_a_plan_of_what_is_preserved()
    {
        var request = Courier.Request("lookup-log.time", from: "2026-10-01T00:00:00Z");
        var decision = ScopeEngine.Decide(request, Courier.Policy, Courier.Stores, [Hold]);

        var plan = PlanCompiler.Compile("CD-2026-000009", "hash", request, Courier.Policy, decision, [new ItemVerdict(1, Verdict.Approve)]);

        Assert.Equal(Courier.At("2026-10-11T00:00:00Z"), plan.Reads[0].Windows[0].From);
    }

    [Theory]
    [InlineData("another person")]
    [InlineData("another source")]
    [InlineData("placed after service")]
    [InlineData("ended before service")]
    [InlineData("ended at service")]
    public void Keeps_nothing_else(string what)
    {
        var hold = what switch
        {
            "another person" => Hold with { Identifiers = [new IdentifierFacts("account", "acct-8")] },
            "another source" => Hold with { Sources = ["access-log"] },
            "placed after service" => Hold with { PlacedAt = Courier.ServedAt.AddTicks(1) },
            "ended at service" => Hold with { Until = Courier.ServedAt },
            _ => Hold with { Until = Courier.At("2026-11-10T00:00:00Z") },
        };

        Assert.DoesNotContain(Ask([hold]), answer => answer.Outcome == Outcome.Preserved);
    }

    [Fact]
    public void Says_nothing_is_preserved_where_one_of_two_subjects_is_not_kept()
    {
        var request = Courier.Request("lookup-log.time", from: "2026-10-01T00:00:00Z");
        request = request with { Items = [request.Items[0] with { Identifiers = [Courier.Account, new("account", "acct-8")] }] };

        IReadOnlyList<Outcome> Outcomes(params HoldFacts[] holds) =>
            [.. ScopeEngine.Decide(request, Courier.Policy, Courier.Stores, holds).Items[0].Answers.About("lookup-log", "time").Select(answer => answer.Outcome)];

        Assert.Equal([Outcome.Expired, Outcome.Available], Outcomes(Hold));
        // Two holds that keep one subject each keep both together.
        Assert.Equal([Outcome.Expired, Outcome.Preserved, Outcome.Available], Outcomes(Hold, Hold with { Id = "CD-2026-000008", Identifiers = [new("account", "acct-8")] }));
    }

    [Fact]
    public void Is_why_a_store_still_holds_what_is_past_retention()
    {
        var held = new SourceInventory(Courier.At("2026-10-01T00:00:00Z"), Courier.At("2026-11-24T00:00:00Z"), []);

        var answers = Ask([Hold], held);

        Assert.Equal([Outcome.Overdue, Outcome.Preserved, Outcome.Available], answers.Select(answer => answer.Outcome));
    }

    private static IReadOnlyList<ScopeAnswer> Ask(IReadOnlyList<HoldFacts> holds, SourceInventory? lookups = null) =>
        ScopeEngine.Decide(
            Courier.Request("lookup-log.time", from: "2026-10-01T00:00:00Z"), Courier.Policy,
            new Dictionary<string, SourceInventory>(Courier.Stores) { ["lookup-log"] = lookups ?? Courier.Stores["lookup-log"] }, holds).Items[0].Answers.About("lookup-log", "time");
}
