using System.Text;
using System.Text.RegularExpressions;

namespace CaseDesk.Extraction;

/// <summary>Cells of data.csv: RFC 4180, and no cell that a spreadsheet would run as a formula (OWASP, "CSV Injection").</summary>
public static partial class CsvCells
{
    /// <summary>Whether a cell gets a leading apostrophe: it starts with =, +, -, @, tab or CR, and is neither <c>-</c> alone, a number nor E.164.</summary>
    public static bool NeedsApostrophe(string value) =>
        value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && value is not "-" && !NumberOrPhone().IsMatch(value);

    /// <summary>Appends one cell.</summary>
    /// <returns>Whether it got an apostrophe.</returns>
    public static bool Append(StringBuilder line, string? value)
    {
        value ??= "";
        var escaped = NeedsApostrophe(value);
        if (escaped)
            value = "'" + value;
        if (value.AsSpan().IndexOfAny("\",\r\n") < 0)
            line.Append(value);
        else
            line.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        return escaped;
    }

    // E.164 (+ and at most 15 digits) is a number too as far as this rule goes.
    [GeneratedRegex(@"\A[+-]?[0-9]+(\.[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberOrPhone();
}
