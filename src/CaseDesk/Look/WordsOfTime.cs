using System.Globalization;

namespace CaseDesk.Look;

/// <summary>Dates as people say them: <c>24 Nov 2026 17:00 UTC</c>. Ranges are half-open; whole days are named by their first and last day.</summary>
public static partial class Words
{
    /// <summary><c>24 Nov 2026 17:00 UTC</c>; with seconds where they are asked for.</summary>
    public static string Instant(DateTimeOffset at, bool seconds = false) =>
        Format(at, seconds ? "d MMM yyyy HH:mm:ss" : "d MMM yyyy HH:mm") + " UTC";

    /// <summary><c>24 Nov 2026</c> for the start of a UTC day, otherwise <c>24 Nov 2026 17:00 UTC</c>.</summary>
    public static string Start(DateTimeOffset at) => IsMidnight(at) ? Day(at) : Instant(at);

    /// <summary><c>24 Nov 2026</c>, the day in UTC.</summary>
    public static string Day(DateTimeOffset at) => Format(at, "d MMM yyyy");

    /// <summary><c>24 Nov 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>RFC 3339 in UTC for <c>datetime</c> attributes, with a fraction only where there is one.</summary>
    public static string Machine(DateTimeOffset at) => Format(at, "yyyy-MM-ddTHH:mm:ss.FFFFFFF") + "Z";

    /// <summary>
    /// The half-open period [from, to): <c>1 – 12 Nov 2026</c> for whole UTC days, otherwise
    /// <c>30 Oct 2026 14:52 UTC to before 13 Nov 2026 00:00 UTC</c>.
    /// </summary>
    public static string Period(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return "no time";
        if (!IsMidnight(from) || !IsMidnight(to)) return $"{Instant(from, HasSeconds(from))} to before {Instant(to, HasSeconds(to))}";

        var (first, last) = (Date(from), Date(to).AddDays(-1));
        return Days(first, last, last.Year == first.Year ? "" : " yyyy") + last.ToString(" yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The same for a picture, where the year is on the axis: <c>1 – 12 Nov</c>, <c>30 Oct 14:52 – 12 Nov</c>,
    /// <c>1 Nov to before 24 Nov 09:12</c>.
    /// </summary>
    /// <param name="year">True where the picture spans more than one year.</param>
    public static string ShortPeriod(DateTimeOffset from, DateTimeOffset to, bool year = false)
    {
        if (to <= from) return "no time";

        var suffix = year ? " yyyy" : "";
        if (IsMidnight(from) && IsMidnight(to)) return Days(Date(from), Date(to).AddDays(-1), suffix) + (year ? Date(to).AddDays(-1).ToString(suffix, CultureInfo.InvariantCulture) : "");

        var start = Format(from, "d MMM" + suffix + (IsMidnight(from) ? "" : " HH:mm"));
        if (Date(from) == Date(to)) return start + " to before " + Format(to, "HH:mm");
        return IsMidnight(to)
            ? start + " – " + Date(to).AddDays(-1).ToString("d MMM" + suffix, CultureInfo.InvariantCulture)
            : start + " to before " + Format(to, "d MMM" + suffix + " HH:mm");
    }

    /// <summary>A length of time in its two largest units: <c>3 days 13 h</c>, <c>3 h 12 min</c>, <c>less than 1 min</c>.</summary>
    public static string Length(TimeSpan length)
    {
        var span = length.Duration();
        if (span.Days >= 1) return Count(span.Days, "day", "days") + (span.Hours > 0 && span.Days < 7 ? $" {span.Hours} h" : "");
        if (span.Hours >= 1) return $"{span.Hours} h" + (span.Minutes > 0 ? $" {span.Minutes} min" : "");
        return span.Minutes >= 1 ? $"{span.Minutes} min" : "less than 1 min";
    }

    /// <summary>A length of time to the minute, for sums that a reader checks: <c>2 days 3 h 17 min</c>.</summary>
    public static string Exactly(TimeSpan length)
    {
        List<string> parts = [];
        if (length.Days > 0) parts.Add(Count(length.Days, "day", "days"));
        if (length.Hours > 0) parts.Add($"{length.Hours} h");
        if (length.Minutes > 0) parts.Add($"{length.Minutes} min");
        return parts.Count == 0 ? "less than 1 min" : string.Join(' ', parts);
    }

    /// <summary><c>1 – 12 Nov</c>, <c>12 Nov</c>, <c>26 Aug – 12 Nov</c>; the first day carries <paramref name="firstYear"/>, the caller adds the last one's.</summary>
    private static string Days(DateOnly first, DateOnly last, string firstYear)
    {
        var end = last.ToString("d MMM", CultureInfo.InvariantCulture);
        if (first == last) return end;

        var sameMonth = first.Year == last.Year && first.Month == last.Month;
        // "%d": a lone "d" would be the short-date pattern.
        var start = first.ToString(sameMonth ? "%d" : "d MMM" + (first.Year == last.Year ? "" : firstYear), CultureInfo.InvariantCulture);
        return start + " – " + end;
    }

    private static bool IsMidnight(DateTimeOffset at) => at.UtcDateTime.TimeOfDay == TimeSpan.Zero;

    private static bool HasSeconds(DateTimeOffset at) => at.UtcDateTime.TimeOfDay.Ticks % TimeSpan.TicksPerMinute != 0;

    private static DateOnly Date(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static string Format(DateTimeOffset at, string format) => at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
