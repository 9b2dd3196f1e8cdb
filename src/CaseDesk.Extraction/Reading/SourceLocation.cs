using System.Globalization;
using System.Text;

namespace CaseDesk.Extraction.Reading;

/// <summary>The UTC time that one file of a source is about.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
internal readonly record struct FilePeriod(DateTimeOffset From, DateTimeOffset To)
{
    public static FilePeriod Always { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
}

/// <summary>How long a file's period is.</summary>
internal enum FileSpan
{
    /// <summary>One file holds everything.</summary>
    Always,
    Year,
    Month,
    Day,
    Hour,
}

/// <summary>
/// A source's location below the logs directory: one file, or one for each year, month, day or hour (UTC). Tokens in braces hold <c>yyyy</c>, <c>MM</c>,
/// <c>dd</c> and <c>HH</c>, coarse to fine and without a hole over the whole location.
/// </summary>
internal sealed class SourceLocation
{
    private const string Units = "yyyyMMddHH";

    // A location is short; a plan with more files than this is an error, not a task.
    private const int MostFiles = 1_000_000;

    private readonly string source;

    // Literal text and unit letters in turn: "log-", "yyyy", "-", "MM", ".gz".
    private readonly List<(string Text, bool IsUnit)> pieces = [];

    /// <exception cref="SourceException">It could lead out of the logs directory, or its tokens are not those described.</exception>
    public SourceLocation(string source, string location)
    {
        this.source = source;
        var isUnsafe = location.Split('/').Any(part => part is "" or "." or "..") || location.AsSpan().IndexOfAny("\\\0\r\n") >= 0 || Path.IsPathRooted(location);
        if (isUnsafe)
            throw Outside("is not a path below the logs directory");
        Split(location);
        var units = string.Concat(pieces.Where(p => p.IsUnit).Select(p => p.Text));
        if (!Units.StartsWith(units, StringComparison.Ordinal) || units.Length is not (0 or 4 or 6 or 8 or 10))
            throw Outside("has date tokens that are not year, month, day and hour in this order");
        Span = units.Length switch { 0 => FileSpan.Always, 4 => FileSpan.Year, 6 => FileSpan.Month, 8 => FileSpan.Day, _ => FileSpan.Hour };
    }

    public FileSpan Span { get; }

    /// <summary>Relative path of the file that is about an instant.</summary>
    public string At(DateTimeOffset instant)
    {
        var path = new StringBuilder();
        foreach (var (text, isUnit) in pieces)
            path.Append(isUnit ? instant.UtcDateTime.ToString(text, CultureInfo.InvariantCulture) : text);
        return path.ToString();
    }

    /// <summary>What a file of this location is about; null for a path that is none.</summary>
    public FilePeriod? PeriodOf(string path)
    {
        if (Span == FileSpan.Always)
            return string.Equals(path, At(DateTimeOffset.UnixEpoch), StringComparison.Ordinal) ? FilePeriod.Always : null;
        return Start(path, pieces) is { } from && string.Equals(At(from), path, StringComparison.Ordinal) ? new FilePeriod(from, Next(from)) : null;
    }

    /// <summary>The files that are about any part of a half-open time, in order.</summary>
    /// <exception cref="SourceException">There would be more than a million of them.</exception>
    public IEnumerable<(string Path, FilePeriod Period)> Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (Span == FileSpan.Always)
        {
            yield return (At(DateTimeOffset.UnixEpoch), FilePeriod.Always);
            yield break;
        }

        var count = 0;
        for (var start = Floor(from); start < to; start = Next(start))
        {
            if (++count > MostFiles)
                throw new SourceException(Reasons.PlanInvalid, $"Source '{source}': a window of the plan spans more than a million files.");
            yield return (At(start), new FilePeriod(start, Next(start)));
            if (Next(start) == DateTimeOffset.MaxValue)
                yield break;
        }
    }

    /// <summary>What stands in the store under a name of this location, in order of time.</summary>
    public IReadOnlyList<(string Path, FilePeriod Period)> Held(string logsDirectory)
    {
        var held = new List<(string Path, FilePeriod Period)>();
        if (Span == FileSpan.Always || !Directory.Exists(logsDirectory))
            return held;
        Descend(logsDirectory, "", 0, Segments(), held);
        held.Sort((one, other) => one.Period.From.CompareTo(other.Period.From));
        return held;
    }

    private void Descend(string directory, string path, int depth, List<List<(string Text, bool IsUnit)>> segments, List<(string, FilePeriod)> held)
    {
        var segment = segments[depth];
        var isLast = depth == segments.Count - 1;
        if (!segment.Exists(p => p.IsUnit))
        {
            Enter(Path.Combine(directory, segment[0].Text), path + segment[0].Text);
            return;
        }

        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (Fits(entry.Name, segment))
                Enter(entry.FullName, path + entry.Name);
        }

        void Enter(string full, string relative)
        {
            if (isLast)
            {
                // Whatever stands under the name counts: what cannot be read must fail, not be called missing.
                if (PeriodOf(relative) is { } period && NativeFiles.Look(full).Kind != FileKind.Missing)
                    held.Add((relative, period));
            }
            else if (Directory.Exists(full))
            {
                Descend(full, relative + "/", depth + 1, segments, held);
            }
        }
    }

    private List<List<(string Text, bool IsUnit)>> Segments()
    {
        var segments = new List<List<(string, bool)>> { new() };
        foreach (var (text, isUnit) in pieces)
        {
            var parts = text.Split('/');
            for (var i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                    segments.Add([]);
                if (parts[i].Length > 0)
                    segments[^1].Add((parts[i], isUnit));
            }
        }

        return [.. segments.Select(s => s.Exists(p => p.Item2) ? s : [(string.Concat(s.Select(p => p.Item1)), false)])];
    }

    private static bool Fits(string name, List<(string Text, bool IsUnit)> segment)
    {
        var at = 0;
        foreach (var (text, isUnit) in segment)
        {
            if (name.Length < at + text.Length)
                return false;
            var here = name.AsSpan(at, text.Length);
            if (isUnit ? here.IndexOfAnyExceptInRange('0', '9') >= 0 : !here.SequenceEqual(text))
                return false;
            at += text.Length;
        }

        return at == name.Length;
    }

    private static DateTimeOffset? Start(string path, List<(string Text, bool IsUnit)> pieces)
    {
        if (!Fits(path, pieces))
            return null;
        var (at, digits) = (0, new StringBuilder());
        foreach (var (text, isUnit) in pieces)
        {
            if (isUnit)
                digits.Append(path, at, text.Length);
            at += text.Length;
        }

        return DateTimeOffset.TryParseExact(
            digits.ToString() + "0001010100"[Math.Min(digits.Length, 10)..], Units, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? start
            : null;
    }

    private void Split(string location)
    {
        var at = 0;
        while (at < location.Length)
        {
            var open = location.IndexOf('{', at);
            if (open < 0)
            {
                pieces.Add((location[at..], false));
                return;
            }

            var close = location.IndexOf('}', open);
            if (close < 0)
                throw Outside("has a brace that is not closed");
            if (open > at)
                pieces.Add((location[at..open], false));
            SplitToken(location.AsSpan(open + 1, close - open - 1));
            at = close + 1;
        }
    }

    private void SplitToken(ReadOnlySpan<char> token)
    {
        var at = 0;
        while (at < token.Length)
        {
            var unit = token[at] switch { 'y' => "yyyy", 'M' => "MM", 'd' => "dd", 'H' => "HH", _ => null };
            if (unit is not null && token[at..].StartsWith(unit, StringComparison.Ordinal))
            {
                pieces.Add((unit, true));
                at += unit.Length;
            }
            else if (token[at] is '-' or '_' && at > 0 && at < token.Length - 1)
            {
                pieces.Add((token[at].ToString(), false));
                at++;
            }
            else
            {
                throw Outside("has a date token that is not made of yyyy, MM, dd and HH");
            }
        }

        if (token.IsEmpty)
            throw Outside("has an empty date token");
    }

    private DateTimeOffset Floor(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        return Span switch
        {
            FileSpan.Year => new DateTimeOffset(utc.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            FileSpan.Month => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
            FileSpan.Day => new DateTimeOffset(utc.Date, TimeSpan.Zero),
            _ => new DateTimeOffset(utc.Date.AddHours(utc.Hour), TimeSpan.Zero),
        };
    }

    private DateTimeOffset Next(DateTimeOffset start)
    {
        try
        {
            return Span switch
            {
                FileSpan.Year => start.AddYears(1),
                FileSpan.Month => start.AddMonths(1),
                FileSpan.Day => start.AddDays(1),
                _ => start.AddHours(1),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MaxValue;
        }
    }


    private SourceException Outside(string why) => new(Reasons.SourceOutside, $"Source '{source}': its location {why}.");
}
