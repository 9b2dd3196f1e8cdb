using CaseDesk.Policy;
using CsCheck;
using static CaseDesk.Rules.Tests.Policy.Courier;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>What holds for every request, every store and every clock.</summary>
public sealed class AnyRequest
{
    private static readonly DateTimeOffset Start = At("2026-09-01T00:00:00Z");

    // Hours around the cut-offs and the service, so that edges fall on each other often.
    private static readonly Gen<DateTimeOffset> AnyInstant = Gen.Int[0, 24 * 100].Select(h => Start.AddHours(h));

    private static readonly Gen<SourceInventory> AnyInventory = Gen.Select(AnyInstant, AnyInstant, AnyInstant.Array[0, 6]).Select((a, b, gaps) =>
        a == b ? SourceInventory.Empty : new SourceInventory(a < b ? a : b, a < b ? b : a, [.. gaps.Order().Chunk(2).Where(c => c.Length == 2 && c[0] < c[1]).Select(c => (c[0], c[1]))]));

    private static readonly Gen<IReadOnlyDictionary<string, SourceInventory>> AnyStores = Gen.Select(AnyInventory, AnyInventory)
        .Select((a, b) => (IReadOnlyDictionary<string, SourceInventory>)new Dictionary<string, SourceInventory> { ["access-log"] = a, ["lookup-log"] = b });

    private static readonly Gen<string> AnyWant = OneOf(
        "subscriber", "identification", "traffic", "content", "access-log", "lookup-log", "accounts", "messages", "lookup-log.app", "access-log.referrer", "lookup-log.geo", "nothing", "", "a.b.c");

    private static readonly Gen<IdentifierFacts> AnyIdentifier = OneOf(
        new IdentifierFacts("account", "acc-1001"), new IdentifierFacts("ip", "198.51.100.7", 443), new IdentifierFacts("ip", "2001:db8::1"),
        new IdentifierFacts("ip", "rubbish"), new IdentifierFacts("email", "ana@example.org"), new IdentifierFacts("device", "X"), new IdentifierFacts("shoe", "42"));

    private static readonly Gen<ItemFacts> AnyItem = Gen.Select(AnyWant.Array[1, 4], AnyIdentifier.Array[0, 3], AnyInstant, AnyInstant)
        .Select((wants, identifiers, a, b) => new ItemFacts(1, "", wants, identifiers, a < b ? a : b, a < b ? b : a));

    private static readonly Gen<RequestFacts> AnyFacts = Gen.Select(
            OneOf<string>([.. Instruments.All.Select(i => i.Name), "no-instrument"]), OneOf<string>([.. Instruments.IssuerKinds.Select(k => k.Name)]),
            OneOf("US", "US-IL", "us-ny", "GB", "U"), AnyItem, AnyInstant)
        .Select((instrument, issuer, jurisdiction, item, served) => Request(instrument, issuer, item) with { Jurisdiction = jurisdiction, ServedAt = served });

    [Fact]
    public void Answers_partition_the_period_and_neighbours_differ() => Gen.Select(AnyFacts, AnyStores).Sample((facts, stores) =>
    {
        var item = facts.Items[0];
        foreach (var answers in Decide(facts, stores).GroupBy(a => (a.Source, a.Field)).Select(g => g.ToList()))
        {
            Assert.Equal((item.From, item.To), (answers[0].From, answers[^1].To));
            Assert.All(answers, a => Assert.True(a.From < a.To));
            Assert.All(answers.Zip(answers.Skip(1)), pair => Assert.True(pair.First.To == pair.Second.From && pair.First.Outcome != pair.Second.Outcome));
        }
    });

    [Fact]
    public void The_same_facts_give_the_same_bytes() => Gen.Select(AnyFacts, AnyStores).Sample((facts, stores) =>
        Assert.Equal(
            ScopeJson.Decision(ScopeEngine.Decide(facts, InForce, stores)).ToJsonString(),
            ScopeJson.Decision(ScopeEngine.Decide(facts, InForce, stores.Reverse().ToDictionary())).ToJsonString()), iter: 500);

