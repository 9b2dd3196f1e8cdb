using System.Globalization;

namespace CaseDesk.Extraction;

/// <summary>A file of a source.</summary>
/// <param name="Path">Below the logs directory, forward slashes.</param>
/// <param name="Day">UTC day that the file holds; null where the location has no day.</param>
internal readonly record struct SourceFile(string Path, DateOnly? Day);

/// <summary>From a location of the policy to the files it names.</summary>
internal static class SourceFiles
{
    public const string DayToken = "{yyyy-MM-dd}";

    public static bool IsDated(string location) => location.Contains(DayToken, StringComparison.Ordinal);

    public static string PathOf(string location, DateOnly day) =>
        location.Replace(DayToken, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The dated files that exist, by day. What their kind is (file, link, pipe) is for the opening to judge.</summary>
    /// <exception cref="IOException">A directory cannot be listed, for want of rights or worse.</exception>
    public static List<SourceFile> Dated(string location, string logsDirectory)
    {
        CheckLocation(location);
        var found = new List<SourceFile>();
        var token = location.IndexOf(DayToken, StringComparison.Ordinal);
        var nameStart = location.LastIndexOf('/', token) + 1;
        var nameEnd = location.IndexOf('/', token);
        var name = nameEnd < 0 ? location[nameStart..] : location[nameStart..nameEnd];
        var directory = Path.Combine(logsDirectory, location[..nameStart]);
        if (!Directory.Exists(directory))
            return found;

        var prefix = name[..name.IndexOf(DayToken, StringComparison.Ordinal)];
        var suffix = name[(prefix.Length + DayToken.Length)..];
        foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
        {
            var entryName = Path.GetFileName(entry);
            if (entryName.Length != prefix.Length + 10 + suffix.Length
                || !entryName.StartsWith(prefix, StringComparison.Ordinal) || !entryName.EndsWith(suffix, StringComparison.Ordinal)
                || !DateOnly.TryParseExact(entryName.AsSpan(prefix.Length, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                continue;
            var path = PathOf(location, day);
            if (nameEnd < 0 || Path.Exists(Path.Combine(logsDirectory, path)))
                found.Add(new SourceFile(path, day));
        }

        found.Sort((a, b) => Nullable.Compare(a.Day, b.Day));
        return found;
    }

    /// <summary>The policy loader checks locations too; a plan comes from a database, so it is checked where it is used.</summary>
    /// <exception cref="ExtractionFailure"><c>source-location</c>.</exception>
    public static void CheckLocation(string location)
    {
        var safe = location.Length is > 0 and < 1000 && !location.Contains('\\', StringComparison.Ordinal) && !location.Contains('\0', StringComparison.Ordinal)
            && !Path.IsPathRooted(location) && location.Split('/').All(s => s is not ("" or "." or ".."));
        if (!safe)
            throw new ExtractionFailure("source-location", "The location of a source does not stay below the logs directory.");
    }
}
