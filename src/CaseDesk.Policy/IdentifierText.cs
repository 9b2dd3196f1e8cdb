using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CaseDesk.Policy;

/// <summary>
/// One spelling for each identifier. What an order names and what a record holds pass through the same door,
/// so that two spellings of one address never look like two subjects.
/// </summary>
public static class IdentifierText
{
    private const int LongestAccount = 128;
    private const int LongestEmail = 254; // RFC 5321, 4.5.3.1.3, without the angle brackets

    /// <summary>Brings an identifier into its one spelling.</summary>
    /// <param name="type">Identifier type of the contract.</param>
    /// <param name="value">As written in the order or found in the record.</param>
    /// <param name="normalised">The one spelling; empty when the answer is false.</param>
    /// <param name="problem">What is wrong and what is expected; empty when the answer is true.</param>
    /// <returns>False when the text is no identifier of that type.</returns>
    public static bool TryNormalise(string? type, string? value, out string normalised, out string problem)
    {
        var text = value?.Trim() ?? "";
        var result = type switch
        {
            "ip" => Ip(text),
            "email" => Email(text),
            "phone" => Phone(text),
            "account" or "device" => Token(text),
            _ => null,
        };
        normalised = result ?? "";
        problem = result is not null ? "" : type switch
        {
            "ip" => "An IP address such as 198.51.100.7 or 2001:db8::7, without port, zone or prefix length.",
            "email" => "One e-mail address such as ana@example.org, without a display name.",
            "phone" => "A phone number with its country code, + and 8 to 15 digits: +12175550100.",
            "account" or "device" => "Printable ASCII without spaces, at most 128 characters.",
            _ => "The type is one of account, phone, email, ip, device.",
        };
        return result is not null;
    }

    /// <summary>RFC 5952 text; an IPv4-mapped IPv6 address is its IPv4 address (RFC 4291, 2.5.5.2).</summary>
    private static string? Ip(string text)
    {
        var isV6 = text.Contains(':', StringComparison.Ordinal);
        if (text.Length > 45 || (!isV6 && !IsDottedQuad(text)) || text.AsSpan().ContainsAny("%[]/")) return null;
        if (!IPAddress.TryParse(text, out var address)) return null;
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : Rfc5952(address);
    }

    /// <summary>Four decimal numbers without leading zeros: the runtime also reads octal, hexadecimal and short forms, which people write by mistake only.</summary>
    private static bool IsDottedQuad(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is >= 1 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0')
            && int.Parse(p, CultureInfo.InvariantCulture) <= 255);
    }

    /// <summary>RFC 5952, 4: lower case, no leading zeros, the first longest run of two or more zero groups as <c>::</c>. The runtime mixes in dotted quads for some ranges, so it is written here.</summary>
    private static string Rfc5952(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var groups = Enumerable.Range(0, 8).Select(i => (bytes[2 * i] << 8) | bytes[(2 * i) + 1]).ToArray();
        var (start, length) = (-1, 1);
        for (var i = 0; i < 8; i++)
        {
            var run = groups.Skip(i).TakeWhile(g => g == 0).Count();
            if (run > length) (start, length) = (i, run);
        }
        static string Text(IEnumerable<int> part) => string.Join(':', part.Select(g => g.ToString("x", CultureInfo.InvariantCulture)));
        return start < 0 ? Text(groups) : $"{Text(groups.Take(start))}::{Text(groups.Skip(start + length))}";
    }

    /// <summary>RFC 5321 mailbox with a dot-string local part. The domain is folded to its lower-case A-label; the local part belongs to the provider and is kept as it is.</summary>
    private static string? Email(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.Length > LongestEmail) return null;
        var local = text[..at];
        if (local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal) || !local.All(IsAtomCharacter)) return null;
        if (!TryDomain(text[(at + 1)..], out var domain) || at + 1 + domain.Length > LongestEmail) return null;
        return $"{local}@{domain}";
    }

    private static bool IsAtomCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);

    private static bool TryDomain(string text, out string domain)
    {
        domain = "";
        try
        {
            domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false;
        }
        var labels = domain.Split('.');
        return domain.Length <= 253 && labels.Length >= 2 && labels.All(l => l.Length is >= 1 and <= 63 && l.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && l[0] != '-' && l[^1] != '-');
    }

    /// <summary>The shape of E.164 only; whether the number can exist is asked where the number tables are.</summary>
    private static string? Phone(string text) =>
        text.Length is >= 9 and <= 16 && text[0] == '+' && text[1] != '0' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 ? text : null;

    private static string? Token(string text) =>
        text.Length is >= 1 and <= LongestAccount && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 ? text : null;
}
