using System.Diagnostics;
using System.Text;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class ReadingHostileLogs : IDisposable
{
    private const string Good = """{"time":"2015-05-17T10:00:00Z","account":"a-1","x":1}""";

    private readonly LogStore _store = new();

    private static ExtractionPlan Events => LogStore.PlanFor(LogStore.Jsonl(), LogStore.Account("a-1"), "time", "x");

    [Fact]
    public async Task Each_damaged_line_is_told_with_its_reason_and_costs_no_other_line()
    {
        var content = new MemoryStream();
        content.Write("\uFEFF"u8);
        string[] lines =
        [
            Good + "\r",
            Good[..20],
            "",
            """{"time":"2015-05-17T10:00:00Z","account":"a-1","x":1,"x":2}""",
            """{"time":"2015-05-17T10:00:00Z","account":"a-1","x":1,"\u0078":2}""",
            """["a-1"]""",
            Good + " trailing",
            Good.Replace("a-1", "a\0-1", StringComparison.Ordinal),
            """{"time":"yesterday","account":"a-1","x":1}""",
            """{"account":"a-1","x":1}""",
            """{"time":"2015-05-17T10:00:00Z","account":"a-1","x":"\ud800"}""",
            $$"""{"time":"2015-05-17T10:00:00Z","account":"a-1","x":"{{new string('y', 10_000_000)}}"}""",
            string.Concat(Enumerable.Repeat("[", 100_000)),
            Good,
        ];
        foreach (var line in lines)
            content.Write(Encoding.UTF8.GetBytes(line + "\n"));
        content.Write([.. Encoding.UTF8.GetBytes(Good[..^2]), 0xFF, .. "}\n"u8]);
        content.Write(Encoding.UTF8.GetBytes(Good));
        _store.Put("events.jsonl", content.ToArray());

        var outcome = await _store.Run(Events);
        Assert.Equal(ExtractionEnd.CompleteWithRejects, outcome.End);
        Assert.Equal(3, outcome.Rows);
        var rejected = outcome.Result!["rejected"]!.AsArray();
        Assert.Equal(
            ["2 shape", "3 blank", "4 duplicate-name", "5 duplicate-name", "6 shape", "7 shape", "8 nul", "9 time", "10 time", "11 encoding", "12 too-long", "13 shape", "15 encoding"],
            rejected.Select(r => $"{r!["line"]} {r["reason"]}"));
        Assert.Equal(3 + Good.Length + 2, (long)rejected[0]!["offset"]!);
        Assert.Equal(16, (long)outcome.Result["reads"]![0]!["files"]![0]!["lines"]!);
        Assert.Equal(13, (long)outcome.Result["rejectedRecords"]!);
    }

    [Fact]
    public async Task Values_are_verbatim_and_escapes_hide_nobody()
    {
        _store.Put("events.jsonl",
            """{"time":"2015-05-17T10:00:00+02:00","\u0061ccount":"\u0061-1","x":1.50}""" + "\n" +
            """{"time":"2015-05-17T10:00:00Z","account":"a-1","x":null}""" + "\n" +
            """{"time":"2015-05-17T10:00:01Z","account":"a-1","x":"é\n\u00e9"}""" + "\n" +
            """{"time":"2015-05-17T10:00:02Z","account":"a-1","x":{"b": [1, true]}}""" + "\n" +
            """{"time":"2015-05-17T10:00:03Z","account":"a-10","x":"other"}""" + "\n" +
            """{"time":"2015-05-17T10:00:03Z","account":["a-1"],"x":"other"}""");
        var rows = await _store.Rows(Events);
        Assert.Equal(["1.50", null, "é\né", """{"b": [1, true]}"""], rows.Select(r => (string?)r!["values"]!["x"]));
        Assert.Equal("2015-05-17T10:00:00+02:00", (string?)rows[0]!["values"]!["time"]);
    }

    [Fact]
    public async Task A_table_may_hold_line_breaks_and_quotes()
    {
        _store.Put("accounts.csv", "account,name\r\na-0,\"x\r\na-1,forged\"\r\na-1,\"O\"\"Neil,\r\nAnn\"\r\na-1\r\na-1,b\"c\r\n");
        var outcome = await _store.Run(LogStore.PlanFor(LogStore.Csv(), LogStore.Account("a-1"), "name"));
        Assert.Equal(1, outcome.Rows);
        Assert.Equal(["6 columns", "7 shape"], outcome.Result!["rejected"]!.AsArray().Select(r => $"{r!["line"]} {r["reason"]}"));
        Assert.Contains("O\\\"Neil,\\r\\nAnn", File.ReadAllText(Path.Combine(_store.Result, "data.json")), StringComparison.Ordinal);
        Assert.Equal("item,source,line,name,caveat\r\n1,accounts,accounts.csv:4,\"O\"\"Neil,\r\nAnn\",\"Look-ups only; \"\"no\"\" content.\"\r\n", File.ReadAllText(Path.Combine(_store.Result, "data.csv")));
    }

    [Theory]
    [InlineData("account,name\na-1,\"open\na-1,b\n")]
    [InlineData("account,account,name\na-1,a,b\n")]
    [InlineData("user,name\na-1,b\n")]
    [InlineData("")]
    public async Task A_table_whose_form_is_unclear_fails(string content)
    {
        _store.Put("accounts.csv", content);
        Assert.Equal("source-shape", await _store.FailureOf(LogStore.PlanFor(LogStore.Csv(), LogStore.Account("a-1"), "name")));
    }

    [Fact]
    public async Task A_source_of_which_nothing_can_be_read_fails_and_is_no_empty_answer()
    {
        _store.Put("events.jsonl", "May 17 10:00:00 host sshd: x\nMay 17 10:00:01 host sshd: y\n");
        Assert.Equal("source-shape", await _store.FailureOf(Events));
        _store.Put("events.jsonl", """{"time":"2015-05-17T10:00:00Z","user":"a-1"}""");
        Assert.Equal("source-shape", await _store.FailureOf(Events));
    }

    [Fact]
    public async Task A_missing_file_fails() => Assert.Equal("source-missing", await _store.FailureOf(Events));

    [Fact]
    public async Task A_link_a_directory_and_a_pipe_fail()
    {
        Directory.CreateDirectory(Path.Combine(_store.Logs, "events.jsonl"));
        Assert.Equal("source-not-a-file", await _store.FailureOf(Events));
        Directory.Delete(Path.Combine(_store.Logs, "events.jsonl"));
        if (OperatingSystem.IsWindows())
            return;

        _store.Put("real.jsonl", Good);
        File.CreateSymbolicLink(Path.Combine(_store.Logs, "events.jsonl"), "real.jsonl");
        Assert.Equal("source-not-a-file", await _store.FailureOf(Events));
        File.Delete(Path.Combine(_store.Logs, "events.jsonl"));

        Process.Start("mkfifo", Path.Combine(_store.Logs, "events.jsonl")).WaitForExit();
        Assert.Equal("source-not-a-file", await _store.FailureOf(Events));
    }

    [Theory]
    [InlineData("../events.jsonl")]
    [InlineData("/etc/passwd")]
    [InlineData("a/./b")]
    public async Task A_location_outside_the_logs_fails(string location) =>
        Assert.Equal("source-location", await _store.FailureOf(LogStore.PlanFor(LogStore.Jsonl(location), LogStore.Account("a-1"), "x")));

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public async Task An_archive_that_is_cut_off_fails(int missing)
    {
        var whole = LogStore.Gzip(string.Concat(Enumerable.Range(0, 500).Select(n => $$"""{"time":"2015-05-17T10:00:00Z","account":"a-1","x":{{n * 7919}}}""" + "\n")));
        var plan = LogStore.PlanFor(LogStore.Jsonl("events.gz", SourceCompression.Gzip), LogStore.Account("a-1"), "x");
        _store.Put("events.gz", whole[..^missing]);
        Assert.Equal("source-damaged", await _store.FailureOf(plan));
        _store.Put("events.gz", [.. whole, .. LogStore.Gzip(Good + "\n")]);
        Assert.Equal(501, (await _store.Rows(plan)).Count);
    }

    [Fact]
    public async Task Missing_days_are_told_and_a_day_that_was_there_when_it_was_decided_fails()
    {
        _store.Put("d/2015-05-16.jsonl", Good + "\n");
        _store.Put("d/2015-05-18.jsonl", Good + "\n");
        _store.Put("d/2015-05-20.jsonl", Good + "\n");
        var at = new DateTimeOffset(2015, 5, 17, 0, 0, 0, TimeSpan.Zero);
        var plan = LogStore.Plan(new PlannedRead(1, LogStore.Jsonl("d/{yyyy-MM-dd}.jsonl"), [LogStore.Account("a-1")], [LogStore.Window(at, at.AddDays(2), "x")]));
        var outcome = await _store.Run(plan, result: Path.Combine(_store.Logs, "r"));
        var read = outcome.Result!["reads"]![0]!;
        Assert.Equal("""["d/2015-05-17.jsonl"]""", read["absent"]!.ToJsonString());
        Assert.Equal(["d/2015-05-16.jsonl", "d/2015-05-18.jsonl"], read["files"]!.AsArray().Select(f => (string?)f!["path"]));
        Assert.Equal("gone-since-decision", await _store.FailureOf(plan, ["d/2015-05-17.jsonl"]));
    }

    public void Dispose() => _store.Dispose();
}
