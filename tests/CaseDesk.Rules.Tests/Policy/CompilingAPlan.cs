using CaseDesk.Policy;
using static CaseDesk.Rules.Tests.Policy.Courier;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class CompilingAPlan
{
    private const string Hash = "00ff";
    private static readonly ItemFacts FortyDays = Item("2026-10-11T00:00:00Z", "2026-11-21T00:00:00Z", "lookup-log.queried_handle", "lookup-log.time", "lookup-log.push_token");

    [Fact]
    public void Approval_reads_the_available_fields_of_the_available_period_and_no_more()
    {
        var read = Compile(Order(FortyDays), new ItemVerdict(1, Verdict.Approve)).Reads.Single();

        var window = read.Windows.Single();
        Assert.Equal((At("2026-10-26T00:00:00Z"), ServedAt), (window.From, window.To));
        Assert.Equal([new PlannedField("time", "time"), new PlannedField("queried_handle", "queried_handle")], window.Fields);
        Assert.Equal([new PlannedSubject("account", "acc-1001", "account"), new PlannedSubject("ip", "198.51.100.7", "ip", 40001, "port")], read.Subjects);
        Assert.Equal("lookup-log/lookup-{yyyy-MM-dd}.jsonl.gz", read.Source.Location);
        Assert.StartsWith("These logs record look-ups.", read.Source.Caveat, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Refuse)]
    [InlineData(null)]
    public void Without_approval_nothing_is_read(Verdict? verdict) =>
        Assert.Empty(Compile(Order(FortyDays), verdict is { } v ? [new ItemVerdict(1, v)] : []).Reads);

    [Fact]
    public void A_port_counts_only_where_the_source_has_one()
    {
        var read = Compile(Order(Item("2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z", "access-log.path")), new ItemVerdict(1, Verdict.Approve)).Reads.Single();

        Assert.Equal([new PlannedSubject("ip", "198.51.100.7", "ip")], read.Subjects);
        Assert.Equal("time", read.Source.TimeFrom);
    }

    [Fact]
    public void Narrowing_takes_less()
    {
        var narrowed = new ItemVerdict(1, Verdict.Narrow, ["lookup-log.time"], At("2026-11-01T00:00:00+01:00"), At("2026-11-02T00:00:00Z"));

        var window = Compile(Order(FortyDays), narrowed).Reads.Single().Windows.Single();

        Assert.Equal((At("2026-10-31T23:00:00Z"), At("2026-11-02T00:00:00Z"), "time"), (window.From, window.To, window.Fields.Single().Name));
    }

    [Theory]
    [InlineData("lookup-log.push_token", null, null)] // never disclosed
    [InlineData("lookup-log.ip", null, null)] // not asked for
    [InlineData("accounts.name", null, null)] // another source
    [InlineData("time", null, null)] // no source
    [InlineData(null, "2026-10-25T23:59:59Z", null)] // expired
    [InlineData(null, null, "2026-11-20T09:12:01Z")] // after service
    [InlineData(null, "2026-11-02T00:00:00Z", "2026-11-02T00:00:00Z")] // empty
    public void Narrowing_cannot_ask_for_more(string? field, string? from, string? to)
    {
        var verdict = new ItemVerdict(1, Verdict.Narrow, field is null ? null : [field], from is null ? null : At(from), to is null ? null : At(to));

        var wider = Assert.Throws<WiderThanAllowedException>(() => Compile(Order(FortyDays), verdict));

        Assert.Equal(1, wider.Item);
        Assert.NotEmpty(wider.What);
    }

    [Fact]
    public void A_verdict_on_an_item_that_does_not_exist_is_wider() =>
        Assert.Throws<WiderThanAllowedException>(() => Compile(Order(FortyDays), new ItemVerdict(2, Verdict.Approve)));

    [Fact]
    public void Overdue_data_is_read_when_a_reviewer_approves_it()
    {
        var stores = new Dictionary<string, SourceInventory> { ["lookup-log"] = new(At("2026-10-20T00:00:00Z"), At("2026-11-20T00:00:00Z"), []) };
        var facts = Order(FortyDays);

        var plan = PlanCompiler.Compile("CD-2026-000001", Hash, facts, InForce, ScopeEngine.Decide(facts, InForce, stores), [new ItemVerdict(1, Verdict.Approve)]);

        Assert.Equal(At("2026-10-20T00:00:00Z"), plan.Reads.Single().Windows.Single().From);
    }

    [Fact]
    public void Windows_split_where_the_allowed_fields_change()
    {
        var facts = Order(Item("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z", "lookup-log.time", "lookup-log.app"));
        var whole = ScopeEngine.Decide(facts, InForce, Stores);
        var changed = new ScopeDecision(whole.PolicyVersion,
            [new ItemDecision(1, [.. whole.Items[0].Answers.Select(a => a.Field == "app" ? a with { From = At("2026-11-02T00:00:00Z"), To = At("2026-11-03T00:00:00Z") } : a)])]);

        var windows = PlanCompiler.Compile("CD-2026-000001", Hash, facts, InForce, changed, [new ItemVerdict(1, Verdict.Approve)]).Reads.Single().Windows;

        Assert.Equal(["1-2:time", "2-3:time+app", "3-5:time"], windows.Select(w => $"{w.From.Day}-{w.To.Day}:{string.Join('+', w.Fields.Select(f => f.Name))}"));
    }

    [Fact]
    public void A_decision_under_another_policy_is_not_compiled()
    {
        var facts = Order(FortyDays);
        var decision = ScopeEngine.Decide(facts, InForce, Stores) with { PolicyVersion = "courier-2" };

        Assert.Throws<ArgumentException>(() => PlanCompiler.Compile("CD-2026-000001", Hash, facts, InForce, decision, []));
    }

    [Fact]
    public void A_plan_survives_being_written_and_read()
    {
        var facts = Order(Item("2026-10-11T00:00:00.0000001Z", "2026-11-21T00:00:00Z", "traffic", "subscriber", "identification"));
        var json = PlanJson.ToJson(Compile(facts, new ItemVerdict(1, Verdict.Approve))).ToJsonString();

        Assert.Equal(json, PlanJson.ToJson(PlanJson.Parse(json)).ToJsonString());
        Assert.Contains("\"timeFrom\":null", json, StringComparison.Ordinal);
        Assert.Contains("2026-10-11T00:00:00.0000001Z", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"request\":1,\"policyVersion\":\"a\",\"scopeHash\":\"b\",\"reads\":[]}")]
    [InlineData("{\"request\":\"a\",\"policyVersion\":\"a\",\"scopeHash\":\"b\",\"reads\":[{}]}")]
    [InlineData("{\"request\":\"a\",\"policyVersion\":\"a\",\"scopeHash\":\"b\",\"reads\":[],\"limit\":1}")]
    [InlineData("{\"request\":\"a\",\"request\":\"b\",\"policyVersion\":\"a\",\"scopeHash\":\"b\",\"reads\":[]}")]
    public void What_is_no_plan_is_refused(string json) => Assert.Throws<FormatException>(() => PlanJson.Parse(json));

    private static ExtractionPlan Compile(RequestFacts facts, params ItemVerdict[] verdicts) =>
        PlanCompiler.Compile("CD-2026-000001", Hash, facts, InForce, ScopeEngine.Decide(facts, InForce, Stores), verdicts);
}
