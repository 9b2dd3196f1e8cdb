using System.Globalization;
using System.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>The spelling of PDF values (ISO 32000-1, 7.3).</summary>
internal static class PdfSyntax
{
    // ISO 19005-3, 6.1.13: a string is at most 32,767 bytes.
    private const int LongestText = 16_000;

    /// <summary>A real number with at most three decimals: a thousandth of a point is far below what any device shows.</summary>
    public static string Number(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A text string as UTF-16BE with a byte order mark, in hexadecimal: no escape rules, no encoding guesses (7.9.2.2).</summary>
    /// <exception cref="ArgumentException">It is longer than PDF/A allows a string to be.</exception>
    public static string TextString(string value)
    {
        if (value.Length > LongestText)
            throw new ArgumentException("A title, description or reason is longer than a PDF/A string may be.", nameof(value));
        var text = new StringBuilder("<FEFF", 6 + value.Length * 4);
        foreach (var unit in value)
            text.Append(((int)unit).ToString("X4", CultureInfo.InvariantCulture));
        return text.Append('>').ToString();
    }

    /// <summary>A name; everything but letters, digits and a few safe signs is written as #xx (7.3.5).</summary>
    public static string Name(string value)
    {
        var text = new StringBuilder("/", value.Length + 8);
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'.' or (byte)'-' or (byte)'_' or (byte)'+')
                text.Append((char)octet);
            else
                text.Append('#').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>A date in UTC (7.9.4). The apostrophes of a numeric offset are read differently by readers; Z is not.</summary>
    public static string Date(DateTimeOffset instant) =>
        "(D:" + instant.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "Z)";

    public static string Reference(int id) => string.Create(CultureInfo.InvariantCulture, $"{id} 0 R");

    public static string References(IEnumerable<int> ids) => string.Join(' ', ids.Select(Reference));
}
