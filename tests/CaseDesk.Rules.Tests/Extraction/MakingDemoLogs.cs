using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class MakingDemoLogs : IDisposable
{
    private static readonly DateOnly _newest = new(2026, 2, 28);

    private readonly LogStore _store = new();

    [Fact]
    public void The_shifted_log_differs_in_its_dates_only()
    {
        using var original = File.OpenRead(LogStore.RealLog);
        using var shifted = new MemoryStream();
        DemoLogs.ShiftAccessLog(original, shifted, _newest);
        var (before, after) = (File.ReadAllBytes(LogStore.RealLog), shifted.ToArray());
        Assert.Equal(before.Length, after.Length);
        var back = Encoding.Latin1.GetString(after);
        foreach (var (from, to) in new[] { ("25/Feb/2026:", "17/May/2015:"), ("26/Feb/2026:", "18/May/2015:"), ("27/Feb/2026:", "19/May/2015:"), ("28/Feb/2026:", "20/May/2015:") })
        {
            Assert.Contains($"[{from}", back, StringComparison.Ordinal);
            back = back.Replace($"[{from}", $"[{to}", StringComparison.Ordinal);
        }

        Assert.Equal(Encoding.Latin1.GetString(before), back);
    }

    [Fact]
    public async Task Lookups_are_repeatable_and_the_collector_finds_what_a_simple_reader_finds()
    {
        Generate("one");
        Generate("two");
        var files = Directory.GetFiles(Path.Combine(_store.Logs, "one")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count);
        Assert.EndsWith("lookup-2026-02-28.jsonl.gz", files[^1], StringComparison.Ordinal);
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace("one", "two", StringComparison.Ordinal)));

        var expected = new List<string>();
        foreach (var file in files)
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.GetProperty("account").GetString() == DemoLogs.KnownAccount)
                    expected.Add($"{json.RootElement.GetProperty("time")} {json.RootElement.GetProperty("queried_handle")} {json.RootElement.GetProperty("port").GetRawText()}");
            }
        }

        Assert.True(expected.Count > 100);
        var day = new DateTimeOffset(_newest.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var plan = LogStore.Plan(new PlannedRead(
            1,
            LogStore.Jsonl("one/lookup-{yyyy-MM-dd}.jsonl.gz", SourceCompression.Gzip),
            [LogStore.Account(DemoLogs.KnownAccount)],
            [LogStore.Window(day.AddDays(-2), day.AddDays(1), "time", "queried_handle", "port")]));
        var rows = await _store.Rows(plan);
        Assert.Equal(expected, rows.Select(r => $"{r!["values"]!["time"]} {r["values"]!["queried_handle"]} {r["values"]!["port"]}"));
        var csv = File.ReadAllText(Path.Combine(_store.Result, "data.csv"));
        Assert.Contains(",'=cmd|' /C calc'!A0,", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",=cmd", csv, StringComparison.Ordinal);
        var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_store.Result, "manifest.json")));
        Assert.Equal(expected.Count(e => e.Split(' ')[1].StartsWith("=cmd", StringComparison.Ordinal) || e.Contains(" @SUM", StringComparison.Ordinal) || e.Contains(" -2+3", StringComparison.Ordinal)), manifest.RootElement.GetProperty("result").GetProperty("csvEscapedCells").GetInt32());
    }

    [Fact]
    public async Task Accounts_hold_the_known_one_once()
    {
        DemoLogs.GenerateAccounts(Path.Combine(_store.Logs, "accounts.csv"), 7);
        var rows = await _store.Rows(LogStore.PlanFor(LogStore.Csv(), LogStore.Account(DemoLogs.KnownAccount), "name", "email", "phone", "created", "payment"));
        Assert.Equal("Ada Abbott", (string?)Assert.Single(rows)!["values"]!["name"]);
    }

    public void Dispose() => _store.Dispose();

    private void Generate(string directory)
    {
        using var log = File.OpenRead(LogStore.RealLog);
        DemoLogs.GenerateLookups(Path.Combine(_store.Logs, directory), _newest, days: 3, rowsPerDay: 800, seed: 42, DemoLogs.ReadPool(log));
    }
}
