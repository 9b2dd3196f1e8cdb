using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class ComparingDecisions
{
    private static readonly Gen<(ScopeDecision Before, ScopeDecision After)> Pair = Gen.OneOf(
        Gen.Select(Any.Decision, Any.Decision),
        // The same request before other stores: what a preview compares.
        Gen.Select(Any.Requests, Any.Stores, Any.Stores, Any.Hold.List[0, 2], (request, before, after, holds) =>
            (ScopeEngine.Decide(request, Courier.Policy, before), ScopeEngine.Decide(request, Courier.Policy, after, holds))));

    [Fact]
    public void Finds_nothing_between_a_decision_and_itself() =>
        Any.Decision.Sample(decision => Assert.Empty(ScopeDifference.Between(decision, Stored(decision))));

    [Fact]
    public void Tells_all_that_turns_one_decision_into_the_other() =>
        Pair.Sample(pair =>
        {
            var changes = ScopeDifference.Between(pair.Before, pair.After);

            Assert.All(changes, change => Assert.True(change.From < change.To && change.Before != change.After));
            foreach (var (item, source, field, at) in Corners(pair.Before).Union(Corners(pair.After)))
            {
                var change = changes.SingleOrDefault(change => change.Item == item && change.Source == source && change.Field == field && change.From <= at && at < change.To);
                var (before, after) = (At(pair.Before, item, source, field, at), At(pair.After, item, source, field, at));
                Assert.Equal(change is null ? (before, before) : (change.Before, change.After), (before, after));
            }
        }, iter: 300);

    [Fact]
    public void Says_the_same_the_other_way_round() =>
        Pair.Sample(pair => Assert.Equal(
            ScopeDifference.Between(pair.Before, pair.After).ToHashSet(),
            [.. ScopeDifference.Between(pair.After, pair.Before).Select(change => change with { Before = change.After, After = change.Before })]));

    [Fact]
    public void Says_the_same_of_decisions_that_were_stored() =>
        Pair.Sample(pair => Assert.Equal(
            ScopeDifference.Between(pair.Before, pair.After), ScopeDifference.Between(Stored(pair.Before), Stored(pair.After))), iter: 300);

    [Fact]
    public void Gives_periods_that_could_not_be_longer() =>
        Pair.Sample(pair =>
        {
            var changes = ScopeDifference.Between(pair.Before, pair.After);
            Assert.DoesNotContain(changes.Zip(changes.Skip(1)), two => two.First.To == two.Second.From && two.First with { From = two.Second.From, To = two.Second.To } == two.Second);
        });

    [Fact]
    public void Is_in_the_order_of_the_later_decision()
    {
        var before = Decide(["accounts.phone", "access-log.ip", "nothing"], Courier.Policy);
        var after = Decide(["access-log.ip", "lookup-log"], Courier.Policy);

        var changes = ScopeDifference.Between(before, after);

        Assert.Equal(["lookup-log", "accounts", "nothing"], changes.Select(change => change.Source).Distinct());
        Assert.Equal(Courier.Policy.Sources[1].Fields.Select(field => field.Name), changes.Where(change => change.Source == "lookup-log").Select(change => change.Field));
        Assert.All(changes.Where(change => change.Source == "lookup-log"), change => Assert.Null(change.Before));
        Assert.Equal((Outcome.UnknownSource, null), (changes[^1].Before, changes[^1].After));
        Assert.Equal(("*", Courier.At("2026-11-01T00:00:00Z"), Courier.At("2026-11-20T00:00:00Z")), (changes[^1].Field, changes[^1].From, changes[^1].To));
    }

    [Fact]
    public void Shows_what_a_shorter_retention_takes_away()
    {
        var shorter = Courier.Policy with { Sources = [.. Courier.Policy.Sources.Select(source => source.Name == "lookup-log" ? source with { Retention = new Retention(10, ByDay: true) } : source)] };
        var stores = new Dictionary<string, SourceInventory>(Courier.Stores) { ["lookup-log"] = new(Courier.At("2026-11-14T00:00:00Z"), Courier.At("2026-11-24T00:00:00Z"), []) };
        var request = Courier.Request("lookup-log.time");

        var change = Assert.Single(ScopeDifference.Between(ScopeEngine.Decide(request, Courier.Policy, stores), ScopeEngine.Decide(request, shorter, stores)));

        Assert.Equal(new OutcomeChange(1, "lookup-log", "time", Courier.At("2026-11-01T00:00:00Z"), Courier.At("2026-11-14T00:00:00Z"), Outcome.Available, Outcome.Expired), change);
    }

    private static ScopeDecision Decide(IReadOnlyList<string> wants, PolicyDocument policy) => ScopeEngine.Decide(Courier.Request(wants), policy, Courier.Stores);

    private static ScopeDecision Stored(ScopeDecision decision) => ScopeJson.ParseDecision(ScopeJson.Decision(decision));

    /// <summary>Wherever an outcome could change, and the last instant before.</summary>
    private static IEnumerable<(int Item, string Source, string Field, DateTimeOffset At)> Corners(ScopeDecision decision) =>
        from item in decision.Items
        from answer in item.Answers
        from at in new[] { answer.From, answer.To, answer.From.AddTicks(-1), answer.To.AddTicks(-1) }
        select (item.Item, answer.Source, answer.Field, at);

    private static Outcome? At(ScopeDecision decision, int item, string source, string field, DateTimeOffset at) =>
        decision.Items.FirstOrDefault(one => one.Item == item)?.Answers.FirstOrDefault(answer => answer.Source == source && answer.Field == field && answer.From <= at && at < answer.To)?.Outcome;
}
