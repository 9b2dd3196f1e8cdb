using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class PassingTheSecondGate
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly PlannedRead ByAddress = new(
        2, Sample.LookupLog, [new PlannedSubject("ip", "192.0.2.7", "ip", 4711, "port")],
        [new PlannedWindow(Noon, Noon.AddHours(1), [new PlannedField("time", "time"), new PlannedField("account", "account")])]);

    private static readonly PlannedRead ByAccount = new(
        1, Sample.Accounts, [new PlannedSubject("account", "a-1", "account")],
        [new PlannedWindow(Noon, Noon.AddHours(1), [new PlannedField("account", "account"), new PlannedField("email", "email")])]);

    private static readonly SecondGate Gate = new(Sample.Plan(ByAddress, ByAccount));

    private static readonly GatedRow Right = new(
        0, 2, "lookup-log", "lookup-log/lookup-2026-06-15.jsonl.gz", 12, "ip", "192.0.2.7", 4711, Noon,
        new Dictionary<string, string?> { ["time"] = "2026-06-15T12:00:00Z", ["account"] = "a-1" });

    private static readonly GatedRow RightWithoutTime = new(
        1, 1, "accounts", "accounts/accounts.csv", 2, "account", "a-1", null, null,
        new Dictionary<string, string?> { ["account"] = "a-1", ["email"] = null });

    public static TheoryData<string, GatedRow> Wrong => new()
    {
        { "no read of the plan", Right with { Read = 2 } },
        { "no read of the plan", Right with { Read = -1 } },
        { "item", Right with { Item = 1 } },
        { "source", Right with { Source = "access-log" } },
        { "file or line", Right with { File = "access-log/access.log" } },
        { "file or line", Right with { File = "lookup-log/lookup-2026-06-18.jsonl.gz" } },
        { "file or line", Right with { File = "lookup-log/../lookup-2026-06-15.jsonl.gz" } },
        { "file or line", Right with { Line = 0 } },
        { "instant is missing", Right with { Instant = null } },
        { "instant is missing", RightWithoutTime with { Instant = Noon } },
        { "in no window", Right with { Instant = Noon.AddTicks(-1) } },
        { "in no window", Right with { Instant = Noon.AddHours(1) } },
        { "fields", Right with { Values = new Dictionary<string, string?> { ["time"] = "2026-06-15T12:00:00Z" } } },
        { "fields", Right with { Values = new Dictionary<string, string?> { ["time"] = "2026-06-15T12:00:00Z", ["geo"] = "x" } } },
        { "fields", Right with { Values = new Dictionary<string, string?>(Right.Values) { ["push_token"] = "x" } } },
        { "no identifier", Right with { KeyValue = "not an address" } },
        { "not a planned identifier", Right with { KeyValue = "192.0.2.8" } },
        { "not a planned identifier", Right with { KeyType = "account", KeyValue = "a-1" } },
        { "port", Right with { Port = 4712 } },
        { "port", Right with { Port = null } },
        { "not the one of the record", Right with { Instant = Noon.AddMinutes(1) } },
        { "key is not the one of the record", RightWithoutTime with { Values = new Dictionary<string, string?> { ["account"] = "a-2", ["email"] = null } } },
    };

    [Fact]
    public void Lets_through_what_the_plan_says()
    {
        Assert.Null(Gate.Objection(Right));
        Assert.Null(Gate.Objection(RightWithoutTime));
        Assert.Null(Gate.Objection(Right with { KeyValue = "::ffff:192.0.2.7" }));
        Assert.Null(Gate.Objection(Right with { File = "lookup-log/lookup-2026-06-16.jsonl.gz" }));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Is_refused_for_every_kind_of_wrong_row(string objection, GatedRow row) =>
        Assert.Contains(objection, Gate.Objection(row) ?? "nothing", StringComparison.Ordinal);
}
