using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class CompilingAPlan
{
    private static readonly SourceInventory Late = new(Courier.At("2026-10-20T00:00:00Z"), Courier.At("2026-11-24T00:00:00Z"), []);

    [Fact]
    public void Reads_only_what_was_available()
    {
        var plan = Plan(Courier.Request("lookup-log", "us-grand-jury-subpoena", "grand-jury", from: "2026-10-15T00:00:00Z"), new ItemVerdict(1, Verdict.Approve));

        var read = Assert.Single(plan.Reads);
        var window = Assert.Single(read.Windows);
        Assert.Equal((Courier.LookupCutOff, Courier.At("2026-11-20T00:00:00Z")), (window.From, window.To));
        Assert.Equal(["time", "account", "ip", "port"], window.Fields.Select(field => field.Name));
        Assert.Equal(new PlannedSubject("account", "acct-7", "account"), Assert.Single(read.Subjects));
        Assert.Equal("time", read.Source.TimeFrom);
        Assert.Equal("courier-1", plan.PolicyVersion);
    }

    [Fact]
    public void Reads_nothing_for_an_item_that_was_refused_or_not_decided()
    {
        Assert.Empty(Plan(Courier.Request("lookup-log"), new ItemVerdict(1, Verdict.Refuse)).Reads);
        Assert.Empty(Plan(Courier.Request("lookup-log")).Reads);
    }

    [Fact]
    public void Narrows_fields_and_period()
    {
        var verdict = new ItemVerdict(1, Verdict.Narrow, ["lookup-log.ip", "lookup-log.time"], Courier.At("2026-11-05T00:00:00Z"), Courier.At("2026-11-06T00:00:00Z"));

        var window = Assert.Single(Assert.Single(Plan(Courier.Request("lookup-log"), verdict).Reads).Windows);

        Assert.Equal(["time", "ip"], window.Fields.Select(field => field.Name));
        Assert.Equal((verdict.From, verdict.To), (window.From, window.To));
    }

    [Theory]
    [InlineData("lookup-log.geo")]
    [InlineData("lookup-log.colour")]
    [InlineData("access-log.ip")]
    [InlineData("ip")]
    public void Refuses_a_field_that_was_not_available(string field)
    {
        var wider = Assert.Throws<WiderThanAllowedException>(() => Plan(Courier.Request("lookup-log"), new ItemVerdict(1, Verdict.Narrow, ["lookup-log.ip", field])));

        Assert.Contains(field, wider.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-10-31T23:59:59Z", null)]
    [InlineData(null, "2026-11-20T00:00:00.0000001Z")]
    public void Refuses_a_period_outside_what_was_available(string? from, string? to)
    {
        var verdict = new ItemVerdict(1, Verdict.Narrow, From: from is null ? null : Courier.At(from), To: to is null ? null : Courier.At(to));

        Assert.Throws<WiderThanAllowedException>(() => Plan(Courier.Request("lookup-log"), verdict));
    }

    [Fact]
    public void Accepts_the_very_edges_of_what_was_available()
    {
        var verdict = new ItemVerdict(1, Verdict.Narrow, From: Courier.At("2026-11-01T00:00:00Z"), To: Courier.At("2026-11-20T00:00:00Z"));

        Assert.Single(Plan(Courier.Request("lookup-log"), verdict).Reads);
    }

    [Fact]
    public void Takes_overdue_data_when_the_reviewer_approves_it()
    {
        var request = Courier.Request("lookup-log.time", from: "2026-10-21T00:00:00Z");

        var window = Assert.Single(Assert.Single(Plan(request, Late, new ItemVerdict(1, Verdict.Approve)).Reads).Windows);

        Assert.Equal(Courier.At("2026-10-21T00:00:00Z"), window.From);
    }

    [Fact]
    public void Takes_overdue_data_into_a_narrowing_only_by_name()
    {
        var request = Courier.Request("lookup-log.time", from: "2026-10-21T00:00:00Z");

        var silent = Plan(request, Late, new ItemVerdict(1, Verdict.Narrow, ["lookup-log.time"]));
        var named = Plan(request, Late, new ItemVerdict(1, Verdict.Narrow, From: Courier.At("2026-10-25T00:00:00Z")));

        Assert.Equal(Courier.LookupCutOff, silent.Reads[0].Windows[0].From);
        Assert.Equal(Courier.At("2026-10-25T00:00:00Z"), named.Reads[0].Windows[0].From);
    }

    [Fact]
    public void Cuts_windows_where_the_set_of_fields_changes()
    {
        var request = Courier.Request(["lookup-log.time", "lookup-log.ip"]);
        var decision = ScopeEngine.Decide(request, Courier.Policy, Courier.Stores);
        var (start, end) = (Courier.At("2026-11-10T00:00:00Z"), Courier.At("2026-11-12T00:00:00Z"));
        var answers = decision.Items[0].Answers.Select(answer => answer.Field == "ip" ? answer with { From = start, To = end } : answer);

        var plan = PlanCompiler.Compile("CD-2026-000001", "hash", request, Courier.Policy, decision with { Items = [new ItemDecision(1, [.. answers])] }, [new ItemVerdict(1, Verdict.Approve)]);

        var windows = plan.Reads[0].Windows;
        Assert.Equal([["time"], ["time", "ip"], ["time"]], windows.Select(window => window.Fields.Select(field => field.Name).ToArray()));
        Assert.Equal((start, end), (windows[1].From, windows[1].To));
    }

    [Fact]
    public void Matches_the_port_only_where_the_log_records_one()
    {
        var ip = new IdentifierFacts("ip", "::FFFF:203.0.113.7", Port: 4711);
        var request = Courier.Request(["access-log.time", "lookup-log.time"], from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z", identifier: ip);

        var plan = Plan(request, new ItemVerdict(1, Verdict.Approve));

        Assert.Equal(new PlannedSubject("ip", "203.0.113.7", "ip"), Assert.Single(plan.Reads[0].Subjects));
        Assert.Equal(new PlannedSubject("ip", "203.0.113.7", "ip", 4711, "port"), Assert.Single(plan.Reads[1].Subjects));
    }

    [Fact]
    public void Does_not_believe_a_decision_that_the_engine_cannot_have_made()
    {
        var request = Courier.Request("lookup-log");
        var decision = ScopeEngine.Decide(request, Courier.Policy, Courier.Stores);
        ScopeDecision With(Func<ScopeAnswer, ScopeAnswer> change) => decision with { Items = [new ItemDecision(1, [.. decision.Items[0].Answers.Select(change)])] };
        void Compile(ScopeDecision forged) => PlanCompiler.Compile("CD-2026-000001", "hash", request, Courier.Policy, forged, [new ItemVerdict(1, Verdict.Approve)]);

        Assert.Throws<WiderThanAllowedException>(() => Compile(With(answer => answer with { Outcome = Outcome.Available })));
        Assert.Throws<WiderThanAllowedException>(() => Compile(With(answer => answer with { From = answer.From.AddTicks(-1) })));
        Assert.Throws<ArgumentException>(() => Compile(decision with { PolicyVersion = "courier-2" }));
    }

    [Fact]
    public void Refuses_a_verdict_on_an_item_that_is_not_there()
    {
        Assert.Throws<WiderThanAllowedException>(() => Plan(Courier.Request("lookup-log"), new ItemVerdict(2, Verdict.Approve)));
        Assert.Throws<ArgumentException>(() => Plan(Courier.Request("lookup-log"), new ItemVerdict(1, Verdict.Approve), new ItemVerdict(1, Verdict.Refuse)));
    }

    private static ExtractionPlan Plan(RequestFacts request, params ItemVerdict[] verdicts) => Plan(request, Courier.Stores["lookup-log"], verdicts);

    private static ExtractionPlan Plan(RequestFacts request, SourceInventory lookups, params ItemVerdict[] verdicts)
    {
        var stores = new Dictionary<string, SourceInventory>(Courier.Stores) { ["lookup-log"] = lookups };

        return PlanCompiler.Compile("CD-2026-000001", "hash", request, Courier.Policy, ScopeEngine.Decide(request, Courier.Policy, stores), verdicts);
    }
}
