using System.Text;
using CaseDesk.Extraction;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class ExtractingFromTheRealLog : IDisposable
{
    private const string Crawler = "66.249.73.135";
    private static readonly string[] _fields = ["ip", "time", "method", "path", "query", "protocol", "status", "bytes", "user_agent"];

    private readonly LogStore _store = new();

    public ExtractingFromTheRealLog() => File.Copy(LogStore.RealLog, Path.Combine(_store.Logs, "access.log"));

    [Fact]
    public async Task Every_row_of_the_subject_is_found_and_every_value_is_a_slice_of_its_line()
    {
        var lines = await File.ReadAllLinesAsync(LogStore.RealLog, TestContext.Current.CancellationToken);
        var rows = await _store.Rows(LogStore.PlanFor(LogStore.Combined(), LogStore.Ip(Crawler), _fields));

        Assert.Equal(482, rows.Count);
        var expected = lines.Select((text, index) => (text, index)).Where(l => l.text.StartsWith(Crawler + " ", StringComparison.Ordinal)).Select(l => l.index + 1L);
        Assert.Equal(expected, rows.Select(r => (long)r!["line"]!["number"]!).Order());
        foreach (var row in rows)
        {
            var line = lines[(int)row!["line"]!["number"]! - 1];
            var values = row["values"]!.AsObject();
            Assert.Equal(_fields, values.Select(v => v.Key));
            foreach (var (field, value) in values)
                Assert.True(value is null ? field == "query" : line.Contains((string)value!, StringComparison.Ordinal), $"{field}: {value}");
            var request = line.Split('"')[1];
            var query = values["query"] is { } q ? "?" + q : "";
            Assert.Equal(request, $"{values["method"]} {values["path"]}{query} {values["protocol"]}");
        }

        Assert.Contains(rows, r => r!["values"]!["query"] is not null);
    }

    [Fact]
    public async Task What_was_not_planned_is_nowhere_in_the_result()
    {
        await _store.Rows(LogStore.PlanFor(LogStore.Combined(), LogStore.Ip("46.105.14.53"), "ip", "time", "method", "path"));
        var everything = string.Concat(Directory.GetFiles(_store.Result).Select(f => File.ReadAllText(f, Encoding.UTF8)));
        Assert.DoesNotContain("UniversalFeedParser", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("flav=rss20", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_one_malformed_line_is_reported_without_its_content()
    {
        var outcome = await _store.Run(LogStore.PlanFor(LogStore.Combined(), LogStore.Ip(Crawler), "ip", "time"));
        Assert.Equal(ExtractionEnd.CompleteWithRejects, outcome.End);
        var rejected = Assert.Single(outcome.Result!["rejected"]!.AsArray())!;
        Assert.Equal(8899, (long)rejected["line"]!);
        Assert.Equal("shape", (string)rejected["reason"]!);
        Assert.Equal(0, (long)rejected["possiblySubject"]!);
        var file = outcome.Result["reads"]![0]!["files"]![0]!;
        Assert.Equal(10_000, (long)file["lines"]!);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(LogStore.RealLog))), (string)file["sha256"]!);
        Assert.DoesNotContain("46.118.127.106", outcome.Manifest!.ToJsonString(), StringComparison.Ordinal);

        var ofIts = await _store.Run(LogStore.PlanFor(LogStore.Combined(), LogStore.Ip("46.118.127.106"), "ip", "time"));
        Assert.Equal(1, (long)ofIts.Result!["rejectedPossiblySubject"]!);
    }

    [Fact]
    public async Task A_repetition_gives_the_same_bytes()
    {
        var plan = LogStore.PlanFor(LogStore.Combined(), LogStore.Ip(Crawler), _fields);
        var (first, second) = (Path.Combine(_store.Root, "first"), Path.Combine(_store.Root, "second"));
        var one = await _store.Run(plan, result: first);
        var two = await _store.Run(plan, result: second);
        Assert.Equal(one.Result!.ToJsonString(), two.Result!.ToJsonString());
        foreach (var name in new[] { "data.json", "data.csv" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, name)), File.ReadAllBytes(Path.Combine(second, name)));

        var again = await _store.Run(plan, result: first);
        Assert.Equal(one.Manifest!.ToJsonString(), again.Manifest!.ToJsonString());
    }

    [Fact]
    public async Task A_window_is_half_open_and_gives_its_own_fields()
    {
        var at = new DateTimeOffset(2015, 5, 17, 10, 5, 3, TimeSpan.Zero);
        var read = new CaseDesk.Policy.PlannedRead(1, LogStore.Combined(), [LogStore.Ip("83.149.9.216")],
        [
            LogStore.Window(at, at.AddSeconds(1), "ip"),
            LogStore.Window(at.AddSeconds(1), at.AddDays(1), "ip", "time"),
        ]);
        var rows = await _store.Rows(LogStore.Plan(read));
        var expected = File.ReadLines(LogStore.RealLog).Count(l => l.StartsWith("83.149.9.216 ", StringComparison.Ordinal) && l.Contains("[17/May/2015:10:05:03", StringComparison.Ordinal));
        Assert.Equal(expected, rows.Count(r => r!["values"]!.AsObject().Count == 1));
        Assert.All(rows.Where(r => r!["values"]!.AsObject().Count == 2), r => Assert.DoesNotContain("10:05:03", (string)r!["values"]!["time"]!, StringComparison.Ordinal));
    }

    public void Dispose() => _store.Dispose();
}
