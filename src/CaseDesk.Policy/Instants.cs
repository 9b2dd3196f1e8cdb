using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>How instants are written: RFC 3339 in UTC for machines, and a short form for people. Always UTC.</summary>
public static class Instants
{
    // RFC 3339 section 5.6; "FFFFFFF" drops trailing zeros and, with none left, the point.
    private const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary><c>2026-11-24T02:03:04Z</c>; a fraction of at most seven digits only when there is one.</summary>
    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(Rfc3339, CultureInfo.InvariantCulture);

    /// <summary>Reads exactly what <see cref="Write"/> writes; false for anything else.</summary>
    public static bool TryRead(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(
            text,
            Rfc3339,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out instant)
        && string.Equals(Write(instant), text, StringComparison.Ordinal);

    /// <summary>For people: <c>2026-11-24 UTC</c> at midnight, else <c>2026-11-24 02:03:04 UTC</c>; to the millisecond, since a half-open period may end one tick after a record.</summary>
    public static string ForPeople(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(
            instant.UtcDateTime.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd 'UTC'" : "yyyy-MM-dd HH:mm:ss.FFF 'UTC'",
            CultureInfo.InvariantCulture);

    /// <summary>The instant <paramref name="days"/> whole days earlier, or the earliest there is.</summary>
    internal static DateTimeOffset DaysBefore(DateTimeOffset instant, int days) =>
        instant.UtcTicks < TimeSpan.TicksPerDay * days
            ? DateTimeOffset.MinValue
            : new DateTimeOffset(instant.UtcTicks - (TimeSpan.TicksPerDay * days), TimeSpan.Zero);

    internal static DateTimeOffset StartOfUtcDay(DateTimeOffset instant) => new(instant.UtcDateTime.Date, TimeSpan.Zero);
}
