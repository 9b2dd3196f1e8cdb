using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CaseDesk.Policy;

/// <summary>
/// Canonical text of IP addresses (RFC 5952). The framework's parser is not enough: it takes <c>1</c>, <c>0x7f.1</c>
/// and octal <c>010.0.0.1</c>, each of which could name another subscriber than the one who was meant.
/// </summary>
internal static class IpText
{
    // Eight groups of four digits and seven colons, the last two groups written as IPv4.
    private const int Longest = 45;

    public static bool TryCanonical(string text, out string canonical)
    {
        canonical = "";
        if (text.Length > Longest)
        {
            return false;
        }

        if (!text.Contains(':', StringComparison.Ordinal))
        {
            canonical = IsDottedQuad(text) ? text : "";
            return canonical.Length > 0;
        }

        var dotted = text[(text.LastIndexOf(':') + 1)..];
        if (!text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
            || (text.Contains('.', StringComparison.Ordinal) && !IsDottedQuad(dotted))
            || !IPAddress.TryParse(text, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        // A dual-stack listener logs IPv4 clients as ::ffff:a.b.c.d; it is the same subscriber.
        canonical = address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : Compressed(address);
        return true;
    }

    private static bool IsDottedQuad(string text)
    {
        var parts = text.Split('.');

        return parts.Length == 4 && parts.All(part =>
            part.Length is >= 1 and <= 3
            && part.All(char.IsAsciiDigit)
            && (part.Length == 1 || part[0] != '0')
            && int.Parse(part, CultureInfo.InvariantCulture) <= 255);
    }

    // RFC 5952 section 4: lower case, no leading zeros, :: for the longest run of two or more zero groups, the first of equals.
    private static string Compressed(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var groups = new int[8];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = (bytes[2 * i] << 8) | bytes[(2 * i) + 1];
        }

        var (start, length) = LongestZeroRun(groups);
        var text = new StringBuilder();
        for (var i = 0; i < groups.Length; i++)
        {
            if (i == start && length >= 2)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            if (text.Length > 0 && text[^1] != ':')
            {
                text.Append(':');
            }

            text.Append(groups[i].ToString("x", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static (int Start, int Length) LongestZeroRun(int[] groups)
    {
        var best = (Start: -1, Length: 0);
        for (var i = 0; i < groups.Length; i++)
        {
            var length = groups.Skip(i).TakeWhile(group => group == 0).Count();
            if (length > best.Length)
            {
                best = (i, length);
            }
        }

        return best;
    }
}
