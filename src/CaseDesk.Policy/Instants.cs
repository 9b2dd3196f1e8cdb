using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>Instants as the contract writes them.</summary>
public static class Instants
{
    private static readonly string[] Formats = [.. Enumerable.Range(0, 8).Select(digits => digits == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : $"yyyy-MM-dd'T'HH:mm:ss.{new string('f', digits)}'Z'")];

    /// <summary>RFC 3339 in UTC; a fraction only where there is one, without trailing zeros, at most seven digits.</summary>
    public static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Text"/> writes, and nothing else than UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    /// <summary>The start of the UTC day that holds the instant.</summary>
    public static DateTimeOffset StartOfDay(DateTimeOffset instant) => new(instant.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>The instant <paramref name="days"/> days earlier; the first instant there is rather than an overflow.</summary>
    public static DateTimeOffset DaysBefore(DateTimeOffset instant, int days) =>
        (instant.UtcDateTime - DateTime.MinValue).TotalDays > days ? new DateTimeOffset(instant.UtcDateTime.AddDays(-days), TimeSpan.Zero) : DateTimeOffset.MinValue;

    internal static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    internal static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
