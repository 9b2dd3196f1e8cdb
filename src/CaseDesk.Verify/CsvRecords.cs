using System.Text;

namespace CaseDesk.Verify;

/// <summary>Reads RFC 4180: cells parted by commas, records by line ends, quotes doubled inside quoted cells.</summary>
internal static class CsvRecords
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">It is not of this form; the records before were.</exception>
    public static IEnumerable<IReadOnlyList<string>> Read(byte[] csv)
    {
        using var text = new StreamReader(new MemoryStream(csv), Utf8, detectEncodingFromByteOrderMarks: false);
        while (text.Peek() >= 0)
        {
            List<string> cells = [];
            while (!ReadCell(text, cells))
            {
            }

            yield return cells;
        }
    }

    /// <returns>Whether the cell ended its record.</returns>
    private static bool ReadCell(StreamReader text, List<string> cells)
    {
        var cell = new StringBuilder();
        var quoted = text.Peek() == '"';
        if (quoted)
            ReadQuoted(text, cell);
        while (true)
        {
            var next = text.Read();
            var ends = next is < 0 or '\n' || (next == '\r' && text.Peek() == '\n');
            if (ends || next == ',')
            {
                if (next == '\r')
                    text.Read();
                cells.Add(cell.ToString());
                return ends;
            }

            if (quoted || next is '"' or '\r')
                throw new FormatException("a quote or a line end stands where none can be");
            cell.Append((char)next);
        }
    }

    private static void ReadQuoted(StreamReader text, StringBuilder cell)
    {
        text.Read();
        while (true)
        {
            var next = text.Read();
            if (next < 0)
                throw new FormatException("a quoted cell has no end");
            if (next == '"')
            {
                if (text.Peek() != '"')
                    return;
                text.Read();
            }

            cell.Append((char)next);
        }
    }
}
