using System.Globalization;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Exact parsers for the instants of records. They take no culture, guess no zone and accept no other spelling.</summary>
public static class RecordTimes
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>The instant in UTC, or null when the text is not one in this format. More than seven decimals are cut off.</summary>
    public static DateTimeOffset? Parse(TimeFormat format, string text) => format switch
    {
        TimeFormat.CommonLog => CommonLog(text),
        TimeFormat.Rfc3339 => Rfc3339(text),
        TimeFormat.UnixSeconds => Unix(text, TimeSpan.TicksPerSecond, 7),
        TimeFormat.UnixMilliseconds => Unix(text, TimeSpan.TicksPerMillisecond, 4),
        _ => null,
    };

    /// <summary>Date and time without an offset, spelled as in RFC 3339 otherwise; null for anything else.</summary>
    internal static DateTime? Local(string text) =>
        Rfc3339(text + "Z") is { } instant ? DateTime.SpecifyKind(instant.UtcDateTime, DateTimeKind.Unspecified) : null;

    /// <summary>RFC 3164, 4.1.2: <c>Jun  1 12:30:00</c>; also with a zero before the day, and with decimals.</summary>
    internal static YearlessTime? WithoutYear(ReadOnlySpan<char> text)
    {
        if (text.Length < 15 || text[3] != ' ' || text[6] != ' ' || text[9] != ':' || text[12] != ':')
            return null;
        var month = Months.AsSpan().IndexOf(text[..3], StringComparison.Ordinal);
        var day = text[4] == ' ' ? text.Slice(5, 1) : text.Slice(4, 2);
        if (month < 0 || month % 3 != 0 || !Number(day, out var date) || !Number(text.Slice(7, 2), out var hour) || !Number(text.Slice(10, 2), out var minute) || !Number(text.Slice(13, 2), out var second))
            return null;
        var ticks = 0L;
        if (text.Length > 15 && (text[15] != '.' || !Decimals(text[16..], 7, out ticks)))
            return null;
        return hour > 23 || minute > 59 || second > 60 ? null : new YearlessTime(month / 3 + 1, date, hour, minute, second, ticks);
    }

    // No sign but minus, no exponent, no spaces.
    private static DateTimeOffset? Unix(ReadOnlySpan<char> text, long unit, int digits)
    {
        var negative = text.StartsWith("-");
        var rest = negative ? text[1..] : text;
        var point = rest.IndexOf('.');
        var whole = point < 0 ? rest : rest[..point];
        var fraction = 0L;
        if (whole.Length is 0 or > 15 || point >= 0 && !Decimals(rest[(point + 1)..], digits, out fraction))
            return null;
        var number = 0L;
        foreach (var c in whole)
        {
            if (!char.IsAsciiDigit(c))
                return null;
            number = number * 10 + (c - '0');
        }

        if (number > DateTime.MaxValue.Ticks / unit)
            return null;
        var ticks = DateTime.UnixEpoch.Ticks + (number * unit + fraction) * (negative ? -1 : 1);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    // The first digits of a fraction; more are cut off.
    private static bool Decimals(ReadOnlySpan<char> text, int digits, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.IndexOfAnyExceptInRange('0', '9') >= 0)
            return false;
        for (var i = 0; i < digits; i++)
            value = value * 10 + (i < text.Length ? text[i] - '0' : 0);
        return true;
    }

    /// <summary>How instants are written in frames and manifests: RFC 3339, UTC, as many decimals as needed.</summary>
    public static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    // 17/May/2015:10:05:03 +0000
    private static DateTimeOffset? CommonLog(ReadOnlySpan<char> text)
    {
        if (text.Length != 26 || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':' || text[20] != ' ')
            return null;
        var month = Months.AsSpan().IndexOf(text.Slice(3, 3), StringComparison.Ordinal);
        if (month < 0 || month % 3 != 0)
            return null;
        return Number(text[22..24], out var offsetHours) && Number(text[24..26], out var offsetMinutes)
            ? Instant(text.Slice(7, 4), month / 3 + 1, text[..2], text.Slice(12, 2), text.Slice(15, 2), text.Slice(18, 2), 0, text[21], offsetHours, offsetMinutes)
            : null;
    }

    // RFC 3339, 5.6: 2026-06-01T12:30:00.123Z; "T" and "Z" may be in lower case, and a space may stand for "T".
    private static DateTimeOffset? Rfc3339(ReadOnlySpan<char> text)
    {
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':' || text[16] != ':')
            return null;
        if (!Number(text.Slice(5, 2), out var month))
            return null;

        var rest = text[19..];
        long ticks = 0;
        if (rest[0] == '.')
        {
            var decimals = 1;
            while (decimals < rest.Length && char.IsAsciiDigit(rest[decimals]))
                decimals++;
            if (decimals == 1 || decimals == rest.Length)
                return null;
            for (var i = 1; i <= 7; i++)
                ticks = ticks * 10 + (i < decimals ? rest[i] - '0' : 0);
            rest = rest[decimals..];
        }

        if (rest is "Z" or "z")
            return Instant(text[..4], month, text.Slice(8, 2), text.Slice(11, 2), text.Slice(14, 2), text.Slice(17, 2), ticks, '+', 0, 0);
        if (rest.Length != 6 || rest[3] != ':' || !Number(rest[1..3], out var offsetHours) || !Number(rest[4..6], out var offsetMinutes))
            return null;
        return Instant(text[..4], month, text.Slice(8, 2), text.Slice(11, 2), text.Slice(14, 2), text.Slice(17, 2), ticks, rest[0], offsetHours, offsetMinutes);
    }

    private static DateTimeOffset? Instant(
        ReadOnlySpan<char> yearText, int month, ReadOnlySpan<char> dayText, ReadOnlySpan<char> hourText, ReadOnlySpan<char> minuteText, ReadOnlySpan<char> secondText,
        long ticks, char sign, int offsetHours, int offsetMinutes)
    {
        if (!Number(yearText, out var year) || !Number(dayText, out var day) || !Number(hourText, out var hour) || !Number(minuteText, out var minute) || !Number(secondText, out var second))
            return null;
        if (sign is not ('+' or '-') || offsetHours > 23 || offsetMinutes > 59 || hour > 23 || minute > 59 || second > 60 || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;

        // A leap second (RFC 3339, appendix D) has no place on the .NET time line: it counts as the last instant of its minute.
        if (second == 60)
            (second, ticks) = (59, TimeSpan.TicksPerSecond - 1);

        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).Ticks + ticks;
        var offset = (offsetHours * 60 + offsetMinutes) * TimeSpan.TicksPerMinute * (sign == '-' ? -1 : 1);
        var utc = local - offset;
        return utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(utc, TimeSpan.Zero);
    }

    private static bool Number(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            value = value * 10 + (c - '0');
        }

        return text.Length > 0;
    }
}

/// <summary>What RFC 3164 records of an instant.</summary>
/// <param name="Ticks">Below the second.</param>
internal readonly record struct YearlessTime(int Month, int Day, int Hour, int Minute, int Second, long Ticks)
{
    /// <summary>Where in a year it lies, to tell years apart only: in a year without a 29th of February that is the 1st of March. Null for no day of any year.</summary>
    public DateTime? About(int year) => (this with { Second = Math.Min(Second, 59) }).In(year) ?? (Month == 2 && Day == 29 ? (this with { Month = 3, Day = 1, Second = Math.Min(Second, 59) }).In(year) : null);

    /// <summary>Null where the year has no such day.</summary>
    public DateTime? In(int year)
    {
        if (year is < 1 or > 9999 || Day < 1 || Day > DateTime.DaysInMonth(year, Month))
            return null;
        // A leap second counts as the last instant of its minute, as elsewhere.
        return Second == 60
            ? new DateTime(year, Month, Day, Hour, Minute, 59).AddTicks(TimeSpan.TicksPerSecond - 1)
            : new DateTime(year, Month, Day, Hour, Minute, Second).AddTicks(Ticks);
    }
}
