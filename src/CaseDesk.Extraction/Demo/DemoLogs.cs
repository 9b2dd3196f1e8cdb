using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace CaseDesk.Extraction;

/// <summary>Logs of the demo provider. Invented people only; the same arguments give the same bytes.</summary>
public static class DemoLogs
{
    /// <summary>An account with many rows, for examples.</summary>
    public const string KnownAccount = "k7m2-49vd-xh3p";

    /// <summary>Moves the dates of a combined log by whole days so that its newest day is <paramref name="newestDay"/>; every other byte stays.</summary>
    /// <param name="original">Must be seekable: it is read twice.</param>
    public static void ShiftAccessLog(Stream original, Stream shifted, DateOnly newestDay)
    {
        var start = original.Position;
        var newest = DateOnly.MinValue;
        var lines = new LineReader(original, 1 << 24);
        while (lines.Next())
        {
            if (DayIn(lines.Text, out _) is { } day && day > newest)
                newest = day;
        }

        var days = newestDay.DayNumber - newest.DayNumber;
        original.Position = start;
        lines = new LineReader(original, 1 << 24);
        while (lines.Next())
        {
            if (lines.TooLong)
                throw new InvalidDataException($"Line {lines.Number} is too long for a log of the demo.");
            var raw = lines.Raw.ToArray();
            if (DayIn(lines.Text, out var at) is { } day)
                Encoding.ASCII.GetBytes(day.AddDays(days).ToString("dd'/'MMM'/'yyyy", CultureInfo.InvariantCulture), raw.AsSpan(at));
            shifted.Write(raw);
        }
    }

    /// <summary>Addresses and user agents that stand together in a combined log, each pair once, in order of appearance.</summary>
    public static IReadOnlyList<(string Ip, string UserAgent)> ReadPool(Stream accessLog)
    {
        var seen = new HashSet<(string, string)>();
        var pool = new List<(string Ip, string UserAgent)>();
        var records = new CombinedReader(new LineReader(accessLog, 1 << 20));
        while (records.Next())
        {
            if (records.Rejected is null && records.TryPart("ip", out var ip) && records.TryPart("user_agent", out var agent) && seen.Add((ip!, agent!)))
                pool.Add((ip!, agent!));
        }

        return pool;
    }

    /// <summary>Writes <c>lookup-yyyy-MM-dd.jsonl.gz</c> for each of <paramref name="days"/> days that end with <paramref name="newestDay"/>.</summary>
    public static void GenerateLookups(string directory, DateOnly newestDay, int days, int rowsPerDay, int seed, IReadOnlyList<(string Ip, string UserAgent)> pool)
    {
        Directory.CreateDirectory(directory);
        for (var back = days - 1; back >= 0; back--)
        {
            var day = newestDay.AddDays(-back);
            var path = Path.Combine(directory, $"lookup-{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.jsonl.gz");
            DurableFile.Write(path, file =>
            {
                using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                WriteDay(gzip, day, rowsPerDay, DemoChance.Of(seed, day.DayNumber), pool);
            });
        }
    }

    /// <summary>Writes subscriber records as CSV: account, name, email, phone, created, payment.</summary>
    public static void GenerateAccounts(string path, int seed)
    {
        var chance = DemoChance.Of(seed, 0);
        var text = new StringBuilder("account,name,email,phone,created,payment\r\n");
        for (var n = 0; n < DemoPeople.Accounts.Count; n++)
        {
            var name = DemoPeople.NameOf(n);
            var line = new StringBuilder();
            string[] cells =
            [
                DemoPeople.Accounts[n],
                name,
                $"{name.ToLowerInvariant().Replace(' ', '.')}@mail.example",
                DemoPeople.PhoneOf(n),
                $"20{chance.Below(12) + 13:00}-{chance.Below(12) + 1:00}-{chance.Below(28) + 1:00}T{chance.Below(24):00}:{chance.Below(60):00}:00Z",
                chance.Below(3) == 0 ? "" : $"card ending {chance.Below(10_000):0000}",
            ];
            line.AppendJoin(',', cells.Select(c => c.Contains(',', StringComparison.Ordinal) ? $"\"{c}\"" : c));
            text.Append(line).Append("\r\n");
        }

        DurableFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void WriteDay(GZipStream gzip, DateOnly day, int rows, DemoChance chance, IReadOnlyList<(string Ip, string UserAgent)> pool)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        for (var row = 0; row < rows; row++)
        {
            var at = start.AddMilliseconds((long)row * 86_400_000 / rows);
            var (ip, agent) = pool[chance.Below(pool.Count)];
            buffer.Clear();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("time", at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                json.WriteString("account", DemoPeople.AccountFor(chance));
                json.WriteString("ip", ip);
                json.WriteNumber("port", 1024 + chance.Below(64_000));
                json.WriteString("queried_handle", DemoPeople.HandleFor(chance));
                json.WriteString("user_agent", agent);
                json.WriteString("app", chance.Below(4) == 0 ? "courier-desktop/6.2" : "courier/11.4");
                json.WriteNumber("response_code", chance.Below(20) == 0 ? 404 : 200);
                json.WriteString("push_token", $"{chance.Next():x16}{chance.Next():x16}");
                json.WriteString("geo", string.Create(CultureInfo.InvariantCulture, $"{chance.Below(180) - 90}.{chance.Below(1000):000},{chance.Below(360) - 180}.{chance.Below(1000):000}"));
                json.WriteString("contact_hash", $"{chance.Next():x16}");
                json.WriteEndObject();
            }

            gzip.Write(buffer.WrittenSpan);
            gzip.WriteByte((byte)'\n');
        }
    }

    private static DateOnly? DayIn(ReadOnlySpan<byte> line, out int at)
    {
        at = line.IndexOf((byte)'[') + 1;
        return at > 0 && line.Length >= at + 12 && line[at + 11] == ':'
            && DateOnly.TryParseExact(Encoding.ASCII.GetString(line.Slice(at, 11)), "dd'/'MMM'/'yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : null;
    }
}
