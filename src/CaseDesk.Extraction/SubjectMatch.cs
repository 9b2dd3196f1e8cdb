using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Whether a record's key is a planned subject: both sides are brought to one form and compared ordinally.</summary>
public static class SubjectMatch
{
    /// <summary>The one form of an identifier; null where the text is no identifier of that type, which then matches nothing.</summary>
    /// <param name="type">Identifier type of the contract: account, phone, email, ip, device.</param>
    public static string? Normalise(string type, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        return type switch
        {
            "ip" => Address(value),
            "email" => Email(value),
            "phone" => Phone(value),
            "account" or "device" => value,
            _ => null,
        };
    }

    /// <param name="planned">The subject of the plan, whose value may stand in any spelling.</param>
    /// <param name="found">The record's value.</param>
    public static bool IsSame(PlannedSubject planned, string? found) =>
        Normalise(planned.Type, found) is { } value && string.Equals(value, Normalise(planned.Type, planned.Value), StringComparison.Ordinal);

    /// <summary>Whether a record's port is the planned one.</summary>
    public static bool IsPort(int planned, string? found) =>
        int.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port == planned;

    /// <summary>Whether a line that cannot be read may be a subject's. It errs to yes: it only counts, it selects nothing.</summary>
    public static bool Possibly(IReadOnlyList<PlannedSubject> subjects, ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return true;

        // System.Text.Json and others write + and non-ASCII as \u00XX; an address can be mapped (::ffff:…) or spelled in many ways.
        if (line.IndexOf("\\u00"u8) >= 0 || line.IndexOf("ffff:"u8) >= 0 || line.IndexOf("FFFF:"u8) >= 0)
            return true;
        foreach (var subject in subjects)
        {
            var literal = subject.Type switch
            {
                "ip" => subject.Value.Contains(':', StringComparison.Ordinal) ? "" : subject.Value,
                "account" or "device" => LongestRun(subject.Value),
                _ => "",
            };
            if (line.IndexOf(Encoding.UTF8.GetBytes(literal)) >= 0)
                return true;
        }

        return false;
    }

    private static string? Address(string value)
    {
        // Zones name an interface of one machine; brackets and short forms such as 10.1 are not what logs mean by an address.
        if (value.AsSpan().IndexOfAny('%', '[', ']') >= 0 || !IPAddress.TryParse(value, out var address))
            return null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        var text = address.ToString();
        return address.AddressFamily == AddressFamily.InterNetwork && !string.Equals(text, value, StringComparison.Ordinal) ? null : text;
    }

    private static string? Email(string value)
    {
        // RFC 5321 section 2.4: only the domain is free of case.
        var at = value.LastIndexOf('@');
        return at > 0 && at < value.Length - 1 ? value[..(at + 1)] + value[(at + 1)..].ToLowerInvariant() : null;
    }

    private static string? Phone(string value)
    {
        // E.164 is at most 15 digits; the signs are the visual separators of RFC 3966.
        var digits = new StringBuilder(16);
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c))
                digits.Append(c);
            else if (c is not ('+' or ' ' or '-' or '.' or '(' or ')'))
                return null;
        }

        return digits.Length is > 4 and <= 15 ? digits.ToString() : null;
    }

    private static string LongestRun(string value)
    {
        var (best, start) = ("", 0);
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && char.IsAsciiLetterOrDigit(value[i]))
                continue;
            if (i - start > best.Length)
                best = value[start..i];
            start = i + 1;
        }

        return best;
    }
}
