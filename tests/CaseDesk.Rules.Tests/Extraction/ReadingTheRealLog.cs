using System.Globalization;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class ReadingTheRealLog
{
    private static readonly string[] AllButReferrer = ["ip", "time", "method", "path", "query", "protocol", "status", "bytes", "user_agent"];

    [Fact]
    public async Task Finds_every_line_of_the_subject_and_no_other()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var lines = await File.ReadAllLinesAsync(Sample.RealLog, TestContext.Current.CancellationToken);

        var outcome = await sample.Extract(Sample.Plan(Sample.ReadBot("ip", "time")));

        Assert.Equal(ExtractionState.CompleteWithRejects, outcome.State);
        var expected = Enumerable.Range(1, lines.Length).Where(n => lines[n - 1].StartsWith(Sample.Bot + " ", StringComparison.Ordinal)).ToHashSet();
        Assert.Equal(482, expected.Count);
        Assert.Equal(expected, Rows(sample).Select(r => (int)r["line"]!["number"]!).ToHashSet());
        Assert.Equal(482, Rows(sample).Count);
        Assert.Equal(482, (long)outcome.Result!["rowCount"]!);
    }

    [Fact]
    public async Task Gives_values_that_are_slices_of_their_lines()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var lines = await File.ReadAllLinesAsync(Sample.RealLog, TestContext.Current.CancellationToken);

        await sample.Extract(Sample.Plan(Sample.ReadBot(AllButReferrer)));

        foreach (var row in Rows(sample))
        {
            var line = lines[(int)row["line"]!["number"]! - 1];
            var values = row["values"]!.AsObject();
            foreach (var (_, value) in values)
                Assert.True(value is null || line.Contains((string)value!, StringComparison.Ordinal));
            var query = (string?)values["query"];
            var request = $"\"{values["method"]} {values["path"]}{(query is null ? "" : "?" + query)} {values["protocol"]}\"";
            Assert.Equal($"{Sample.Bot} - - [{values["time"]}] {request} {values["status"]} {values["bytes"]} ", line[..line.IndexOf(" \"", line.IndexOf(request, StringComparison.Ordinal), StringComparison.Ordinal)] + " ");
            Assert.EndsWith($"\"{values["user_agent"]}\"", line, StringComparison.Ordinal);
        }

        Assert.Contains(Rows(sample), r => r["values"]!["query"] is not null);
    }

    [Fact]
    public async Task Leaves_no_trace_of_a_field_that_was_not_planned()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var secrets = (await File.ReadAllLinesAsync(Sample.RealLog, TestContext.Current.CancellationToken))
            .Select(line => line.Split('"')).Where(parts => parts.Length > 3 && parts[3].Length > 1).Select(parts => parts[3]).ToHashSet();
        Assert.Contains(secrets, s => s.StartsWith("http", StringComparison.Ordinal));

        await sample.Extract(Sample.Plan(Sample.ReadBot("ip", "time")));

        foreach (var file in Directory.GetFiles(sample.Result))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(secrets, s => text.Contains(s, StringComparison.Ordinal));
            Assert.DoesNotContain("Googlebot", text, StringComparison.Ordinal);
            Assert.DoesNotContain("GET", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reports_the_one_malformed_line_without_its_content()
    {
        using var sample = new Sample();
        sample.PutRealLog();

        var outcome = await sample.Extract(Sample.Plan(Sample.ReadBot("ip")));

        var rejected = Assert.Single(outcome.Result!["rejected"]!.AsArray());
        Assert.Equal("8899", rejected!["line"]!.ToJsonString());
        Assert.Equal("format", (string?)rejected["reason"]);
        Assert.Equal(["source", "file", "line", "offset", "reason"], rejected.AsObject().Select(p => p.Key));
        var log = await File.ReadAllBytesAsync(Sample.RealLog, TestContext.Current.CancellationToken);
        Assert.Equal("46.118.127.106", System.Text.Encoding.ASCII.GetString(log, (int)(long)rejected["offset"]!, 14));
        Assert.Equal(1, (long)outcome.Result["rejectedCount"]!);
        Assert.Equal(0, (long)outcome.Result["rejectedPossiblySubject"]!);
        Assert.Equal(10_000, (long)outcome.Result["files"]![0]!["lines"]!);
    }

    [Fact]
    public async Task Says_so_when_the_malformed_line_may_be_the_subjects()
    {
        using var sample = new Sample();
        sample.PutRealLog();

        var outcome = await sample.Extract(Sample.Plan(Sample.Read(Sample.AccessLog, "ip", "46.118.127.106", "ip", Sample.May2015, Sample.June2015, "ip")));

        Assert.Equal(1, (long)outcome.Result!["rejectedPossiblySubject"]!);
    }

    [Fact]
    public async Task Keeps_to_the_half_open_window()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var all = (await File.ReadAllLinesAsync(Sample.RealLog, TestContext.Current.CancellationToken))
            .Where(l => l.StartsWith(Sample.Bot + " ", StringComparison.Ordinal))
            .Select(l => DateTimeOffset.ParseExact(l.Split('[')[1].Split(']')[0], "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture)).Order().ToList();
        var (from, to) = (all[100], all[200]);

        await sample.Extract(Sample.Plan(Sample.Read(Sample.AccessLog, "ip", Sample.Bot, "ip", from, to, "time")));

        Assert.Equal(all.Count(t => t >= from && t < to), Rows(sample).Count);
        Assert.True(Rows(sample).Count < 482);
    }

    [Fact]
    public async Task Is_the_same_to_the_byte_when_repeated()
    {
        using var first = new Sample();
        using var second = new Sample();
        first.PutRealLog();
        second.PutRealLog();
        var plan = Sample.Plan(Sample.ReadBot(AllButReferrer));

        var one = await first.Extract(plan);
        var other = await second.Extract(plan);

        Assert.Equal(one.Result!.ToJsonString(), other.Result!.ToJsonString());
        Assert.Equal(first.ResultText("data.json"), second.ResultText("data.json"));
        Assert.Equal(first.ResultText("data.csv"), second.ResultText("data.csv"));
        Assert.NotEqual((string?)one.Manifest!["run"]!["startedAt"], (string?)other.Manifest!["run"]!["startedAt"]);
    }

    [Fact]
    public async Task Gives_each_window_its_own_fields()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var half = new DateTimeOffset(2015, 5, 19, 0, 0, 0, TimeSpan.Zero);
        var early = Sample.Read(Sample.AccessLog, "ip", Sample.Bot, "ip", Sample.May2015, half, "ip", "path");
        var late = Sample.Read(Sample.AccessLog, "ip", Sample.Bot, "ip", half, Sample.June2015, "ip", "time");

        await sample.Extract(Sample.Plan(early with { Windows = [.. early.Windows, .. late.Windows] }));

        var kinds = Rows(sample).Select(r => string.Join(',', r["values"]!.AsObject().Select(v => v.Key))).ToList();
        Assert.Equal(["ip,path", "ip,time"], kinds.Distinct());
        Assert.Equal(482, kinds.Count);
    }

    private static List<JsonNode> Rows(Sample sample) =>
        [.. JsonNode.Parse(sample.ResultText("data.json"))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Select(r => r!)];
}
