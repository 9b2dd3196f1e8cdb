using System.Buffers;
using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>
/// One spelling for each identifier, so that the demand and the record can be compared byte by byte. The scope
/// engine, the plan compiler and the collectors all use this and nothing else.
/// </summary>
public static class IdentifierText
{
    /// <summary>Longest account or device id, in characters.</summary>
    public const int LongestAccount = 128;

    // RFC 5321 section 4.5.3.1: local part 64 octets, path 256 with its angle brackets.
    private const int LongestLocalPart = 64;
    private const int LongestEmail = 254;

    // RFC 5322 section 3.2.3: atext, and the dot that joins atoms.
    private static readonly SearchValues<char> DotAtom =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.");

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private static readonly SearchValues<char> HostName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Brings an identifier into its one spelling.</summary>
    /// <param name="type">Identifier type of the contract.</param>
    /// <param name="value">As written; space around it is ignored.</param>
    /// <param name="normalised">The one spelling, or empty.</param>
    /// <param name="problem">Empty, or one sentence for the person who typed it.</param>
    /// <returns>True when the value is an identifier of that type. Never throws.</returns>
    public static bool TryNormalise(string? type, string? value, out string normalised, out string problem)
    {
        var text = (value ?? "").Trim();
        (normalised, problem) = text.Length == 0
            ? ("", "The identifier is empty.")
            : type switch
            {
                "ip" => Ip(text),
                "email" => Email(text),
                "account" => Printable(text, "An account"),
                "device" => Printable(text, "A device id"),
                "phone" => Phone(text),
                _ => ("", "The identifier type is not one of account, phone, email, ip, device."),
            };

        return problem.Length == 0;
    }

    private static (string Normalised, string Problem) Ip(string text) =>
        IpText.TryCanonical(text, out var canonical)
            ? (canonical, "")
            : ("", "An IP address is four decimal numbers without leading zeros, or IPv6 without a zone; no port, no prefix length.");

    private static (string Normalised, string Problem) Phone(string text) =>
        text.Length is >= 9 and <= 16 && text[0] == '+' && text[1] != '0' && !text.AsSpan(1).ContainsAnyExcept(Digits)
            ? (text, "")
            : ("", "A phone number is written in E.164: + and 8 to 15 digits, country code first.");

    private static (string Normalised, string Problem) Printable(string text, string what) =>
        text.Length <= LongestAccount && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? (text, "")
            : ("", $"{what} is at most {LongestAccount} printable ASCII characters without spaces.");

    private static (string Normalised, string Problem) Email(string text)
    {
        const string Shape = "An e-mail address is one bare address, name@domain, without display name, comment or quotes.";
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at > LongestLocalPart || text.Length > LongestEmail)
        {
            return ("", Shape);
        }

        var local = text.AsSpan(0, at);
        if (local.ContainsAnyExcept(DotAtom) || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
        {
            return ("", Shape);
        }

        return TryDomain(text[(at + 1)..], out var domain) && at + 1 + domain.Length <= LongestEmail
            ? ($"{local}@{domain}", "")
            : ("", "The domain of the e-mail address is not a domain name.");
    }

    // The A-label is the form that DNS and mail servers compare (RFC 5890 section 2.3.2.1).
    private static bool TryDomain(string text, out string domain)
    {
        domain = "";
        try
        {
            var ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text).ToLowerInvariant();
            var labels = ascii.Split('.');
            if (labels.Length < 2 || !labels.All(IsHostLabel) || labels[^1].All(char.IsAsciiDigit))
            {
                return false;
            }

            domain = ascii;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsHostLabel(string label) =>
        label.Length is >= 1 and <= 63 && label[0] != '-' && label[^1] != '-' && !label.AsSpan().ContainsAnyExcept(HostName);
}
