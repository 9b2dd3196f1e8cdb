using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class CheckingRowsAgain
{
    private static readonly DateTimeOffset _noon = new(2015, 5, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly ExtractionPlan _plan = LogStore.Plan(new PlannedRead(
        1,
        LogStore.Jsonl("l/{yyyy-MM-dd}.jsonl"),
        [new PlannedSubject("ip", "192.0.2.7", "ip", 443, "port")],
        [LogStore.Window(_noon, _noon.AddHours(1), "time", "ip")]));

    private static readonly RowGate _good = new(1, "lookup-log", "l/2015-05-17.jsonl", 3, 10, "ip", "::ffff:192.0.2.7", "443", _noon);
    private static readonly RowValue[] _values = [new("time", "2015-05-17T12:00:00Z"), new("ip", "::ffff:192.0.2.7")];

    public static TheoryData<string> Lies => ["item", "source", "file", "folder", "key", "no key", "type", "port", "no port", "early", "late", "no time", "field more", "field less", "other field", "order", "other value", "other time", "line"];

    [Fact]
    public void A_row_of_the_plan_passes() => Assert.Null(new SecondGate(_plan).Check(new ExtractedRow(_good, _values)));

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_row_that_differs_is_stopped(string lie)
    {
        var row = lie switch
        {
            "item" => Row(_good with { Item = 2 }),
            "source" => Row(_good with { Source = "accounts" }),
            "file" => Row(_good with { File = "l/2015-05-17.jsonl.bak" }),
            "folder" => Row(_good with { File = "../2015-05-17.jsonl" }),
            "key" => new ExtractedRow(_good with { Key = "192.0.2.8" }, [_values[0], new("ip", "192.0.2.8")]),
            "no key" => Row(_good with { Key = null }),
            "type" => Row(_good with { KeyType = "account" }),
            "port" => Row(_good with { Port = "4430" }),
            "no port" => Row(_good with { Port = null }),
            "early" => Row(_good with { Instant = _noon.AddTicks(-1) }),
            "late" => Row(_good with { Instant = _noon.AddHours(1) }),
            "no time" => Row(_good with { Instant = null }),
            "field more" => new ExtractedRow(_good, [.. _values, new("push_token", "x")]),
            "field less" => new ExtractedRow(_good, [_values[0]]),
            "other field" => new ExtractedRow(_good, [_values[0], new("geo", "x")]),
            "order" => new ExtractedRow(_good, [_values[1], _values[0]]),
            "other value" => new ExtractedRow(_good, [_values[0], new("ip", "192.0.2.8")]),
            "other time" => new ExtractedRow(_good, [new("time", "2015-05-17T11:59:59Z"), _values[1]]),
            _ => Row(_good with { Line = 0 }),
        };
        Assert.NotNull(new SecondGate(_plan).Check(row));
    }

    [Fact]
    public void The_same_record_twice_is_stopped()
    {
        var gate = new SecondGate(_plan);
        Assert.Null(gate.Check(Row(_good)));
        Assert.NotNull(gate.Check(Row(_good)));
    }

    [Fact]
    public void A_plan_that_reads_the_same_twice_is_refused() =>
        Assert.Equal("plan-invalid", Assert.Throws<ExtractionFailure>(() => new SecondGate(LogStore.Plan(_plan.Reads[0], _plan.Reads[0]))).Code);

    private static ExtractedRow Row(RowGate gate) => new(gate, _values);
}
