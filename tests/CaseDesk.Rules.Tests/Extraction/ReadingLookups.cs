using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class ReadingLookups
{
    private static readonly string[] Approved = ["time", "account", "ip", "port", "queried_handle", "user_agent", "app", "response_code"];
    private static readonly DateOnly Newest = new(2026, 6, 20);
    private static readonly DateTimeOffset From = new(2026, 6, 12, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2026, 6, 19, 18, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Finds_what_a_plain_reader_finds()
    {
        using var sample = WithLookups();

        await sample.Extract(Sample.Plan(Sample.Read(Sample.LookupLog, "account", DemoLogs.WellKnownAccount, "account", From, To, Approved)));

        var expected = ReadPlainly(sample).ToList();
        Assert.True(expected.Count > 50);
        Assert.Equal(expected, Rows(sample).Select(Describe));
        Assert.Contains(expected, row => row.Contains("=cmd|", StringComparison.Ordinal) || row.Contains("@SUM", StringComparison.Ordinal) || row.Contains("DROP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stores_no_token_place_or_contact()
    {
        using var sample = WithLookups();
        var never = Records(sample).Where(r => (string?)r.Record["account"] == DemoLogs.WellKnownAccount)
            .SelectMany(r => new[] { (string?)r.Record["push_token"], (string?)r.Record["contact_hash"] }).OfType<string>().ToList();

        await sample.Extract(Sample.Plan(Sample.Read(Sample.LookupLog, "account", DemoLogs.WellKnownAccount, "account", From, To, Approved)));

        var stored = string.Concat(Directory.GetFiles(sample.Result).Select(File.ReadAllText));
        Assert.DoesNotContain(never, v => stored.Contains(v, StringComparison.Ordinal));
        Assert.DoesNotContain("US-IL", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_for_the_port_where_the_order_names_one()
    {
        using var sample = WithLookups();
        var some = Records(sample).First(r => r.Day == new DateOnly(2026, 6, 14)).Record;
        var (ip, port) = ((string)some["ip"]!, (int)some["port"]!);
        var read = Sample.Read(Sample.LookupLog, "ip", ip, "ip", From, To, "ip", "port");

        await sample.Extract(Sample.Plan(read with { Subjects = [new PlannedSubject("ip", ip, "ip", port, "port")] }));

        Assert.All(Rows(sample), row => Assert.Equal(port.ToString(CultureInfo.InvariantCulture), (string?)row["values"]!["port"]));
        Assert.NotEmpty(Rows(sample));
    }

    [Fact]
    public async Task Finds_a_key_that_is_written_with_escapes()
    {
        using var sample = new Sample();
        sample.Put("lookup.jsonl", """
            {"time":"2026-06-15T10:00:00Z","handle":"\u002B14155550123"}
            {"time":"2026-06-15T10:00:01Z","handle":"+1 (415) 555-0123"}
            {"time":"2026-06-15T10:00:02Z","handle":"+14155550124"}
            {"time":"2026-06-15T10:00:03Z","handle":14155550123,"\u0068idden":1}

            """);
        var source = Sample.LookupLog with { Location = "lookup.jsonl", Compression = SourceCompression.None };

        await sample.Extract(Sample.Plan(Sample.Read(source, "phone", "+14155550123", "handle", From, To, "handle")));

        Assert.Equal(["+14155550123", "+1 (415) 555-0123", "14155550123"], Rows(sample).Select(r => (string?)r["values"]!["handle"]));
    }

    [Fact]
    public async Task Fails_on_a_day_inside_a_window_that_has_no_file()
    {
        using var sample = WithLookups();
        File.Delete(Path.Combine(sample.Logs, "lookup-log/lookup-2026-06-15.jsonl.gz"));

        await sample.Refuse(Sample.Plan(Sample.Read(Sample.LookupLog, "account", DemoLogs.WellKnownAccount, "account", From, To, "time")), Reasons.SourceIncomplete);
    }

    [Fact]
    public async Task Says_that_the_newest_day_has_no_file_yet()
    {
        using var sample = WithLookups();

        var outcome = await sample.Extract(Sample.Plan(Sample.Read(Sample.LookupLog, "account", DemoLogs.WellKnownAccount, "account", From, To.AddDays(2), "time")));

        Assert.Equal("lookup-log/lookup-2026-06-21.jsonl.gz", (string?)Assert.Single(outcome.Result!["absent"]!.AsArray())!["path"]);
        // 12 to 20 June, and the margin of the 11th.
        Assert.Equal(10, outcome.Result["files"]!.AsArray().Count);
        Assert.Equal(Reasons.SourceIncomplete, (await sample.Run(Sample.Plan(Sample.Read(Sample.LookupLog, "account", "x", "account", From, To.AddDays(4), "time")))).Reason);
    }

    [Fact]
    public async Task Fails_when_a_day_is_gone_that_was_there_at_the_decision()
    {
        using var sample = WithLookups();
        var definition = new SourceDefinition { Name = "lookup-log", Label = "", Description = "", Location = Sample.LookupLog.Location, Fields = [] };
        var expected = SourceInventories.Files(definition, sample.Logs);
        Assert.Equal(12, expected.Count);
        File.Delete(Path.Combine(sample.Logs, "lookup-log/lookup-2026-06-15.jsonl.gz"));
        File.Delete(Path.Combine(sample.Logs, "lookup-log/lookup-2026-06-10.jsonl.gz"));

        await sample.Refuse(Sample.Plan(Sample.Read(Sample.LookupLog, "account", "x", "account", From, To, "time")), Reasons.GoneSinceDecision, expected);
    }

    [Fact]
    public async Task Keeps_items_apart_and_joins_the_reads_of_one_item()
    {
        using var sample = WithLookups();
        var account = Sample.Read(Sample.LookupLog, "account", DemoLogs.WellKnownAccount, "account", From, To, "time", "account");
        var ip = (string)Records(sample).First(r => r.Day == new DateOnly(2026, 6, 14) && (string?)r.Record["account"] == DemoLogs.WellKnownAccount).Record["ip"]!;
        var address = Sample.Read(Sample.LookupLog, "ip", ip, "ip", From, To, "time", "ip");

        var outcome = await sample.Extract(Sample.Plan(account, address, account with { Item = 2 }));

        var items = JsonNode.Parse(sample.ResultText("data.json"))!["items"]!.AsArray();
        Assert.Equal(2, items.Count);
        var joined = items[0]!["sources"]![0]!;
        Assert.Equal(["time", "account", "ip"], joined["fields"]!.AsArray().Select(f => (string?)f));
        Assert.Contains(joined["rows"]!.AsArray(), row => row!["values"]!.AsObject().Count == 3);
        Assert.Equal(ReadPlainly(sample).Count(), items[1]!["sources"]![0]!["rows"]!.AsArray().Count);
        Assert.Equal(2, outcome.Result!["rows"]!.AsArray().Count);
    }

    private static Sample WithLookups()
    {
        var sample = new Sample();
        using var log = File.OpenRead(Sample.RealLog);
        DemoLogs.GenerateLookups(Path.Combine(sample.Logs, "lookup-log"), Newest, 12, 400, 7, [.. DemoLogs.ReadPool(log).Take(50)]);
        return sample;
    }

    private static IEnumerable<(DateOnly Day, string File, int Line, JsonNode Record)> Records(Sample sample)
    {
        foreach (var path in Directory.GetFiles(Path.Combine(sample.Logs, "lookup-log")).Order(StringComparer.Ordinal))
        {
            var day = DateOnly.ParseExact(Path.GetFileName(path)[7..17], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            for (var number = 1; reader.ReadLine() is { } line; number++)
                yield return (day, "lookup-log/" + Path.GetFileName(path), number, JsonNode.Parse(line)!);
        }
    }

    // Another way to the same rows: whole files, JsonNode, LINQ.
    private static IEnumerable<string> ReadPlainly(Sample sample) =>
        from r in Records(sample)
        let time = (string)r.Record["time"]!
        let at = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)
        where (string?)r.Record["account"] == DemoLogs.WellKnownAccount && at >= From && at < To
        orderby at, r.File, r.Line
        select $"{r.File}:{r.Line} " + string.Join('|', Approved.Select(f => r.Record[f]!.GetValueKind() == JsonValueKind.String ? (string)r.Record[f]! : r.Record[f]!.ToJsonString()));

    private static string Describe(JsonNode row) =>
        $"{row["line"]!["file"]}:{row["line"]!["number"]} " + string.Join('|', Approved.Select(f => (string?)row["values"]![f]));

    private static List<JsonNode> Rows(Sample sample) =>
        [.. JsonNode.Parse(sample.ResultText("data.json"))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Select(r => r!)];
}
