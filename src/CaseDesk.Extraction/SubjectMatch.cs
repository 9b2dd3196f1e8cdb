using System.Net;
using System.Net.Sockets;

namespace CaseDesk.Extraction;

/// <summary>When a record's value names the same subject as a planned identifier. The one place that knows; worker and gate both ask here.</summary>
public static class SubjectMatch
{
    /// <summary>
    /// The text by which two spellings of one identifier are equal, or null when the value is not an identifier of the type.
    /// IP: RFC 5952 text with IPv4-mapped addresses folded to IPv4; an IPv4 spelling other than four plain decimals is nobody's
    /// (inet_aton reads <c>010.1.1.1</c> as octal, people do not). E-mail: domain in lower case (ASCII letters only: the sign for Kelvin is no k), local part as it stands (RFC 5321, 2.4).
    /// Phone: the digits of an E.164 number, with or without plus sign and separators. Account and device: ordinal.
    /// </summary>
    /// <param name="foldCase">True where the source treats upper and lower case alike: ASCII letters then count as lower case (others stay, for there tables differ).</param>
    public static string? Normalise(string type, string value, bool foldCase = false)
    {
        var normal = type switch
        {
            "ip" => Address(value),
            "email" => Mail(value),
            "phone" => Phone(value),
            _ => value.Length == 0 ? null : value,
        };
        return foldCase && normal is not null ? AsciiLower(normal) : normal;
    }

    private static string AsciiLower(string value) => string.Create(value.Length, value, (lower, original) =>
    {
        for (var i = 0; i < lower.Length; i++)
            lower[i] = char.IsAsciiLetterUpper(original[i]) ? (char)(original[i] | 0x20) : original[i];
    });

    private static string? Address(string value)
    {
        // A zone names an interface of one machine: such an address is not the one that the order names.
        if (value.Contains('%', StringComparison.Ordinal) || value.Contains('[', StringComparison.Ordinal) || value.Contains('/', StringComparison.Ordinal))
            return null;
        if (!IPAddress.TryParse(value, out var address))
            return null;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return string.Equals(address.ToString(), value, StringComparison.Ordinal) ? value : null;
        // The framework takes ::ffff:192.0.2.07 too (RFC 4291, 2.2, has decimal values there, as RFC 3986 does without leading zeros).
        if (value.Contains('.', StringComparison.Ordinal) && Address(value[(value.LastIndexOf(':') + 1)..]) is null)
            return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString();
    }

    private static string? Mail(string value)
    {
        var at = value.LastIndexOf('@');
        return at < 1 || at == value.Length - 1 ? null : string.Concat(value.AsSpan(0, at + 1), AsciiLower(value[(at + 1)..]));
    }

    private static string? Phone(string value)
    {
        Span<char> digits = stackalloc char[15];
        var count = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsAsciiDigit(c))
            {
                if (count == digits.Length)
                    return null;
                digits[count++] = c;
            }
            else if (!(c == '+' && i == 0) && c is not (' ' or '-' or '.' or '(' or ')'))
            {
                return null;
            }
        }

        // E.164: no leading zero; shorter numbers are short codes, which name nobody.
        return count < 7 || digits[0] == '0' ? null : new string(digits[..count]);
    }
}
