using CaseDesk.Policy;
using static CaseDesk.Rules.Tests.Policy.Courier;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class KeepingRecords
{
    [Theory]
    [InlineData("2026-11-20T00:00:00Z", true, "2026-10-26T00:00:00Z")]
    [InlineData("2026-11-20T23:59:59.9999999Z", true, "2026-10-26T00:00:00Z")]
    [InlineData("2026-11-21T00:00:00Z", true, "2026-10-27T00:00:00Z")]
    [InlineData("2026-11-20T20:00:00-06:00", true, "2026-10-27T00:00:00Z")]
    [InlineData("2026-11-20T09:12:00Z", false, "2026-10-26T09:12:00Z")]
    // 25 days before 24 March lie across 29 February in a leap year, and across the end of February in others.
    [InlineData("2028-03-24T12:00:00Z", true, "2028-02-28T00:00:00Z")]
    [InlineData("2028-03-25T12:00:00Z", true, "2028-02-29T00:00:00Z")]
    [InlineData("2027-03-25T12:00:00Z", true, "2027-02-28T00:00:00Z")]
    public void The_cut_off_is_counted_back_from_service(string servedAt, bool byDay, string cutOff)
    {
        var policy = InForce with { Sources = [Log() with { Retention = new Retention(25, byDay) }] };
        var facts = Order(Item("2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "lookup-log.app")) with { ServedAt = At(servedAt) };

        var answers = ScopeEngine.Decide(facts, policy, new Dictionary<string, SourceInventory>()).Items.Single().Answers.Where(a => a.Field == "app").ToList();

        Assert.Equal([Outcome.Expired, Outcome.Available, Outcome.OutsideOrder], answers.Select(a => a.Outcome));
        Assert.Equal((At(cutOff), At(servedAt)), (answers[1].From, answers[1].To));
    }

    [Fact]
    public void Nothing_expires_without_retention()
    {
        var policy = InForce with { Sources = [Log() with { Retention = null }] };

        var answers = ScopeEngine.Decide(Order(Item("2025-11-01T00:00:00Z", "2026-11-01T00:00:00Z", "lookup-log.app")), policy, Stores).Items.Single().Answers;

        Assert.Equal(Outcome.Available, answers.Single(a => a.Field == "app").Outcome);
    }

    [Fact]
    public void A_retention_longer_than_the_calendar_keeps_everything()
    {
        var policy = InForce with { Sources = [Log() with { Retention = new Retention(99_999, true), CollectedSince = DateTimeOffset.MinValue }] };
        var facts = Order(Item("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "lookup-log.app")) with { ServedAt = At("0200-01-01T00:00:00Z") };

        var answers = ScopeEngine.Decide(facts, policy, Stores).Items.Single().Answers.Where(a => a.Field == "app");

        Assert.Equal([Outcome.Available, Outcome.OutsideOrder], answers.Select(a => a.Outcome));
    }

    private static SourceDefinition Log() => InForce.Sources.Single(s => s.Name == "lookup-log");
}
