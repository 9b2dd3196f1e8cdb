using System.Globalization;

namespace CaseDesk.Extraction.Reading;

/// <summary>A source's location below the logs directory: one file, or one for each UTC day.</summary>
internal sealed class SourceLocation
{
    public const string Token = "{yyyy-MM-dd}";
    private const string DayFormat = "yyyy-MM-dd";

    private readonly string location;
    private readonly int token;

    /// <exception cref="SourceException">It could lead out of the logs directory, or has more than one day token.</exception>
    public SourceLocation(string source, string location)
    {
        this.location = location;
        token = location.IndexOf(Token, StringComparison.Ordinal);
        var unsafePart = location.Split('/').Any(part => part is "" or "." or "..") || location.AsSpan().IndexOfAny("\\\0\r\n") >= 0 || Path.IsPathRooted(location);
        if (unsafePart || token >= 0 && location.IndexOf(Token, token + 1, StringComparison.Ordinal) >= 0)
            throw new SourceException(Reasons.SourceOutside, $"Source '{source}': its location is not a path below the logs directory.");
    }

    public bool IsDaily => token >= 0;

    /// <summary>Relative path of the file of a day.</summary>
    public string On(DateOnly day) => IsDaily ? location.Replace(Token, day.ToString(DayFormat, CultureInfo.InvariantCulture), StringComparison.Ordinal) : location;

    /// <summary>The day whose file this is, or null.</summary>
    public DateOnly? DayOf(string path)
    {
        if (!IsDaily || path.Length != location.Length - Token.Length + DayFormat.Length)
            return null;
        return DateOnly.TryParseExact(path.AsSpan(token, DayFormat.Length), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && string.Equals(On(day), path, StringComparison.Ordinal) ? day : null;
    }

    /// <summary>The days for which something stands in the store, in order. Only for daily sources.</summary>
    public IReadOnlyList<DateOnly> Days(string logsDirectory)
    {
        var from = location.LastIndexOf('/', token) + 1;
        var to = location.IndexOf('/', token);
        var name = to < 0 ? location[from..] : location[from..to];
        var prefix = name[..(token - from)];
        var suffix = name[(token - from + Token.Length)..];
        var parent = Path.Combine(logsDirectory, location[..from]);
        if (!Directory.Exists(parent))
            return [];

        var days = new SortedSet<DateOnly>();
        foreach (var entry in new DirectoryInfo(parent).EnumerateFileSystemInfos())
        {
            var text = entry.Name;
            if (text.Length == prefix.Length + DayFormat.Length + suffix.Length
                && text.StartsWith(prefix, StringComparison.Ordinal) && text.EndsWith(suffix, StringComparison.Ordinal)
                && DateOnly.TryParseExact(text.AsSpan(prefix.Length, DayFormat.Length), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && NativeFiles.Look(Path.Combine(logsDirectory, On(day))).Kind != FileKind.Missing)
                days.Add(day);
        }

        return [.. days];
    }
}
