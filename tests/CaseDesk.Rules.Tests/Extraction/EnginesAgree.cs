using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Engines;
using CaseDesk.Extraction.Reading;
using CaseDesk.Extraction.Results;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;
using DuckDB.NET.Data;
using ZstdSharp;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>
/// What every engine must do alike: the same records in any format, packed or not, give the same rows in the same order, and the same bytes of results.
/// A further engine adds its lines to <see cref="Stores"/>.
/// </summary>
[Collection(Workers.Name)]
public sealed class EnginesAgree
{
    private const int Records = 3000;
    private const string Path = "log/records";

    private static readonly DateTimeOffset From = new(2026, 6, 12, 3, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Middle = new(2026, 6, 12, 9, 30, 0, 500, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2026, 6, 12, 21, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Columns = ["time", "account", "device", "ip", "port", "mail", "handle", "note"];
    private static readonly List<string[]> Data = [.. Enumerable.Range(0, Records).Select(Record)];
    private static readonly Dictionary<string, string> Expected = [];

    public static TheoryData<SourceEngine, SourceFormat, SourceCompression> Stores
    {
        get
        {
            var stores = new TheoryData<SourceEngine, SourceFormat, SourceCompression>();
            foreach (var format in new[] { SourceFormat.Jsonl, SourceFormat.Csv, SourceFormat.Regex })
            {
                foreach (var compression in Enum.GetValues<SourceCompression>())
                {
                    stores.Add(SourceEngine.Scanner, format, compression);
                    stores.Add(SourceEngine.DuckDb, format, compression);
                }
            }

            stores.Add(SourceEngine.DuckDb, SourceFormat.Parquet, SourceCompression.None);
            return stores;
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void On_rows_and_bytes_of_results(SourceEngine engine, SourceFormat format, SourceCompression compression)
    {
        using var sample = new Sample();
        Write(sample, format, compression);
        var source = Described(engine, format, compression);

        foreach (var (question, reads) in Questions(source))
        {
            // The first look-up surveys, the second trusts the survey.
            var first = Collect(sample, reads, []);
            var second = Collect(sample, reads, [.. first.Files.Select(f => f.Surveyed).OfType<FileSurvey>()]);

            var rows = Describe(first, format);
            Assert.True(rows.Count > 3, question);
            Assert.Equal(rows, Describe(second, format));
            Assert.Equal(Hashes(first), Hashes(second));
            Same($"rows of {question}", string.Join('\n', rows));
            // A CSV file's lines are numbered from its header, so its results are compared among themselves.
            Same($"results of {question}, {format == SourceFormat.Csv}", Hashes(first));
            Assert.All(first.Files.Concat(second.Files), f => Assert.Equal((Records, 0L, 0L), (f.Records, f.Rejected, f.PossiblySubject)));
            Assert.All(first.Files.Concat(second.Files), f => Assert.Equal(EngineFor(engine, format, question), f.Engine));
        }
    }

    [Theory]
    [InlineData(SourceFormat.Jsonl)]
    [InlineData(SourceFormat.Csv)]
    [InlineData(SourceFormat.Parquet)]
    public async Task Within_the_walls_of_a_worker(SourceFormat format)
    {
        using var sample = new Sample();
        Write(sample, format, SourceCompression.None);

        foreach (var (question, reads) in Questions(Described(SourceEngine.DuckDb, format, SourceCompression.None)).Where(q => q.Question is "account" or "many"))
        {
            var outcome = await sample.Extract(Sample.Plan([.. reads]));

            Assert.Equal(DuckDbFiles.Name, (string?)Assert.Single(outcome.Manifest!["run"]!["engines"]!.AsArray()));
            Assert.Equal(
                Describe(Collect(sample, reads, []), format).Count,
                JsonNode.Parse(sample.ResultText("data.json"))!["items"]!.AsArray().Sum(i => i!["sources"]!.AsArray().Sum(s => s!["rows"]!.AsArray().Count)));
            Directory.Delete(sample.Result, recursive: true);
        }
    }

    [Fact]
    public void On_damaged_lines_whatever_stands_in_them()
    {
        string[] endings = ["\n", "\r\n", "\n\n", "\u0001\n", "\r\n\n"];
        string[] pieces =
        [
            Json("acct-0000000007"), Json("acct-0000000007", "a\\tb"), Json("acct-0000000008"), "", " ", "\0", "\u0001", "{\"account\":\"acct-0000000007\"", "{\"account\":\"acct-0000000008\"",
            Json("acct-0000000007") + "x", Json("\\u0061cct-0000000007"), "{\"account\":\"acct-0000000008\",\"account\":\"acct-0000000007\",\"time\":\"2026-06-12T04:00:00Z\"}",
            "{\"account\":\"acct-0000000007\",\"time\":\"never\"}", "\r", "a\rb", "ß–\u2028\u0085", "\"", "'", "#", "[1]", Json("acct-0000000007", new string('n', 70_000)), "\\",
        ];
        var chance = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            using var sample = new Sample();
            var ending = endings[chance.Next(endings.Length)];
            var tame = round % 3 > 0;
            var lines = Enumerable.Range(0, chance.Next(1, 40)).Select(_ => pieces[chance.Next(pieces.Length)]).Where(p => !tame || !p.Contains('\r', StringComparison.Ordinal) && p != "\u0001");
            var text = (round % 4 == 0 ? "\uFEFF" : "") + string.Join(tame ? "\n" : ending, lines) + (round % 2 == 0 ? "\n" : "");
            var bytes = Encoding.UTF8.GetBytes(text);
            if (round % 10 == 9 && bytes.Length > 9)
                bytes[chance.Next(bytes.Length)] = 0xFF;
            sample.Put(Path, [.. bytes, .. Encoding.UTF8.GetBytes("\n" + Json("acct-0000000009") + "\n")]);
            var read = Asks("account", "acct-0000000007", "account");

            var scanned = Collect(sample, [read(Described(SourceEngine.Scanner, SourceFormat.Jsonl, SourceCompression.None))], []);
            var found = Collect(sample, [read(Described(SourceEngine.DuckDb, SourceFormat.Jsonl, SourceCompression.None))], []);

            Assert.Equal(Describe(scanned, SourceFormat.Jsonl), Describe(found, SourceFormat.Jsonl));
            Assert.Equal(Hashes(scanned), Hashes(found));
            var (one, other) = (scanned.Files[0], found.Files[0]);
            Assert.Equal((one.Lines, one.Records, one.Rejected, one.PossiblySubject), (other.Lines, other.Records, other.Rejected, other.PossiblySubject));
            Assert.Equal(one.Listed, other.Listed);
        }
    }

    [Fact]
    public void On_a_batch_among_damaged_lines()
    {
        using var sample = new Sample();
        sample.Put(Path, string.Join('\n',
            Json("acct-0000000007"), "", "{\"account\":\"acct-0000000007\"", "{\"account\":\"x\",\"account\":\"acct-0000000008\",\"time\":\"2026-06-12T04:00:00Z\"}", Json("\\u0061cct-0000000009"), Json("x"),
            "{\"account\":12345,\"time\":\"2026-06-12T04:00:00Z\"}", "{\"account\":1e3,\"time\":\"2026-06-12T04:00:00Z\"}", "{\"account\":\"x\"", "[\"acct-0000000007\"]", "{\"time\":1}", Json("acct-0000000010")));
        var read = Batch([.. Enumerable.Range(0, 200).Select(i => $"acct-{i:D10}"), "12345"]);

        var scanned = Collect(sample, [read(Described(SourceEngine.Scanner, SourceFormat.Jsonl, SourceCompression.None))], []);
        var found = Collect(sample, [read(Described(SourceEngine.DuckDb, SourceFormat.Jsonl, SourceCompression.None))], []);

        Assert.Equal(DuckDbFiles.Name, found.Files[0].Engine);
        Assert.Equal(Describe(scanned, SourceFormat.Jsonl), Describe(found, SourceFormat.Jsonl));
        Assert.Equal((4, Hashes(scanned)), (Describe(found, SourceFormat.Jsonl).Count, Hashes(found)));
        Assert.Equal((scanned.Files[0].Lines, scanned.Files[0].Rejected, scanned.Files[0].PossiblySubject), (found.Files[0].Lines, found.Files[0].Rejected, found.Files[0].PossiblySubject));
    }

    [Fact]
    public void Except_that_a_file_with_records_over_several_lines_is_left_to_the_scanner()
    {
        using var sample = new Sample();
        sample.Put(Path, "time,account,device,ip,port,mail,handle,note\n2026-06-12T04:00:00Z,acct-0000000007,,,,,,\"a\nb\"\n2026-06-12T04:00:00Z,acct-0000000007,,,,,,c\n");

        var found = Collect(sample, [Asks("account", "acct-0000000007", "account")(Described(SourceEngine.DuckDb, SourceFormat.Csv, SourceCompression.None))], []);

        Assert.Equal(FileReading.Scanner, found.Files[0].Engine);
        Assert.Equal([2L, 4L], found.Sections()[0].Rows.Select(r => r.Line));
    }

    private static string[] Record(int number)
    {
        var chance = new Random(number);
        var account = $"acct-{chance.Next(600):D10}";
        return
        [
            RecordTimes.Text(new DateTimeOffset(2026, 6, 12, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(number * 28_800L)),
            account,
            number % 7 == 0 ? "DEV-AbCd" : $"dev-{chance.Next(300):x4}",
            number % 50 == 0 ? "::FFFF:192.0.2.7" : number % 31 == 0 ? "192.0.2.7" : number % 37 == 0 ? "2001:DB8:0::1" : $"192.0.2.{chance.Next(1, 250)}",
            (number % 5 == 0 ? 4000 : chance.Next(1024, 65536)).ToString(CultureInfo.InvariantCulture),
            number % 41 == 0 ? "Anabel@Example.ORG" : $"user{chance.Next(900)}@example.org",
            number % 43 == 0 ? "+1 (202) 555-0143" : number % 47 == 0 ? "12025550143" : $"+1202555{chance.Next(200, 9999):D4}",
            (number % 9) switch { 0 => "ß– ünï", 1 => "'; DROP TABLE held; --", 2 => "a, b", 3 => "say \"x\"", 4 => "ffff", _ => "plain" },
        ];
    }

    private static List<(string Question, IReadOnlyList<PlannedRead> Reads)> Questions(PlannedSource source) =>
    [
        ("account", [Asks("account", "acct-0000000007", "account")(source)]),
        ("folded device", [With(Asks("device", "dev-abcd", "device")(source), s => s with { FoldCase = true })]),
        ("address", [Asks("ip", "192.0.2.7", "ip")(source)]),
        ("address of six", [Asks("ip", "2001:db8::1", "ip")(source)]),
        ("address and port", [With(Asks("ip", "192.0.2.7", "ip")(source), s => s with { Port = 4000, PortFrom = "port" })]),
        ("mail", [Asks("email", "Anabel@example.org", "mail")(source)]),
        ("phone", [Asks("phone", "+12025550143", "handle")(source)]),
        ("two items", [Asks("account", "acct-0000000007", "account")(source), Asks("email", "Anabel@example.org", "mail")(source) with { Item = 2 }]),
        ("many", [Batch(Enumerable.Range(100, 200).Select(i => $"acct-{i:D10}"))(source)]),
    ];

    private static string EngineFor(SourceEngine engine, SourceFormat format, string question) =>
        engine == SourceEngine.Scanner || format != SourceFormat.Parquet && (question is "address of six" or "phone" || question == "many" && format == SourceFormat.Regex) ? FileReading.Scanner : DuckDbFiles.Name;

    private static Func<PlannedSource, PlannedRead> Asks(string type, string value, string from) => source => new PlannedRead(
        1, source, [new PlannedSubject(type, value, from)],
        [new PlannedWindow(From, Middle, Fields("time", "account", "note")), new PlannedWindow(Middle, To, Fields("account", "device", "ip", "port", "mail", "handle"))]);

    private static Func<PlannedSource, PlannedRead> Batch(IEnumerable<string> accounts) =>
        source => Asks("account", "", "account")(source) with { Subjects = [.. accounts.Select(a => new PlannedSubject("account", a, "account"))] };

    private static PlannedRead With(PlannedRead read, Func<PlannedSubject, PlannedSubject> change) => read with { Subjects = [.. read.Subjects.Select(change)] };

    private static List<PlannedField> Fields(params string[] names) => [.. names.Select(n => new PlannedField(n, n))];

    private static PlannedSource Described(SourceEngine engine, SourceFormat format, SourceCompression compression) =>
        new("records", format, compression, Path, "time", TimeFormat.Rfc3339, "Invented.") { Engine = engine, Pattern = format == SourceFormat.Regex ? string.Join("\\t", Columns.Select(c => $"(?<{c}>[^\\t]*)")) : null };

    private static string Json(string account, string note = "n") => $$"""{"time":"2026-06-12T04:00:00Z","account":"{{account}}","note":"{{note}}"}""";

    private static void Write(Sample sample, SourceFormat format, SourceCompression compression)
    {
        if (format == SourceFormat.Parquet)
        {
            var csv = sample.Put("records.csv", Text(SourceFormat.Csv));
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"""
                COPY (SELECT * REPLACE ("time"::TIMESTAMPTZ AS "time", port::INTEGER AS port) FROM read_csv('{csv}', all_varchar=true, header=true))
                TO '{sample.Put(Path, "")}' (FORMAT parquet, ROW_GROUP_SIZE 2048)
                """;
            command.ExecuteNonQuery();
            return;
        }

        var text = Encoding.UTF8.GetBytes(Text(format));
        sample.Put(Path, compression switch { SourceCompression.Gzip => Gzip(text), SourceCompression.Zstd => new Compressor().Wrap(text).ToArray(), _ => text });
    }

    private static string Text(SourceFormat format)
    {
        var lines = Data.Select((record, number) => format switch
        {
            // The encoder of every third record writes all that it may as an escape.
            SourceFormat.Jsonl => JsonSerializer.Serialize(
                Columns.Zip(record).ToDictionary(c => c.First, c => c.Second),
                number % 3 == 0 ? JsonSerializerOptions.Default : Relaxed),
            SourceFormat.Csv => string.Join(',', record.Select(v => v.AsSpan().IndexOfAny(",\"") >= 0 ? $"\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : v)),
            _ => string.Join('\t', record),
        });
        return string.Concat((format == SourceFormat.Csv ? lines.Prepend(string.Join(',', Columns)) : lines).Select(l => l + "\n"));
    }

    private static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(text);
        return packed.ToArray();
    }

    // The worker's own way, without the process around it.
    private static CollectedRows Collect(Sample sample, IReadOnlyList<PlannedRead> reads, IReadOnlyList<FileSurvey> surveys)
    {
        var plan = Sample.Plan([.. reads]);
        using var said = new MemoryStream();
        using var output = new FrameWriter(said);
        var collector = new FileCollector(
            new WorkerJob(plan, sample.Logs, null, surveys, TimeSpan.Zero, 600, Sample.Limits.WorkerMemory), reads[0].Source, [.. reads.Select((read, index) => (index, read))], output, row => output.Write(new RowFrame(row)));
        collector.Collect(new Meter(output, collector.BytesPlanned));
        said.Position = 0;
        var collected = new CollectedRows(plan, Sample.Limits);
        var frames = new FrameReader(said);
        while (frames.Next() is { } frame)
            collected.Take(frame, new Sample.Heard(_ => { }));
        return collected;
    }

    private static List<string> Describe(CollectedRows collected, SourceFormat format) =>
        [.. collected.Sections().SelectMany(s => s.Rows.Select(r => $"{s.Item} {r.Line - (format == SourceFormat.Csv ? 1 : 0)} {RecordTimes.Text(r.Instant!.Value)} {string.Join('|', r.Values.Select(v => $"{v.Key}={v.Value}"))}"))];

    private static string Hashes(CollectedRows collected)
    {
        var sections = collected.Sections();
        return Convert.ToHexStringLower(SHA256.HashData(DataFiles.Json("CD-2026-000123", sections))) + " " + Convert.ToHexStringLower(SHA256.HashData(DataFiles.Csv(sections, out _)));
    }

    private static void Same(string what, string found)
    {
        lock (Expected)
        {
            Expected.TryAdd(what, found);
            Assert.Equal(Expected[what], found);
        }
    }
}
