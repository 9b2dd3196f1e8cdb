using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class ProposingToNarrow
{
    [Fact]
    public void Names_what_is_large_and_what_to_ask()
    {
        var request = Courier.Request("traffic", from: "2026-01-01T00:00:00Z");
        request = request with { Items = [request.Items[0] with { Identifiers = [.. Enumerable.Range(0, 51).Select(i => new IdentifierFacts("account", $"acct-{i}"))] }] };

        var proposals = Narrowing.Propose(request, Courier.Policy);

        Assert.Equal(2, proposals.Count);
        Assert.All(proposals, proposal => Assert.Equal((1, "courier.limit.voluminous", "18 U.S.C. § 2703(d)"), (proposal.Item, proposal.Rule, proposal.Citation)));
        Assert.StartsWith("The period is longer than 180 days: ask for one from 2026-05-24 UTC", proposals[0].Explanation, StringComparison.Ordinal);
        Assert.StartsWith("The item names 51 identifiers, more than 50", proposals[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_no_answer()
    {
        var request = Courier.Request("traffic", from: "2026-01-01T00:00:00Z");

        Assert.Equal(
            Courier.Answers(request, policy: Courier.Policy with { Limits = [] }),
            Courier.Answers(request));
    }

    [Fact]
    public void Says_nothing_of_a_demand_within_the_limits() => Assert.Empty(Narrowing.Propose(Courier.Request("traffic"), Courier.Policy));
}
