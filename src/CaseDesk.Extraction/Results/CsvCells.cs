namespace CaseDesk.Extraction.Results;

/// <summary>Cells of data.csv: RFC 4180, and no cell that a spreadsheet would run as a formula.</summary>
internal static class CsvCells
{
    /// <summary>A leading apostrophe for a cell that starts like a formula and is neither <c>-</c> alone, a number nor an E.164 number.</summary>
    public static string Harmless(string value, out bool escaped)
    {
        escaped = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && value != "-" && !IsNumber(value) && !IsE164(value);
        return escaped ? "'" + value : value;
    }

    /// <summary>RFC 4180, 2.5 to 2.7. Spaces at the ends are quoted too, because readers trim them.</summary>
    public static string Quoted(string value) =>
        value.AsSpan().IndexOfAny("\",\r\n") >= 0 || value.Length > 0 && (value[0] == ' ' || value[^1] == ' ')
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;

    // Sign, digits, decimals, exponent: nothing in it can be a name or a call.
    private static bool IsNumber(ReadOnlySpan<char> value)
    {
        var rest = value[0] is '+' or '-' ? value[1..] : value;
        if (!TakeDigits(ref rest))
            return false;
        if (rest.StartsWith("."))
        {
            rest = rest[1..];
            if (!TakeDigits(ref rest))
                return false;
        }

        if (rest.Length > 0 && rest[0] is 'e' or 'E')
        {
            rest = rest[1..];
            if (rest.Length > 0 && rest[0] is '+' or '-')
                rest = rest[1..];
            if (!TakeDigits(ref rest))
                return false;
        }

        return rest.IsEmpty;
    }

    private static bool TakeDigits(ref ReadOnlySpan<char> rest)
    {
        var count = 0;
        while (count < rest.Length && char.IsAsciiDigit(rest[count]))
            count++;
        rest = rest[count..];
        return count > 0;
    }

    // ITU-T E.164: a plus sign and at most fifteen digits, the first not zero.
    private static bool IsE164(ReadOnlySpan<char> value) =>
        value.Length is >= 3 and <= 16 && value[0] == '+' && value[1] is >= '1' and <= '9' && value[1..].IndexOfAnyExceptInRange('0', '9') < 0;
}
