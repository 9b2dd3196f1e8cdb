using System.Globalization;

namespace CaseDesk.Features.Requests;

/// <summary>A clock on a wall and the zone it hangs in, turned into one instant; hours that a zone skips or repeats are asked back.</summary>
internal static class LocalTime
{
    public const string Utc = "UTC";

    // The zones of the jurisdictions served; any other time is typed in UTC, or with its offset.
    private static readonly (string Id, string Label)[] Known =
    [
        (Utc, "UTC"), ("America/New_York", "New York"), ("America/Chicago", "Chicago"), ("America/Denver", "Denver"), ("America/Phoenix", "Phoenix"),
        ("America/Los_Angeles", "Los Angeles"), ("America/Anchorage", "Anchorage"), ("Pacific/Honolulu", "Honolulu"),
    ];

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>The zones offered; a machine without zone data offers UTC alone.</summary>
    public static IReadOnlyList<(string Id, string Label)> Zones { get; } = [.. Known.Where(zone => TimeZoneInfo.TryFindSystemTimeZoneById(zone.Id, out _))];

    /// <summary>
    /// The instant in RFC 3339 with its offset. Where there is none, <paramref name="instant"/> is the text as typed, which no validator takes for an instant,
    /// and <paramref name="problem"/> says why (empty for an empty field).
    /// </summary>
    public static bool TryRead(string? text, string? zone, out string? instant, out string problem)
    {
        (instant, problem) = (text, "");
        if (string.IsNullOrWhiteSpace(text) || TextRules.TryInstant(text, out _)) return !string.IsNullOrWhiteSpace(text);
        if (!DateTime.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            problem = "Give date and time, such as 2026-11-01 00:00.";
            return false;
        }

        var id = string.IsNullOrEmpty(zone) ? Utc : zone;
        if (Zones.All(known => known.Id != id) || !TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found))
        {
            problem = "Choose one of the zones offered.";
            return false;
        }
        if (found.IsInvalidTime(local)) problem = $"Clocks in {Label(id)} skip this hour: it does not exist. Choose another, or give the time in UTC.";
        if (found.IsAmbiguousTime(local)) problem = $"This hour happens twice in {Label(id)}, when summer time ends. Give the time in UTC.";
        if (problem.Length > 0) return false;

        instant = new DateTimeOffset(local, found.GetUtcOffset(local)).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>As a field for date and time takes it, in UTC.</summary>
    public static string Write(DateTimeOffset at) => at.UtcDateTime.ToString(at.UtcDateTime.TimeOfDay.Ticks % TimeSpan.TicksPerMinute == 0 ? Formats[0] : Formats[2], CultureInfo.InvariantCulture);

    private static string Label(string id) => Known.First(zone => zone.Id == id).Label;
}
