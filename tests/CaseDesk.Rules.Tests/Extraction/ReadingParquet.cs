using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Extraction;
using CaseDesk.Policy;
using DuckDB.NET.Data;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed partial class ReadingParquet
{
    private static readonly DateTimeOffset From = new(2026, 6, 12, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = From.AddDays(1);
    private static readonly PlannedSource Table = new("table", SourceFormat.Parquet, SourceCompression.None, "table.parquet", "time", TimeFormat.Rfc3339, "Invented.");

    [Fact]
    public async Task Gives_values_as_text()
    {
        using var sample = new Sample();
        Write(sample, """
            SELECT TIMESTAMPTZ '2026-06-12 02:00:00.123456+02' AS "time", 'a' AS account, TIMESTAMP '2026-06-12 00:00:00.1' AS naive, TIMESTAMP_NS '2026-06-12 00:00:00.123456789' AS nanos,
                DATE '2026-06-12' AS "date", TIME '01:02:03.4' AS clock, 1.1::DOUBLE AS number, 1e300::DOUBLE AS big, 0.1::FLOAT AS small, 12.340::DECIMAL(10,3) AS price, -5::TINYINT AS tiny,
                18446744073709551615::UBIGINT AS huge, true AS yes, NULL::VARCHAR AS nothing, '' AS empty, 'ß; "x"' AS text, 'e1a3f0c2-0000-4000-8000-000000000001'::UUID AS id
            """);

        await sample.Extract(Ask("account", "a", "time", "account", "naive", "nanos", "date", "clock", "number", "big", "small", "price", "tiny", "huge", "yes", "nothing", "empty", "text", "id"));

        Assert.Equal(
            ["2026-06-12T00:00:00.123456Z", "a", "2026-06-12T00:00:00.1", "2026-06-12T00:00:00.123456789", "2026-06-12", "01:02:03.4", "1.1", "1e+300", "0.1", "12.340", "-5", "18446744073709551615", "true", null, "", "ß; \"x\"",
                "e1a3f0c2-0000-4000-8000-000000000001"],
            Assert.Single(Rows(sample))["values"]!.AsObject().Select(v => (string?)v.Value));
    }

    [Theory]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account, 'x'::BLOB AS value")]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account, [1] AS value")]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account, {'b': 1} AS value")]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account, INTERVAL 1 DAY AS value")]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account")]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account, 'x' AS \"Value\"")]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account, {'value': 1} AS nested")]
    [InlineData("SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account, 'x' AS value, 7 AS file_row_number")]
    [InlineData("SELECT TIMESTAMP '2026-06-12 02:00:00' AS \"time\", 'a' AS account, 'x' AS value")]
    public async Task Refuses_a_file_that_has_not_the_planned_columns_as_text(string rows)
    {
        using var sample = new Sample();
        Write(sample, rows);

        await sample.Refuse(Ask("account", "a", "value"), Reasons.SourceFormat);
    }

    [Fact]
    public async Task Reads_local_instants_in_the_zone_that_the_source_says()
    {
        using var sample = new Sample();
        Write(sample, "SELECT TIMESTAMP '2026-06-12 01:00:00' + to_hours(h::INTEGER) AS \"time\", 'a' AS account FROM range(30) t(h)");
        var berlin = Table with { TimeFormat = TimeFormat.Local, Zone = "Europe/Berlin" };

        await sample.Extract(Sample.Plan(Sample.Read(berlin, "account", "a", "account", From, To, "time")));

        Assert.Equal(24, Rows(sample).Count);
        Assert.Equal(("2026-06-12T02:00:00", 2L), ((string?)Rows(sample)[0]["values"]!["time"], (long)Rows(sample)[0]["line"]!["number"]!));
    }

    [Fact]
    public async Task Counts_what_it_cannot_read_of_the_subject()
    {
        using var sample = new Sample();
        Write(sample, """
            SELECT CASE i WHEN 1 THEN NULL WHEN 2 THEN TIMESTAMPTZ 'infinity' WHEN 3 THEN TIMESTAMPTZ '20000-01-01 00:00:00+00' ELSE TIMESTAMPTZ '2026-06-12 02:00:00+00' END AS "time", CASE WHEN i < 5 THEN 'a' ELSE 'b' END AS account FROM range(9) t(i)
            """);

        var outcome = await sample.Extract(Ask("account", "a", "account"));

        Assert.Equal([1, 5], Rows(sample).Select(r => (int)r["line"]!["number"]!));
        var file = outcome.Result!["files"]![0]!;
        Assert.Equal((9L, 3L), ((long)file["records"]!, (long)file["rejected"]!));
    }

    [Theory]
    [InlineData("tail")]
    [InlineData("middle")]
    [InlineData("text")]
    [InlineData("empty")]
    public async Task Fails_on_a_damaged_file(string damage)
    {
        using var sample = new Sample();
        var path = Write(sample, "SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' || (i % 7) AS account, md5(i::VARCHAR) AS secret FROM range(50000) t(i)");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, damage switch { "tail" => bytes[..^200], "middle" => [.. bytes[..4], .. new byte[bytes.Length - 3000], .. bytes[^2996..]], "text" => "a secret\n"u8.ToArray(), _ => [] });

        var outcome = await sample.Run(Ask("account", "a1", "account", "secret"));

        Assert.Equal(Reasons.SourceDamaged, outcome.Reason);
        Assert.DoesNotContain("secret", outcome.Message, StringComparison.Ordinal);
        sample.AssertNothingStored();
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("'; DROP TABLE held; --")]
    [InlineData("*")]
    [InlineData("a\\\"; COPY (SELECT 1) TO 'x'")]
    public async Task Takes_hostile_names_and_values_for_what_they_are(string name)
    {
        using var sample = new Sample();
        var (column, text) = ($"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", $"'{name.Replace("'", "''", StringComparison.Ordinal)}'");
        Write(sample, $"SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", CASE WHEN i = 3 THEN {text} ELSE 'x' END AS {column} FROM range(5) t(i)", "its 'file'; x.parquet");

        await sample.Extract(Sample.Plan(Sample.Read(Table with { Location = "its 'file'; x.parquet" }, "account", name, name, From, To, name)));

        Assert.Equal((4, name), ((int)Assert.Single(Rows(sample))["line"]!["number"]!, (string?)Rows(sample)[0]["values"]![name]));
    }

    [Fact]
    public async Task Takes_no_other_file_that_its_name_would_match_as_a_pattern()
    {
        using var sample = new Sample();
        Write(sample, "SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account", "q1.parquet");
        Write(sample, "SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'b' AS account", "q[1].parquet");

        await sample.Refuse(Sample.Plan(Sample.Read(Table with { Location = "q[1].parquet" }, "account", "a", "account", From, To, "account")), Reasons.SourceFormat);
    }

    [Fact]
    public async Task Takes_no_column_from_the_path()
    {
        using var sample = new Sample();
        Write(sample, "SELECT TIMESTAMPTZ '2026-06-12 02:00:00+00' AS \"time\", 'a' AS account", "region=b/x.parquet");

        await sample.Refuse(Sample.Plan(Sample.Read(Table with { Location = "region=b/x.parquet" }, "account", "a", "account", From, To, "region")), Reasons.SourceFormat);
    }

    /// <summary>The file is sorted by account and known from before; then a look-up costs the columns it names, of the row groups that can hold the account.</summary>
    [Fact]
    public async Task Reads_no_byte_of_a_column_that_the_plan_does_not_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "strace is not installed, so that reads of the file cannot be seen.");
        using var sample = new Sample();
        var path = Write(sample, """
            SELECT TIMESTAMPTZ '2026-06-12 00:00:00+00' + to_milliseconds(i * 100) AS "time", md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS push_token, 'acct-' || lpad((i // 30)::VARCHAR, 10, '0') AS account, md5((i * 3)::VARCHAR) AS contact_hash,
                md5((i * 5)::VARCHAR) AS ip FROM range(200000) t(i) ORDER BY account
            """, options: "ROW_GROUP_SIZE 20480");
        var trace = Path.Combine(sample.Root, "trace");
        sample.Places = sample.Places with { Surveys = sample.Surveys, SettledFor = TimeSpan.Zero };
        await sample.Extract(Ask("account", "acct-0000003333", "time", "ip"));
        Directory.Delete(sample.Result, recursive: true);
        sample.Places = sample.Places with { Launcher = ["/usr/bin/strace", "-f", "-y", "-e", "trace=openat,read,pread64,preadv,preadv2,mmap", "-e", "signal=none", "-o", trace] };

        var outcome = await sample.Run(Ask("account", "acct-0000003333", "time", "ip"));

        Assert.SkipWhen(outcome.Reason is Reasons.WorkerMissing or Reasons.WorkerDied, "Tracing is not allowed here.");
        Assert.True(outcome.IsComplete, outcome.Message);
        Assert.Equal(30, Rows(sample).Count);
        var reads = Reads(File.ReadAllLines(trace), path).ToList();
        var chunks = Chunks(path);
        Assert.NotEmpty(reads);
        Assert.All(reads, read => Assert.DoesNotContain(chunks, c => c.Column is "push_token" or "contact_hash" && read.From < c.To && read.To > c.From));
        // Of ten row groups one can hold the account.
        Assert.True(reads.Sum(r => r.To - r.From) < chunks.Sum(c => c.To - c.From) / 5, $"{reads.Sum(r => r.To - r.From)} of {chunks.Sum(c => c.To - c.From)}");
    }

    private static ExtractionPlan Ask(string type, string value, params string[] fields) => Sample.Plan(Sample.Read(Table, type, value, "account", From, To, fields));

    private static string Write(Sample sample, string rows, string name = "table.parquet", string options = "ROW_GROUP_SIZE 20480")
    {
        var path = sample.Put(name, "");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({rows}) TO '{path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, {options})";
        command.ExecuteNonQuery();
        return path;
    }

    private static List<(string Column, long From, long To)> Chunks(string path)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT path_in_schema, coalesce(dictionary_page_offset, data_page_offset), total_compressed_size FROM parquet_metadata(?)";
        command.Parameters.Add(new DuckDBParameter(path));
        using var reader = command.ExecuteReader();
        var chunks = new List<(string, long, long)>();
        while (reader.Read())
            chunks.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(1) + reader.GetInt64(2)));
        return chunks;
    }

    // pread64(57</…/table.parquet>, "…", 65536, 131072) = 65536; a plain read has no offset, and would have to be looked at.
    private static IEnumerable<(long From, long To)> Reads(IEnumerable<string> trace, string path)
    {
        foreach (var line in trace.Where(l => l.Contains(path, StringComparison.Ordinal) && !l.Contains("openat(", StringComparison.Ordinal)))
        {
            var read = PositionedRead().Match(line);
            Assert.True(read.Success, line);
            var from = long.Parse(read.Groups["offset"].Value, CultureInfo.InvariantCulture);
            yield return (from, from + long.Parse(read.Groups["read"].Value, CultureInfo.InvariantCulture));
        }
    }

    private static List<JsonNode> Rows(Sample sample) =>
        [.. JsonNode.Parse(sample.ResultText("data.json"))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Select(r => r!)];

    [GeneratedRegex(@"pread64\(.*, (?<offset>\d+)\)\s+= (?<read>\d+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex PositionedRead();
}
