using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class ReadingHostileFiles
{
    private const string Good = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /a?b=c HTTP/1.1\" 200 12 \"-\" \"agent\"";

    private static readonly PlannedSource Jsonl =
        Sample.LookupLog with { Name = "jsonl", Location = "log.jsonl", Compression = SourceCompression.None };

    private static readonly PlannedRead Address =
        Sample.Read(Sample.AccessLog, "ip", "192.0.2.7", "ip", Sample.May2015, Sample.June2015, "ip", "method", "path", "query", "protocol", "user_agent");

    private static readonly PlannedRead Account =
        Sample.Read(Jsonl, "account", "acct-0001", "account", Sample.May2015, Sample.June2015, "account", "note");

    private static readonly PlannedRead Subscriber =
        Sample.Read(Sample.Accounts, "account", "a-0001", "account", Sample.May2015, Sample.June2015, "account", "name");

    [Fact]
    public async Task Counts_and_explains_every_damaged_line_of_an_access_log()
    {
        using var sample = new Sample();
        byte[] log =
        [
            0xEF, 0xBB, 0xBF, .. Bytes(Good + "\r\n"), .. Bytes("\n"), .. Bytes(Good.Replace("agent", "a\0b", StringComparison.Ordinal) + "\n"),
            .. Bytes(Good[..^6]), 0xFF, .. Bytes("\"\n"), .. Bytes("192.0.2.7 - - [31/Feb/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n"),
            .. Bytes("198.51.100.1 cut\n"), .. Bytes(new string('x', 10 * 1024 * 1024) + "\n"), .. Bytes(Good),
        ];
        sample.Put(Sample.AccessLog.Location, log);

        var outcome = await sample.Extract(Sample.Plan(Address));

        Assert.Equal([1, 8], Numbers(sample));
        Assert.Equal(["2 blank", "3 nul", "4 encoding", "5 time", "6 format", "7 too-long"], Rejected(outcome));
        Assert.Equal(8, (long)outcome.Result!["files"]![0]!["lines"]!);
        Assert.Equal(4, (long)outcome.Result["rejectedPossiblySubject"]!);
    }

    [Theory]
    [InlineData("GET /a?b=c HTTP/1.1", "GET", "/a", "b=c", "HTTP/1.1")]
    [InlineData("GET /a HTTP/1.1", "GET", "/a", null, "HTTP/1.1")]
    [InlineData("GET /a? HTTP/2", "GET", "/a", "", "HTTP/2")]
    [InlineData("GET /a b?c d?e HTTP/1.1", "GET", "/a b", "c d?e", "HTTP/1.1")]
    [InlineData("GET /a\\\"b HTTP/1.1", "GET", "/a\\\"b", null, "HTTP/1.1")]
    [InlineData("GET /a?b#c?d HTTP/1.1", "GET", "/a", "b", "HTTP/1.1")]
    [InlineData("GET /a#b?c HTTP/1.1", "GET", "/a", null, "HTTP/1.1")]
    [InlineData("GET /secret?token=1", null, null, null, null)]
    [InlineData("\\x16\\x03\\x01", null, null, null, null)]
    [InlineData("-", null, null, null, null)]
    [InlineData("", null, null, null, null)]
    [InlineData("G?T x HTTP/1.1", null, null, null, null)]
    public void Splits_a_request_line_only_where_it_is_one(string request, string? method, string? path, string? query, string? protocol)
    {
        var format = new CombinedFormat(SourceEncoding.Utf8);

        Assert.Null(format.Take(Bytes(Good.Replace("GET /a?b=c HTTP/1.1", request, StringComparison.Ordinal)), true));

        Assert.Equal([method, path, query, protocol], new[] { "method", "path", "query", "protocol" }.Select(format.Part));
        Assert.Null(format.Part("request"));
    }

    [Theory]
    [InlineData("h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 -", true)]
    [InlineData("\"h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" - 5 \"r\" \"a\"\"", true)]
    [InlineData("h - - [17/May/2015:10:05:03 +0000] \"GET \\\" / HTTP/1.1\" 200 5 \"r\\\\\" \"a\"  ", true)]
    [InlineData("h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 20 5", false)]
    [InlineData("h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"r\"", false)]
    [InlineData("h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"r\" \"a\" more", false)]
    [InlineData("h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1", false)]
    [InlineData("h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\\", false)]
    [InlineData("h - - [17/May/2015", false)]
    [InlineData("h - -", false)]
    [InlineData("h", false)]
    public void Knows_a_line_of_an_access_log_by_its_structure(string line, bool sound) =>
        Assert.Equal(sound ? null : Reasons.RejectedFormat, new CombinedFormat(SourceEncoding.Utf8).Take(Bytes(line), true));

    [Fact]
    public async Task Finds_an_address_in_every_spelling_of_it()
    {
        using var sample = new Sample();
        var lines = new[] { "192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:0207", "192.0.2.70", "192.0.2.07", "1192.0.2.7", "::ffff:192.0.2.8" };
        sample.Put(Sample.AccessLog.Location, string.Concat(lines.Select(ip => Good.Replace("192.0.2.7", ip, StringComparison.Ordinal) + "\n")));

        await sample.Extract(Sample.Plan(Address));

        Assert.Equal([1, 2, 3], Numbers(sample));
    }

    [Fact]
    public async Task Counts_and_explains_every_damaged_line_of_json()
    {
        using var sample = new Sample();
        byte[] log =
        [
            .. Bytes(Record("\"note\":1.50")), .. Bytes(Record("\"note\":{\"a\": [1,2]}")), .. Bytes(Record("\"note\":true")), .. Bytes(Record("\"note\":null")), .. Bytes(Record("\"x\":1")),
            .. Bytes(Record("\"account\":\"acct-0002\"")), .. Bytes(Record("\"note\":\"\\ud800\"")), .. Bytes(Record("\"note\":1} {\"x\":2")), .. Bytes(Record("\"note\":\"cut")[..^2]), (byte)'\n',
            .. Bytes("[\"acct-0001\"]\n"), .. Bytes("{\"account\":\"acct-0001\",\"time\":\"yesterday\"}\n"), .. Bytes("{\"account\":\"acct-0001\"}\n"), .. Bytes("garbage\n"),
            .. Bytes(new string('[', 100_000) + "\n"), .. Bytes(Record("\"note\":\"")[..^2]), 0xC3, 0x28, .. Bytes("\"}\n"), .. Bytes(Record("\"note\":\"last\"")[..^1]),
        ];
        sample.Put("log.jsonl", log);

        var outcome = await sample.Extract(Sample.Plan(Account));

        Assert.Equal(["1.50", "{\"a\": [1,2]}", "true", null, null, "last"], Rows(sample).Select(r => (string?)r!["values"]!["note"]));
        Assert.Equal(
            ["6 duplicate-key", "7 encoding", "8 format", "9 format", "10 format", "11 time", "12 time", "13 format", "14 format", "15 encoding"], Rejected(outcome));
        Assert.Equal(8, (long)outcome.Result!["rejectedPossiblySubject"]!);
    }

    [Fact]
    public async Task Finds_a_record_by_one_key_where_another_cannot_be_read()
    {
        using var sample = new Sample();
        sample.Put("log.jsonl", Record("\"device\":\"\\ud800\"") + "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"\\ud800\",\"device\":\"dev-0001\"}\n" + "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"\\ud800 dev-0001\"}\n");
        PlannedSubject[] subjects = [new("account", "acct-0001", "account"), new("device", "dev-0001", "device")];

        foreach (var order in new[] { subjects, [.. subjects.Reverse()] })
        {
            var outcome = await sample.Extract(Sample.Plan(Account with { Subjects = order, Windows = [new PlannedWindow(Sample.May2015, Sample.June2015, [new PlannedField("time", "time")])] }));

            Assert.Equal([1, 2], Numbers(sample));
            Assert.Equal(["3 encoding"], Rejected(outcome));
            Directory.Delete(sample.Result, recursive: true);
        }
    }

    [Fact]
    public async Task Reads_csv_as_rfc_4180_has_it()
    {
        using var sample = new Sample();
        sample.Put(Sample.Accounts.Location, "account,name\r\na-0001,\"Doe, \"\"J\"\"\r\nsecond line\"\r\na-0002,other\r\na-0001,plain\r\na-0001,\"x\"y\r\na-0001,too,many\r\n\r\na-0001,la\"st\r\na-0001,\"\"");

        var outcome = await sample.Extract(Sample.Plan(Subscriber));

        Assert.Equal(["Doe, \"J\"\r\nsecond line", "plain", ""], Rows(sample).Select(r => (string?)r!["values"]!["name"]));
        Assert.Equal([2, 5, 10], Numbers(sample));
        Assert.Equal(["6 quote", "7 columns", "8 blank", "9 quote"], Rejected(outcome));
        Assert.Equal(10, (long)outcome.Result!["files"]![0]!["lines"]!);
    }

    [Fact]
    public async Task Loses_no_sound_record_behind_a_quote_that_does_not_close()
    {
        using var sample = new Sample();
        sample.Put(Sample.Accounts.Location, "account,name\na-0009,\"open\n" + string.Concat(Enumerable.Repeat("a-0001,sound\n", 1000)));

        var outcome = await sample.Extract(Sample.Plan(Subscriber));

        Assert.Equal(1000, Rows(sample).Count);
        Assert.Equal(["2 quote"], Rejected(outcome));
    }

    [Theory]
    [InlineData("", Reasons.SourceFormat)]
    [InlineData("account,account\na,b\n", Reasons.SourceFormat)]
    [InlineData("account,title\na-0001,b\n", Reasons.SourceFormat)]
    [InlineData("account,\"name\na-0001,b\n", Reasons.SourceFormat)]
    [InlineData("account,name\na-0001\n", Reasons.SourceUnparseable)]
    public async Task Fails_on_csv_that_is_not_what_the_policy_says(string csv, string reason)
    {
        using var sample = new Sample();
        sample.Put(Sample.Accounts.Location, csv);

        await sample.Refuse(Sample.Plan(Subscriber), reason);
    }

    [Fact]
    public async Task Fails_when_not_one_record_can_be_read()
    {
        using var sample = new Sample();
        sample.Put(Sample.AccessLog.Location, "{\"this\":\"is json\"}\n");

        await sample.Refuse(Sample.Plan(Address), Reasons.SourceUnparseable);
    }

    [Fact]
    public async Task Lists_a_thousand_rejected_records_and_counts_all()
    {
        using var sample = new Sample();
        sample.Put(Sample.AccessLog.Location, Good + "\n" + string.Concat(Enumerable.Repeat("x\n", 2500)));

        var outcome = await sample.Extract(Sample.Plan(Address));

        Assert.Equal(1000, outcome.Result!["rejected"]!.AsArray().Count);
        Assert.Equal(2500, (long)outcome.Result["rejectedCount"]!);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("checksum")]
    [InlineData("trailer")]
    [InlineData("appended")]
    [InlineData("second member broken")]
    [InlineData("empty")]
    public async Task Fails_on_a_damaged_archive_and_names_it(string damage)
    {
        using var sample = new Sample();
        var whole = Gzip(string.Concat(Enumerable.Range(0, 5000).Select(i => Record($"\"note\":{i * 7919 % 104729}"))));
        byte[] broken = damage switch
        {
            "cut" => whole[..(whole.Length / 2)],
            "checksum" => [.. whole[..^6], (byte)(whole[^6] ^ 1), .. whole[^5..]],
            "trailer" => whole[..^4],
            "appended" => [.. whole, .. Bytes("not gzip")],
            "second member broken" => [.. whole, 0, .. whole[1..]],
            _ => [],
        };
        sample.Put("log.jsonl.gz", broken);
        var source = Jsonl with { Location = "log.jsonl.gz", Compression = SourceCompression.Gzip };

        var outcome = await sample.Run(Sample.Plan(Account with { Source = source }));

        Assert.Equal(Reasons.SourceDamaged, outcome.Reason);
        Assert.Contains("log.jsonl.gz", outcome.Message, StringComparison.Ordinal);
        sample.AssertNothingStored();
    }

    [Fact]
    public async Task Reads_every_member_of_an_archive()
    {
        using var sample = new Sample();
        sample.Put("log.jsonl.gz", [.. Gzip(Record("\"note\":1")), .. Gzip(Record("\"note\":2")), .. Gzip(Record("\"note\":3"))]);

        await sample.Extract(Sample.Plan(Account with { Source = Jsonl with { Location = "log.jsonl.gz", Compression = SourceCompression.Gzip } }));

        Assert.Equal([1, 2, 3], Numbers(sample));
    }

    [Theory]
    [InlineData("missing", Reasons.SourceMissing)]
    [InlineData("link", Reasons.SourceLink)]
    [InlineData("linked folder", Reasons.SourceLink)]
    [InlineData("directory", Reasons.SourceNotAFile)]
    [InlineData("pipe", Reasons.SourceNotAFile)]
    [InlineData("file as folder", Reasons.SourceNotAFile)]
    public async Task Fails_on_anything_that_is_not_a_plain_file_below_the_logs(string what, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and pipes are made differently there.");
        using var sample = new Sample();
        var elsewhere = sample.Put("elsewhere/access.log", Good + "\n");
        var place = Path.Combine(sample.Logs, "access-log", "access.log");
        if (what is not ("linked folder" or "file as folder"))
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        switch (what)
        {
            case "link":
                File.CreateSymbolicLink(place, elsewhere);
                break;
            case "linked folder":
                Directory.CreateSymbolicLink(Path.GetDirectoryName(place)!, Path.GetDirectoryName(elsewhere)!);
                break;
            case "directory":
                Directory.CreateDirectory(place);
                break;
            case "pipe":
                using (var make = System.Diagnostics.Process.Start("mkfifo", [place]))
                    await make.WaitForExitAsync(TestContext.Current.CancellationToken);
                break;
            case "file as folder":
                File.WriteAllText(Path.GetDirectoryName(place)!, "");
                break;
        }

        await sample.Refuse(Sample.Plan(Address), reason);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("{yyyy-MM-dd}/{yyyy-MM-dd}")]
    public async Task Fails_on_a_location_outside_the_logs(string location)
    {
        using var sample = new Sample();
        sample.Put("x", "");

        await sample.Refuse(Sample.Plan(Address with { Source = Sample.AccessLog with { Location = location } }), Reasons.SourceOutside);
    }

    private static string Record(string more) => $"{{\"time\":\"2015-05-17T10:00:00+02:00\",\"account\":\"acct-0001\",{more}}}\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
            gzip.Write(Bytes(text));
        return output.ToArray();
    }

    private static JsonArray Rows(Sample sample) => JsonNode.Parse(sample.ResultText("data.json"))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray();

    private static IEnumerable<int> Numbers(Sample sample) => Rows(sample).Select(r => (int)r!["line"]!["number"]!).Order();

    private static IEnumerable<string> Rejected(ExtractionOutcome outcome) =>
        outcome.Result!["rejected"]!.AsArray().Select(r => $"{r!["line"]!.ToJsonString()} {r["reason"]}");
}
