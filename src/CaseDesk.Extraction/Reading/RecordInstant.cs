using System.Globalization;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>The instant of a record. A time without an offset names no instant and is refused.</summary>
public static class RecordInstant
{
    private static readonly string[] _rfc3339 =
    [
        .. Enumerable.Range(0, 8).Select(digits => $"yyyy'-'MM'-'dd'T'HH':'mm':'ss{(digits == 0 ? "" : "'.'" + new string('f', digits))}zzz"),
    ];

    /// <summary>Reads an instant as UTC. Digits beyond 100 ns are cut, never rounded up into the next window.</summary>
    public static bool TryParse(TimeFormat format, string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length is < 20 or > 40)
            return false;
        var read = format == TimeFormat.CommonLog ? CommonLog(text, out instant) : Rfc3339(text, out instant);
        instant = instant.ToUniversalTime();
        return read;
    }

    private static bool CommonLog(string text, out DateTimeOffset instant)
    {
        instant = default;
        // strftime %d/%b/%Y:%H:%M:%S %z: the runtime wants a colon in the offset.
        return text.Length == 26 && text[21] is '+' or '-'
            && DateTimeOffset.TryParseExact(text.Insert(24, ":"), "dd'/'MMM'/'yyyy':'HH':'mm':'ss' 'zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    private static bool Rfc3339(string text, out DateTimeOffset instant)
    {
        instant = default;
        // RFC 3339 section 5.6 allows lower-case t and z; -00:00 (unknown offset) still names an instant.
        var value = text.ToUpperInvariant();
        if (value.EndsWith('Z'))
            value = value[..^1] + "+00:00";
        var dot = value.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < value.Length && char.IsAsciiDigit(value[end]))
                end++;
            if (end - dot > 8)
                value = value.Remove(dot + 8, end - dot - 8);
        }

        return DateTimeOffset.TryParseExact(value, _rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }
}
