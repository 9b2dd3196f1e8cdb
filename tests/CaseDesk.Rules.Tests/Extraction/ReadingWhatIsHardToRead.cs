using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>Values, times, names and sizes that readers stumble over: each is read exactly, or told of with a reason.</summary>
[Collection(Workers.Name)]
public sealed class ReadingWhatIsHardToRead
{
    private static readonly PlannedSource Jsonl = Sample.LookupLog with { Name = "jsonl", Location = "log", Compression = SourceCompression.None };

    [Fact]
    public async Task Keeps_every_value_as_it_was_written()
    {
        using var sample = new Sample();
        string[] written = ["9007199254740993", "-0", "1E400", "0.10000000000000000000001", "{\"deep\": [1,  2]}", "true"];
        string[] texts = ["=cmd|' /C calc'!A0", "\u001b[31mred\u001b[0m", "a\"b", "line\nline", "\u2028", "nul\0nul", "\ud83d\ude00", "'; DROP TABLE x;--", "../../etc/passwd"];
        sample.Put("log", string.Concat(written.Concat(texts.Select(t => System.Text.Json.JsonSerializer.Serialize(t))).Select(v => $"{{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"a-1\",\"note\":{v}}}\n")));

        var outcome = await sample.Extract(Plan(Jsonl, "a-1"));

        Assert.Equal([.. written, .. texts], Notes(sample));
        Assert.Equal(ExtractionState.Complete, outcome.State);
        // No spreadsheet runs it, and no terminal obeys data.json; data.csv has the bytes of the record.
        Assert.Contains(",'=cmd|", sample.ResultText("data.csv"), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', sample.ResultText("data.json"));
        Assert.DoesNotContain('\u001b', sample.ResultText("manifest.json"));
    }

    [Theory]
    [InlineData("2016-12-31T23:59:60Z", "Europe/Berlin", "2016-12-31T23:59:59.9999999Z")]
    [InlineData("2016-12-31T23:59:60+02:00", "Europe/Berlin", "2016-12-31T21:59:59.9999999Z")]
    [InlineData("2026-06-15T10:00:00", "Europe/Berlin", "2026-06-15T08:00:00Z")]
    [InlineData("2026-06-15T10:00:00", "+05:30", "2026-06-15T04:30:00Z")]
    [InlineData("2026-03-29T02:30:00", "Europe/Berlin", Reasons.RejectedTime)]
    [InlineData("2026-10-25T02:30:00", "Europe/Berlin", Reasons.RejectedAmbiguousTime)]
    [InlineData("2026-10-25T02:30:00+02:00", "Europe/Berlin", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T03:00:00", "Europe/Berlin", "2026-10-25T02:00:00Z")]
    [InlineData("2026-10-25T01:59:59.9999999", "Europe/Berlin", "2026-10-24T23:59:59.9999999Z")]
    // Where winter is the exception, and where a zone moved without daylight saving.
    [InlineData("2026-10-25T01:30:00", "Europe/Dublin", Reasons.RejectedAmbiguousTime)]
    [InlineData("2026-03-29T01:30:00", "Europe/Dublin", Reasons.RejectedTime)]
    [InlineData("2014-10-26T01:30:00", "Europe/Moscow", Reasons.RejectedAmbiguousTime)]
    [InlineData("2011-03-27T02:30:00", "Europe/Moscow", Reasons.RejectedTime)]
    [InlineData("2016-05-01T02:45:00", "America/Caracas", Reasons.RejectedTime)]
    [InlineData("2007-12-09T02:45:00", "America/Caracas", Reasons.RejectedAmbiguousTime)]
    [InlineData("2011-12-30T12:00:00", "Pacific/Apia", Reasons.RejectedTime)]
    [InlineData("2026-04-05T01:45:00", "Australia/Lord_Howe", Reasons.RejectedAmbiguousTime)]
    public void Knows_the_instant_of_a_local_time_or_that_there_is_none(string text, string zone, string expected)
    {
        // A unit: a worker has no other clock than this one.
        var clock = new RecordClock(Jsonl with { TimeFormat = TimeFormat.Local, Zone = zone });

        Assert.Equal(expected, clock.Read(text, "log", out var reason) is { } instant ? RecordTimes.Text(instant) : reason);
    }

    [Theory]
    [InlineData("Oct 25 02:30:00", "2026-10-25", Reasons.RejectedAmbiguousTime)]
    [InlineData("Mar 29 02:30:00", "2026-03-29", Reasons.RejectedTime)]
    [InlineData("Feb 29 12:00:00", "2027-03-01", Reasons.RejectedTime)]
    [InlineData("Feb 29 12:00:00", "2028-03-01", "2028-02-29T11:00:00Z")]
    [InlineData("Dec 31 23:30:00", "2027-01-01", "2026-12-31T22:30:00Z")]
    [InlineData("Jan  1 00:30:00", "2026-12-31", "2026-12-31T23:30:00Z")]
    [InlineData("Dec 31 23:59:60", "2026-12-31", "2026-12-31T22:59:59.9999999Z")]
    public void Takes_a_time_without_a_year_for_no_other_year_than_the_nearest(string text, string day, string expected)
    {
        var clock = new RecordClock(Jsonl with { Location = "{yyyy-MM-dd}", TimeFormat = TimeFormat.Syslog, Zone = "Europe/Berlin" });

        Assert.Equal(expected, clock.Read(text, day, out var reason) is { } instant ? RecordTimes.Text(instant) : reason);
    }

    [Fact]
    public async Task Keeps_no_record_whose_local_time_happened_twice_and_tells_of_it()
    {
        using var sample = new Sample();
        string[] times = ["2015-05-17T10:00:00", "2015-10-25T01:30:00", "2015-03-29T01:30:00", "2015-05-17T10:00:00+02:00", "2015-06-30T23:59:60Z", "2015-05-17"];
        sample.Put("log", string.Concat(times.Select((t, i) => $"{{\"time\":\"{t}\",\"account\":\"a-1\",\"note\":{i}}}\n")));
        var source = Jsonl with { TimeFormat = TimeFormat.Local, Zone = "Europe/Dublin" };

        var outcome = await sample.Extract(Sample.Plan(Sample.Read(source, "account", "a-1", "account", Sample.May2015.AddYears(-1), Sample.June2015.AddYears(1), "note")));

        Assert.Equal(["3", "0", "4"], Notes(sample));
        Assert.Equal(["2 time-ambiguous", "3 time", "6 time"], Rejected(outcome));
        Assert.Equal(3, (long)outcome.Result!["rejectedPossiblySubject"]!);
    }

    [Fact]
    public async Task Fails_on_a_zone_that_nobody_knows()
    {
        using var sample = new Sample();
        sample.Put("log", "{}\n");

        await sample.Refuse(Plan(Jsonl with { TimeFormat = TimeFormat.Local, Zone = "Europe/Atlantis" }, "a-1"), Reasons.PlanInvalid);
    }

    [Fact]
    public async Task Keeps_to_the_files_that_each_read_reaches()
    {
        using var sample = new Sample();
        var source = Jsonl with { Location = "{yyyy-MM-dd}", Lateness = TimeSpan.FromHours(1) };
        foreach (var day in Enumerable.Range(1, 20))
            sample.Put(string.Create(CultureInfo.InvariantCulture, $"2015-05-{day:00}"), day == 20 ? Record("2015-05-01T12:00:00Z", "strayed") + Record("2015-05-20T12:00:00Z", "late") : Record(string.Create(CultureInfo.InvariantCulture, $"2015-05-{day:00}T12:00:00Z"), "own"));
        var first = Sample.Read(source, "account", "a-1", "account", Sample.May2015, Sample.May2015.AddDays(1), "note");
        var last = Sample.Read(source, "account", "a-1", "account", Sample.May2015.AddDays(19), Sample.May2015.AddDays(20), "note") with { Item = 2 };

        // A record nineteen days away from its own file breaks the source's promise: alone or together, a read finds the same.
        await sample.Extract(Sample.Plan(first, last));

        var items = JsonNode.Parse(sample.ResultText("data.json"))!["items"]!.AsArray();
        Assert.Equal(["own", "late"], items.Select(i => string.Join(' ', i!["sources"]![0]!["rows"]!.AsArray().Select(r => (string?)r!["values"]!["note"]))));

        static string Record(string time, string note) => $"{{\"time\":\"{time}\",\"account\":\"a-1\",\"note\":\"{note}\"}}\n";
    }

    [Theory]
    [InlineData("..a/b..c/lo*g?[x] 'it''s' \"q\";--$HOME`id`")]
    [InlineData("-rf/%00%2e%2e/\u00e9\u200b\u202egol")]
    public async Task Reads_files_and_identifiers_with_the_strangest_names(string location)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names cannot be made there.");
        const string Account = "a'); DROP TABLE x;--\"*?[]../%";
        using var sample = new Sample();
        sample.Put(location, $"{{\"time\":\"2015-05-17T10:00:00Z\",\"account\":{System.Text.Json.JsonSerializer.Serialize(Account)},\"note\":\"mine\"}}\n{{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"a\",\"note\":\"other\"}}\n");
        // Were a name taken for a pattern, this one would match.
        sample.Put("..a/b..c/loXg1x 'it''s' \"q\";--$HOME`id`", "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"a\",\"note\":\"other\"}\n");
        sample.Places = sample.Places with { Surveys = sample.Surveys, SettledFor = TimeSpan.Zero };

        foreach (var _ in new[] { "surveyed", "known" })
        {
            var outcome = await sample.Extract(Plan(Jsonl with { Location = location }, Account));

            Assert.Equal(["mine"], Notes(sample));
            Assert.Equal(location, (string?)Assert.Single(outcome.Result!["files"]!.AsArray())!["path"]);
        }
    }

    [Theory]
    [InlineData(@"(?<time>[^ ]+) (?<account>(?:[^ ]+)+) (?<note>(?:x+x+)+y)")]
    [InlineData(@"(?<time>[^ ]+) (?<account>[^ ]+) (?<note>(?:.*.*.*)*z)")]
    public async Task Takes_no_longer_for_a_line_that_was_made_to_take_long(string pattern)
    {
        using var sample = new Sample();
        var trap = "2015-05-17T10:00:00Z a-1 " + new string('x', 100_000) + "\n";
        sample.Put("log", "2015-05-17T10:00:00Z a-1 xxyz\n2015-05-17T10:00:00Z a-1 xxy\n" + trap + trap + "2015-05-17T10:00:00Z a-1 xxy\n");
        var source = Jsonl with { Format = SourceFormat.Regex, Pattern = pattern };

        var outcome = await sample.Run(Plan(source, "a-1"), limits: Sample.Limits with { WallTime = TimeSpan.FromSeconds(20) });

        Assert.True(outcome.IsComplete, outcome.Message);
        Assert.Equal(["3 format", "4 format"], Rejected(outcome).Where(r => r[0] is '3' or '4'));
    }

    [Theory]
    [InlineData("(?<account>a")]
    [InlineData(@"(?<account>a)\1")]
    [InlineData("(?<account>a)(?=b)")]
    [InlineData("a)|(?<account>b")]
    public async Task Fails_on_a_pattern_that_cannot_be_run_without_backtracking(string pattern)
    {
        using var sample = new Sample();
        sample.Put("log", "a\n");

        await sample.Refuse(Plan(Jsonl with { Format = SourceFormat.Regex, Pattern = pattern }, "a-1"), Reasons.PlanInvalid);
    }

    [Fact]
    public async Task Fails_on_text_of_two_bytes_a_character()
    {
        using var sample = new Sample();
        sample.Put("log", Encoding.Unicode.GetBytes("\uFEFF{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"a-1\",\"note\":1}\n"));

        await sample.Refuse(Plan(Jsonl, "a-1"), Reasons.SourceUnparseable);
    }

    [Theory]
    [InlineData("link", Reasons.SourceLink)]
    [InlineData("pipe", Reasons.SourceNotAFile)]
    [InlineData("socket", Reasons.SourceNotAFile)]
    [InlineData("device", Reasons.SourceLink)]
    public async Task Fails_on_a_folder_that_is_none(string what, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes and sockets are made differently elsewhere.");
        using var sample = new Sample();
        sample.Put("elsewhere/b/log", "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"a-1\",\"note\":1}\n");
        var parent = Path.Combine(sample.Logs, "a");
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        switch (what)
        {
            case "link":
                File.CreateSymbolicLink(parent, Path.Combine(sample.Logs, "elsewhere"));
                break;
            case "device":
                File.CreateSymbolicLink(parent, "/dev");
                break;
            case "socket":
                socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(parent));
                break;
            default:
                using (var make = System.Diagnostics.Process.Start("mkfifo", [parent]))
                    await make.WaitForExitAsync(TestContext.Current.CancellationToken);
                break;
        }

        await sample.Refuse(Plan(Jsonl with { Location = "a/b/log" }, "a-1"), reason);
    }

    [Fact]
    public async Task Needs_no_more_memory_for_more_to_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the worker in /proc.");
        using var sample = new Sample();
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"{(i == 0 ? "acct-0001" : $"other-{i}")}\",\"note\":\"{new string('n', 120)}\"}}\n")));
        using (var plain = File.Create(sample.Put("plain", [])))
        using (var packed = new GZipStream(File.Create(sample.Put("packed", [])), CompressionLevel.Fastest))
        {
            for (var written = 0L; written < 200_000_000; written += block.Length)
            {
                plain.Write(block);
                packed.Write(block);
            }
        }

        sample.Places = sample.Places with { Surveys = sample.Surveys, SettledFor = TimeSpan.Zero };
        var plan = Sample.Plan(Account("plain", SourceCompression.None), Account("packed", SourceCompression.Gzip));
        foreach (var _ in new[] { "surveyed", "known" })
        {
            var (outcome, peak) = await RunningWorkers.WithPeak(sample.Run(plan, limits: Sample.Limits with { WallTime = TimeSpan.FromMinutes(3) }));

            Assert.True(outcome.IsComplete, outcome.Message);
            Assert.InRange(peak, 1, 512L * 1024 * 1024);
        }

        static PlannedRead Account(string location, SourceCompression packing) =>
            Sample.Read(Jsonl with { Name = location, Location = location, Compression = packing }, "account", "acct-0001", "account", Sample.May2015, Sample.June2015, "time");
    }

    [Theory]
    [InlineData(SourceFormat.Jsonl)]
    [InlineData(SourceFormat.Csv)]
    [InlineData(SourceFormat.Combined)]
    [InlineData(SourceFormat.Regex)]
    public async Task Needs_no_more_memory_for_a_line_of_hundreds_of_megabytes(SourceFormat format)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the worker in /proc.");
        using var sample = new Sample();
        var line = format switch
        {
            SourceFormat.Jsonl => "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"acct-0001\",\"note\":\"mine\"}",
            SourceFormat.Csv => "2015-05-17T10:00:00Z,acct-0001,mine",
            SourceFormat.Combined => "acct-0001 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"agent\"",
            _ => "2015-05-17T10:00:00Z acct-0001 mine",
        };
        using (var file = File.Create(sample.Put("log", [])))
        {
            file.Write(Encoding.ASCII.GetBytes((format == SourceFormat.Csv ? "time,account,note\n" : "") + line + "\n"));
            var block = Encoding.ASCII.GetBytes(new string('x', 1_000_000));
            for (var n = 0; n < 300; n++)
                file.Write(block);
            file.Write(Encoding.ASCII.GetBytes("\n" + line + "\n"));
        }

        var combined = format == SourceFormat.Combined;
        var source = Jsonl with { Format = format, TimeFormat = combined ? TimeFormat.CommonLog : TimeFormat.Rfc3339, Pattern = format == SourceFormat.Regex ? "(?<time>[^ ]+) (?<account>[^ ]+) (?<note>.*)" : null };
        var key = combined ? "ip" : "account";
        var plan = Sample.Plan(Sample.Read(source, "account", "acct-0001", key, Sample.May2015, Sample.June2015, key));
        sample.Places = sample.Places with { Surveys = sample.Surveys, SettledFor = TimeSpan.Zero };

        foreach (var _ in new[] { "surveyed", "known" })
        {
            var (outcome, peak) = await RunningWorkers.WithPeak(sample.Run(plan));

            Assert.True(outcome.IsComplete, outcome.Message);
            Assert.Equal(2, (long)outcome.Result!["rowCount"]!);
            Assert.Equal([$"{(format == SourceFormat.Csv ? 3 : 2)} too-long"], Rejected(outcome));
            Assert.Equal(1, (long)outcome.Result["rejectedPossiblySubject"]!);
            Assert.InRange(peak, 1, 512L * 1024 * 1024);
        }
    }

    private static ExtractionPlan Plan(PlannedSource source, string account) =>
        Sample.Plan(Sample.Read(source, "account", account, "account", Sample.May2015, Sample.June2015, "note"));

    private static IEnumerable<string?> Notes(Sample sample) =>
        JsonNode.Parse(sample.ResultText("data.json"))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Select(r => (string?)r!["values"]!["note"]);

    private static IEnumerable<string> Rejected(ExtractionOutcome outcome) =>
        outcome.Result!["rejected"]!.AsArray().Select(r => $"{r!["line"]!.ToJsonString()} {r["reason"]}");
}