    [Fact]
    public void Each_answer_says_why() => Gen.Select(AnyFacts, AnyStores).Sample((facts, stores) =>
        Assert.All(Decide(facts, stores), a =>
        {
            Assert.NotEmpty(a.Rule);
            Assert.NotEmpty(a.Citation);
            Assert.EndsWith(".", a.Explanation, StringComparison.Ordinal);
            Assert.DoesNotContain("..", a.Explanation, StringComparison.Ordinal);
        }));

    [Fact]
    public void Never_fields_never_leave_by_any_instrument() => Gen.Select(AnyFacts, AnyStores).Sample((facts, stores) =>
        Assert.DoesNotContain(Decide(facts, stores), a => a.Outcome is Outcome.Available or Outcome.Overdue && (a.Source, a.Field) is
            ("access-log", "referrer") or ("lookup-log", "push_token" or "geo" or "contact_hash") or ("messages", _)));

    [Fact]
    public void A_warrant_reaches_what_an_order_reaches_and_an_order_what_a_subpoena_reaches() => Gen.Select(AnyItem, AnyStores).Sample((item, stores) =>
    {
        var (subpoena, order, warrant) = (Reached(Subpoena(item), stores), Reached(Order(item), stores), Reached(Warrant(item), stores));

        Assert.Superset(subpoena, order);
        Assert.Superset(order, warrant);
    });

    [Fact]
    public void Expired_is_said_only_where_the_store_holds_nothing() => Gen.Select(AnyFacts, AnyStores).Sample((facts, stores) =>
        Assert.All(Decide(facts, stores).Where(a => a.Outcome == Outcome.Expired), a =>
        {
            var held = stores[a.Source];
            if (held.First is not { } first || held.Last is not { } last) return;
            for (var instant = a.From; instant < a.To; instant = instant.AddHours(1))
                Assert.True(instant < first || instant >= last || held.Gaps.Any(g => g.From <= instant && instant < g.To));
        }));

    [Fact]
    public void A_plan_is_never_wider_than_its_decision() => Gen.Select(AnyFacts, AnyStores).Sample((facts, stores) =>
    {
        var decision = ScopeEngine.Decide(facts, InForce, stores);
        var plan = PlanCompiler.Compile("CD-2026-000001", "00", facts, InForce, decision, [new ItemVerdict(1, Verdict.Approve)]);

        foreach (var read in plan.Reads)
        {
            Assert.NotEmpty(read.Subjects);
            foreach (var window in read.Windows)
            {
                Assert.True(window.From < window.To && window.To <= facts.ServedAt && window.From >= facts.Items[0].From);
                Assert.All(window.Fields, f => Assert.True(Hours(window.From, window.To).All(h => decision.Items[0].Answers.Any(a =>
                    a.Source == read.Source.Name && a.Field == f.Name && a.Outcome is Outcome.Available or Outcome.Overdue && a.From <= h && h < a.To))));
            }
        }
        Assert.Equal(PlanJson.ToJson(plan).ToJsonString(), PlanJson.ToJson(PlanJson.Parse(PlanJson.ToJson(plan).ToJsonString())).ToJsonString());
    }, iter: 500);

    private static IReadOnlyList<ScopeAnswer> Decide(RequestFacts facts, IReadOnlyDictionary<string, SourceInventory> stores) =>
        ScopeEngine.Decide(facts, InForce, stores).Items.Single().Answers;

    private static HashSet<(string, string, DateTimeOffset, DateTimeOffset)> Reached(RequestFacts facts, IReadOnlyDictionary<string, SourceInventory> stores) =>
        [.. Decide(facts, stores).Where(a => a.Outcome == Outcome.Available).Select(a => (a.Source, a.Field, a.From, a.To))];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static IEnumerable<DateTimeOffset> Hours(DateTimeOffset from, DateTimeOffset to)
    {
        for (var hour = from; hour < to; hour = hour.AddHours(1)) yield return hour;
    }
}
