using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace CaseDesk.Ledger;

/// <summary>One spelling for each value: what is signed or hashed must not have a second form that also passes.</summary>
internal static class StrictText
{
    /// <summary>UTF-8 without a byte order mark that throws instead of writing U+FFFD.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="LedgerFormatException">The bytes are not UTF-8; it carries <paramref name="code"/>.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string code, string what)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new LedgerFormatException(code, $"{what} is not valid UTF-8.");
        }
    }

    /// <summary>RFC 4648 section 4 with padding, without white space, and with zero pad bits (section 3.5).</summary>
    public static bool TryBase64(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
        {
            bytes = null;
            return false;
        }

        bytes = bytes[..written];
        return string.Equals(Convert.ToBase64String(bytes), text, StringComparison.Ordinal);
    }

    /// <summary>One SHA-256 hash in base64.</summary>
    public static bool TryHash(string text, [NotNullWhen(true)] out byte[]? hash) =>
        TryBase64(text, out hash) && hash.Length == Rfc6962.HashSize;

    /// <summary>ASCII digits without a leading zero (unless the number is 0) that fit a <see cref="long"/>.</summary>
    public static bool TryDecimal(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= 19
            && (text[0] != '0' || text.Length == 1)
            && !text.ContainsAnyExceptInRange('0', '9')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A number as the formats write it.</summary>
    public static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);
}
