using System.Globalization;
using System.Text;
using CaseDesk.Extraction.Demo;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>The demonstration provider's logs: a real access log moved in time, and invented records around it. The same input gives the same bytes.</summary>
public static class DemoLogs
{
    /// <summary>The account that the demonstration asks about; it has a subscriber record and many look-ups.</summary>
    public const string WellKnownAccount = "k7m2-49vd-xh3p";

    private const int LargestLog = 256 * 1024 * 1024;

    /// <summary>Copies an access log so that its newest day is <paramref name="newestDay"/>. Only the dates change, each in place; every other byte stays, malformed lines too.</summary>
    /// <exception cref="InvalidDataException">The log is larger than 256 MiB or has no date.</exception>
    public static void ShiftAccessLog(Stream original, Stream shifted, DateOnly newestDay)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(shifted);
        var log = ReadAll(original);
        var dates = new List<(int At, DateOnly Day)>();
        for (var from = 0; from < log.Length;)
        {
            var length = log.AsSpan(from).IndexOf((byte)'\n');
            var line = log.AsSpan(from, length < 0 ? log.Length - from : length);
            var at = line.IndexOf((byte)'[') + 1;
            // The first bracket opens the time: neither address nor identity can hold one.
            if (at > 0 && line.Length > at + 11 && line[at + 11] == ':'
                && DateOnly.TryParseExact(Encoding.Latin1.GetString(line.Slice(at, 11)), "dd/MMM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                dates.Add((from + at, day));
            from += line.Length + 1;
        }

        if (dates.Count == 0)
            throw new InvalidDataException("The access log has no date.");

        var days = newestDay.DayNumber - dates.Max(d => d.Day).DayNumber;
        foreach (var (at, day) in dates)
            Encoding.ASCII.GetBytes(day.AddDays(days).ToString("dd/MMM/yyyy", CultureInfo.InvariantCulture)).CopyTo(log, at);
        shifted.Write(log);
    }

    /// <summary>Addresses and user agents that occur together in an access log, in order of first appearance, each pair once.</summary>
    public static IReadOnlyList<(string Ip, string UserAgent)> ReadPool(Stream accessLog)
    {
        ArgumentNullException.ThrowIfNull(accessLog);
        var pool = new List<(string, string)>();
        var seen = new HashSet<(string, string)>();
        var format = new CombinedFormat(SourceEncoding.Utf8);
        var lines = new LineReader(new BlockReader(accessLog, FilePass.LongestRecord));
        while (lines.TryNext(out var line))
        {
            if (!line.TooLong && format.Take(line.Bytes, true) is null && format.Part("ip") is { } ip && format.Part("user_agent") is { } agent && seen.Add((ip, agent)))
                pool.Add((ip, agent));
        }

        return pool;
    }

    /// <summary>Writes <c>lookup-yyyy-MM-dd.jsonl.gz</c> for each of the <paramref name="days"/> days that end with <paramref name="newestDay"/>.
    /// A day's records depend on the seed and the day alone.</summary>
    public static void GenerateLookups(string directory, DateOnly newestDay, int days, int rowsPerDay, int seed, IReadOnlyList<(string Ip, string UserAgent)> pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfZero(pool.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        ArgumentOutOfRangeException.ThrowIfNegative(rowsPerDay);
        Directory.CreateDirectory(directory);
        var lookups = new DemoLookups(seed, pool);
        for (var back = 0; back < days; back++)
        {
            var day = newestDay.AddDays(-back);
            var name = string.Create(CultureInfo.InvariantCulture, $"lookup-{day:yyyy-MM-dd}.jsonl.gz");
            DurableFile.Write(Path.Combine(directory, name), output => lookups.Write(output, day, rowsPerDay));
        }
    }

    /// <summary>Writes invented subscriber records (CSV: account, name, email, phone, created, payment). Numbers and domains are reserved ones, which reach nobody.</summary>
    public static void GenerateAccounts(string path, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        DurableFile.Write(path, output => DemoAccounts.Write(output, seed));
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        var block = new byte[64 * 1024];
        for (var read = stream.Read(block); read > 0; read = stream.Read(block))
        {
            all.Write(block, 0, read);
            if (all.Length > LargestLog)
                throw new InvalidDataException("The access log is larger than 256 MiB.");
        }

        return all.ToArray();
    }
}
