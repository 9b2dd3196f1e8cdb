using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Generating;
using CaseDesk.Policy;
using DuckDB.NET.Data;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed partial class GeneratingLogs : IDisposable
{
    // The days lie in two months, so that there are two Parquet files.
    private static readonly LogRecipe Small = new()
    {
        Rows = 700,
        Days = 3,
        NewestDay = new DateOnly(2026, 6, 2),
        Seed = 7,
        Hostile = 0.5,
        Formats = Enum.GetValues<GeneratedFormat>(),
    };

    private static readonly IReadOnlyList<(string Ip, string UserAgent)> Pool = ReadPool();

    private readonly Sample sample = new();

    [Theory]
    [InlineData(SourceCompression.None)]
    [InlineData(SourceCompression.Gzip)]
    [InlineData(SourceCompression.Zstd)]
    public void Gives_the_same_bytes_for_the_same_recipe(SourceCompression compression)
    {
        var recipe = Small with { Compression = compression, Damaged = 0.1 };

        Make("one", recipe);
        Make("two", recipe);
        Make("another seed", recipe with { Seed = 8 });

        var files = Directory.GetFiles(In("one")).Select(Path.GetFileName).ToList();
        Assert.Equal((5 * 3) + 2 + 2, files.Count);
        Assert.All(files, name => Assert.Equal(File.ReadAllBytes(In("one", name!)), File.ReadAllBytes(In("two", name!))));
        Assert.All(files.Where(name => name!.StartsWith("lookup-", StringComparison.Ordinal)), name => Assert.NotEqual(File.ReadAllBytes(In("one", name!)), File.ReadAllBytes(In("another seed", name!))));
    }

    [Fact]
    public void Leaves_a_day_as_it_is_when_there_are_more_days_around_it()
    {
        var recipe = Small with { Rows = 600, Formats = [GeneratedFormat.Jsonl] };

        Make("three", recipe);
        Make("five", recipe with { Rows = 1000, Days = 5, NewestDay = recipe.NewestDay.AddDays(1) });

        foreach (var name in GeneratedLogs.FileNames(recipe))
            Assert.Equal(File.ReadAllBytes(In("three", name)), File.ReadAllBytes(In("five", name)));
    }

    [Fact]
    public void Holds_the_same_records_in_every_format()
    {
        Make("logs", Small);

        var jsonl = Lines("jsonl").Select(Record.OfJson).ToList();
        var csv = Files("csv").SelectMany(file => Csv(File.ReadAllText(file)).Skip(1)).Select(Record.OfCsv).ToList();
        var parquet = Parquet("SELECT *").OrderBy(r => r.Time, StringComparer.Ordinal).ToList();

        Assert.Equal(700, jsonl.Count);
        Assert.Equal(jsonl.Select(r => r with { Geo = r.Geo ?? "" }), csv);
        Assert.Equal(jsonl.OrderBy(r => r.Time, StringComparer.Ordinal).ThenBy(r => r.PushToken, StringComparer.Ordinal), parquet.OrderBy(r => r.Time, StringComparer.Ordinal).ThenBy(r => r.PushToken, StringComparer.Ordinal));
        Assert.Equal(jsonl.Select(InAccessLog), Lines("log", ".clf").Select(line => OfAccessLog(CombinedLine().Match(line))));
        Assert.Equal(jsonl.Select(InAccessLog), Lines("clf.log").Select(line => OfAccessLog(ClfLine().Match(line))));
        Assert.Equal(jsonl.Select(r => (r.Account, r.Ip, r.Port, r.Status)), Lines("syslog").Select(line => SyslogLine().Match(line)).Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, m.Groups[4].Value)));
    }

    [Fact]
    public void Sorts_parquet_by_account_and_time_in_small_row_groups()
    {
        Make("logs", Small with { Rows = 50_000, Days = 2, Hostile = 0.01, Formats = [GeneratedFormat.Parquet] });

        var rows = Parquet("SELECT *", "lookup-2026-06.parquet");
        Assert.Equal(50_000, rows.Count);
        Assert.Equal(rows.OrderBy(r => r.Account, StringComparer.Ordinal).ThenBy(r => r.Time, StringComparer.Ordinal).Select(r => r.Account + r.Time), rows.Select(r => r.Account + r.Time));
        Assert.Equal([(20_480L, "ZSTD"), (20_480L, "ZSTD"), (9_040L, "ZSTD")], RowGroups("lookup-2026-06.parquet"));
    }

    [Fact]
    public void Says_how_many_records_a_few_subjects_have()
    {
        var report = Make("logs", Small with { Rows = 5000, Accounts = 400 });

        Assert.Equal(5000, report.Rows);
        Assert.Equal(["frequent", "busy", "median", "rare", "absent"], report.Accounts.Select(a => a.Kind));
        var records = Lines("jsonl").Select(Record.OfJson).ToList();
        Assert.All(report.Accounts, account => Assert.Equal(records.LongCount(r => r.Account == account.Value), account.Rows));
        Assert.All(report.Addresses, address => Assert.Equal(records.LongCount(r => r.Ip == address.Value), address.Rows));
        Assert.Equal((DemoLogs.WellKnownAccount, 0), (report.Accounts[0].Value, report.Accounts[^1].Rows));
        Assert.True(report.Accounts[3].Rows > 0);
        Assert.Equal(records.Select(r => r.Account).Distinct().Count(), report.DistinctAccounts);
        // Records of a day follow each other in time.
        Assert.All(Files("jsonl"), file => Assert.Equal(File.ReadLines(file).Select(l => Record.OfJson(l).Time), File.ReadLines(file).Select(l => Record.OfJson(l).Time).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Few_accounts_dominate_as_far_as_is_asked_for()
    {
        var even = Make("even", Small with { Rows = 20_000, Accounts = 100, Skew = 0, Formats = [GeneratedFormat.Jsonl] });
        var steep = Make("steep", Small with { Rows = 20_000, Accounts = 100, Skew = 2, Formats = [GeneratedFormat.Jsonl] });

        Assert.InRange(even.Accounts[0].Rows, 200, 280);
        Assert.Equal(100, even.DistinctAccounts);
        Assert.InRange(steep.Accounts[0].Rows, 8_000, 12_000);
    }

    [Fact]
    public void Puts_damaged_lines_beside_the_records_and_loses_none()
    {
        Make("sound", Small);
        var report = Make("logs", Small with { Damaged = 0.4 });

        foreach (var format in Small.Formats.Where(f => f != GeneratedFormat.Parquet))
            Assert.InRange(report.Files.Where(f => f.Format == format).Sum(f => f.DamagedLines), 200, 360);
        foreach (var (ending, isRecord) in new (string, Func<string, bool>)[]
        {
            ("jsonl", IsJson), ("csv", line => Csv(line + "\r\n") is [{ Count: 11 }]), ("log", CombinedLine().IsMatch), ("clf.log", ClfLine().IsMatch), ("syslog", SyslogLine().IsMatch),
        })
        {
            var kept = ending == "csv"
                ? Files(ending).SelectMany(f => Csv(Latin1(f))).Where(r => r.Count == 11).Select(r => string.Join('|', r)).Where(IsText).ToList()
                : Files(ending, ".clf").SelectMany(f => Latin1(f).Split('\n')[..^1]).Where(l => IsText(l) && isRecord(l)).ToList();
            var sound = ending == "csv"
                ? Files(ending, "", "sound").SelectMany(f => Csv(Latin1(f))).Select(r => string.Join('|', r)).ToList()
                : Files(ending, ".clf", "sound").SelectMany(f => Latin1(f).Split('\n')[..^1]).ToList();
            Assert.Equal(sound, kept);
        }

        static string Latin1(string file) => File.ReadAllText(file, Encoding.Latin1);
        static bool IsText(string line) => !line.Contains('\0', StringComparison.Ordinal) && System.Text.Unicode.Utf8.IsValid(Encoding.Latin1.GetBytes(line));
    }

    [Fact]
    public void Hostile_records_are_valid_and_of_every_kind()
    {
        var recipe = Small with { Rows = 6000, Hostile = 1, Formats = [GeneratedFormat.Jsonl] };
        Make("logs", recipe);
        Make("tame", recipe with { Hostile = 0 });

        var lines = Lines("jsonl");
        var records = lines.Select(Record.OfJson).ToList();
        Assert.Equal(6000, records.Count);
        Assert.Contains(records, r => r.Handle.StartsWith("=cmd", StringComparison.Ordinal));
        Assert.Contains(records, r => r.Handle.Contains('\n', StringComparison.Ordinal));
        Assert.Contains(records, r => r.Handle.Contains("..", StringComparison.Ordinal));
        Assert.Contains(records, r => r.Handle.Length == 4000);
        Assert.Contains(records, r => r.Handle.Contains('\u001b', StringComparison.Ordinal));
        Assert.Contains(records, r => r.UserAgent.Contains('"', StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\\u002B1", StringComparison.Ordinal));
        // Who searches text for the account finds records of others.
        Assert.Contains(records, r => r.Account != DemoLogs.WellKnownAccount && r.Handle.Contains(DemoLogs.WellKnownAccount, StringComparison.Ordinal));
        // Another share changes no subject and no time.
        Assert.Equal(Lines("jsonl", directory: "tame").Select(Record.OfJson).Select(r => (r.Time, r.Account, r.Ip, r.PushToken)), records.Select(r => (r.Time, r.Account, r.Ip, r.PushToken)));
    }

    [Fact]
    public void Makes_its_own_files_again_and_touches_no_others()
    {
        var recipe = Small with { Formats = [GeneratedFormat.Jsonl] };
        Make("logs", recipe);
        Make("logs", recipe with { Days = 1 });
        Assert.Equal(["generated.json", "lookup-2026-06-02.jsonl", "policy.yaml"], Directory.GetFiles(In("logs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // Half-written is its own too; a real log is not, even if its name is like one of its own.
        File.WriteAllText(In("logs", "lookup-2026-06-01.jsonl.00.casedesk-tmp"), "half");
        Directory.CreateDirectory(In("logs", "sorting.casedesk-tmp"));
        Make("logs", recipe with { Days = 1 });
        Assert.Equal(3, Directory.GetFileSystemEntries(In("logs")).Length);
        File.WriteAllText(In("logs", "lookup-2026-05-01.jsonl"), "real");
        Assert.Contains("lookup-2026-05-01.jsonl", Assert.Throws<IOException>(() => Make("logs", recipe)).Message, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(In("logs")).Length);
    }

    [Theory]
    [InlineData(SourceCompression.None)]
    [InlineData(SourceCompression.Zstd)]
    public void Describes_the_files_in_a_policy_that_is_accepted(SourceCompression compression)
    {
        Make("logs", Small with { Compression = compression });

        var policy = PolicyFile.Load(In("logs", "policy.yaml"));

        Assert.Equal(["lookups-jsonl", "lookups-csv", "lookups-combined", "lookups-clf", "lookups-syslog", "lookups-parquet"], policy.Sources.Select(s => s.Name));
        Assert.All(policy.Sources, source => Assert.True(File.Exists(In("logs", source.Location.Replace("{yyyy-MM-dd}", "2026-06-01", StringComparison.Ordinal).Replace("{yyyy-MM}", "2026-06", StringComparison.Ordinal)))));
    }

    [Fact]
    public void Compresses_what_it_would_have_written_plain()
    {
        Make("plain", Small);
        Make("gzip", Small with { Compression = SourceCompression.Gzip });
        Make("zstd", Small with { Compression = SourceCompression.Zstd });

        foreach (var plain in Directory.GetFiles(In("plain"), "lookup-*").Where(f => !f.EndsWith(".parquet", StringComparison.Ordinal)))
        {
            using var gzip = new GZipStream(File.OpenRead(In("gzip", Path.GetFileName(plain) + ".gz")), CompressionMode.Decompress);
            using var zstd = new ZstdSharp.DecompressionStream(File.OpenRead(In("zstd", Path.GetFileName(plain) + ".zst")), leaveOpen: false);
            Assert.Equal(File.ReadAllBytes(plain), ReadAll(gzip));
            Assert.Equal(File.ReadAllBytes(plain), ReadAll(zstd));
        }

        static byte[] ReadAll(Stream stream)
        {
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
    }

    [Fact]
    public void Refuses_what_cannot_be_made()
    {
        Assert.All(
            new[]
            {
                Small with { Rows = 0 }, Small with { Rows = -5 }, Small with { Days = 0 }, Small with { Days = 4000 }, Small with { Skew = double.NaN }, Small with { Skew = -1 },
                Small with { Hostile = 1.5 }, Small with { Damaged = -0.1 }, Small with { Accounts = -1 }, Small with { Formats = [] }, Small with { NewestDay = DateOnly.MinValue, Days = 3 },
            },
            recipe => Assert.NotNull(recipe.Problem));
        Assert.Null((Small with { NewestDay = DateOnly.MaxValue, Rows = 1 }).Problem);
    }

    public void Dispose() => sample.Dispose();

    private static IReadOnlyList<(string Ip, string UserAgent)> ReadPool()
    {
        using var log = File.OpenRead(Sample.RealLog);
        return DemoLogs.ReadPool(log);
    }

    private GenerationReport Make(string directory, LogRecipe recipe) => GeneratedLogs.Write(In(directory), recipe, Pool, _ => { });

    private string In(params string[] names) => Path.Combine([sample.Root, .. names]);

    private List<string> Files(string ending, string not = "\0", string directory = "logs") =>
        [.. Directory.GetFiles(In(directory), "lookup-*." + ending).Where(f => ending.StartsWith("clf", StringComparison.Ordinal) || not.Length == 0 || !f.Contains(not, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    // Only a line feed ends a line: hostile content has the other line ends of Unicode.
    private List<string> Lines(string ending, string not = "\0", string directory = "logs") => [.. Files(ending, not, directory).SelectMany(f => File.ReadAllText(f).Split('\n')[..^1])];

    private List<Record> Parquet(string select, string file = "lookup-*.parquet") => Ask(
        $"{select} FROM (SELECT strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ') AS time, * EXCLUDE (time) FROM read_parquet('{In("logs", file)}'))",
        row => new Record(row[0]!, row[1]!, row[2]!, row[3]!, row[4]!, row[5]!, row[6]!, row[7]!, row[8]!, row[9], row[10]!));

    private List<(long, string)> RowGroups(string file) => Ask(
        $"SELECT row_group_num_rows, compression FROM parquet_metadata('{In("logs", file)}') WHERE path_in_schema = 'account' ORDER BY row_group_id",
        row => (long.Parse(row[0]!, CultureInfo.InvariantCulture), row[1]!));

    private static List<T> Ask<T>(string sql, Func<string?[], T> make)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SET TimeZone='UTC'";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(make([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))]));
        return rows;
    }

    private static bool IsJson(string line)
    {
        try
        {
            using var _ = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>RFC 4180, as simply as it can be read.</summary>
    private static List<List<string>> Csv(string text)
    {
        List<List<string>> records = [];
        List<string> fields = [];
        var (field, isQuoted) = (new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || text[i] is not (',' or '\r'))
                field.Append(text[i]);
            else
            {
                fields.Add(field.ToString());
                field.Clear();
                if (text[i] == ',')
                    continue;
                records.Add(fields);
                fields = [];
                i++;
            }
        }

        return records;
    }

    private static (string Ip, string Account, string Time, string Handle, string Status) InAccessLog(Record r) => (r.Ip, r.Account, r.Time[..19], r.Handle, r.Status);

    private static (string Ip, string Account, string Time, string Handle, string Status) OfAccessLog(Match line) => (
        line.Groups[1].Value, line.Groups[2].Value,
        DateTimeOffset.ParseExact(line.Groups[3].Value, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        Uri.UnescapeDataString(line.Groups[4].Value), line.Groups[5].Value);

    [GeneratedRegex("""\A(\S+) - (\S+) \[([^\]]+)\] "GET /v1/lookup\?h=(\S*)&a=\S*&t=[0-9a-f]{16} HTTP/1\.1" (\d{3}) (?:\d+|-) "-" "(?:[^"\\]|\\.)*"\z""")]
    private static partial Regex CombinedLine();

    [GeneratedRegex("""\A(\S+) - (\S+) \[([^\]]+)\] "GET /v1/lookup\?h=(\S*)&a=\S*&t=[0-9a-f]{16} HTTP/1\.1" (\d{3}) (?:\d+|-)\z""")]
    private static partial Regex ClfLine();

    [GeneratedRegex("""\A[A-Z][a-z]{2} [ 123]\d \d\d:\d\d:\d\d lookup1 capability\[\d+\]: account=(\S+) ip=(\S+) port=(\d+) code=(\d+) handle="(?:[^"\\]|\\.)*" app="(?:[^"\\]|\\.)*" agent="(?:[^"\\]|\\.)*" token=[0-9a-f]{16}\z""")]
    private static partial Regex SyslogLine();

    private sealed record Record(string Time, string Account, string Ip, string Port, string Handle, string UserAgent, string App, string Status, string PushToken, string? Geo, string ContactHash)
    {
        public static Record OfJson(string line)
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            return new Record(Text("time")!, Text("account")!, Text("ip")!, Text("port")!, Text("queried_handle")!, Text("user_agent")!, Text("app")!, Text("response_code")!, Text("push_token")!, Text("geo"), Text("contact_hash")!);

            string? Text(string name) => row.GetProperty(name) switch
            {
                { ValueKind: JsonValueKind.Null } => null,
                { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
                var text => text.GetString(),
            };
        }

        public static Record OfCsv(List<string> fields) =>
            new(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8], fields[9], fields[10]);
    }
}
