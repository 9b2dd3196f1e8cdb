using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;

namespace CaseDesk.Extraction.Generating;

/// <summary>Lines on their way into a stream, in one array that is handed on when it is nearly full.</summary>
internal sealed class RecordBuffer(Stream output)
{
    // A line of hostile content is far below it, however it is escaped.
    private const int LongestLine = 64 * 1024;

    private static readonly SearchValues<byte> NotInJson = SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\', 127]);
    private static readonly SearchValues<byte> NotInQuotes = NotInJson;
    private static readonly SearchValues<byte> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);
    private static readonly SearchValues<byte> QuotedInCsv = SearchValues.Create(",\"\r\n "u8);

    private readonly byte[] bytes = new byte[16 * LongestLine];
    private int at;
    private int lineStart;

    /// <summary>Where the line may be cut so that no reader can take what is left for a record.</summary>
    public int SafeCut { get; private set; }

    public int LineLength => at - lineStart;

    public void BeginLine()
    {
        if (at > bytes.Length - (2 * LongestLine))
            Flush();
        lineStart = at;
    }

    public void MarkSafeCut() => SafeCut = at - lineStart;

    public void Flush()
    {
        output.Write(bytes, 0, at);
        (at, lineStart) = (0, 0);
    }

    public void Add(byte one) => bytes[at++] = one;

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(bytes.AsSpan(at));
        at += text.Length;
    }

    public void AddNumber(int number)
    {
        number.TryFormat(bytes.AsSpan(at), out var written, default, CultureInfo.InvariantCulture);
        at += written;
    }

    /// <summary>HH:mm:ss</summary>
    public void AddTimeOfDay(int seconds)
    {
        AddTwo(seconds / 3600);
        Add((byte)':');
        AddTwo(seconds / 60 % 60);
        Add((byte)':');
        AddTwo(seconds % 60);
    }

    public void AddMilliseconds(int milliseconds)
    {
        Add((byte)('0' + (milliseconds / 100)));
        AddTwo(milliseconds % 100);
    }

    /// <summary>RFC 8259, 7. <paramref name="isSpelledOut"/>: everything that System.Text.Json escapes by default, "+" among it.</summary>
    public void AddJsonText(ReadOnlySpan<byte> text, bool isSpelledOut)
    {
        if (!isSpelledOut && text.IndexOfAny(NotInJson) < 0)
        {
            Add(text);
            return;
        }

        var encoder = isSpelledOut ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        if (encoder.EncodeUtf8(text, bytes.AsSpan(at), out _, out var written) != OperationStatus.Done)
            throw new InvalidOperationException("A value is not UTF-8, or longer than a line.");
        at += written;
    }

    /// <summary>RFC 4180, 2. An empty text is quoted, so that it is not taken for nothing.</summary>
    public void AddCsvField(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text.IndexOfAny(QuotedInCsv) < 0)
        {
            Add(text);
            return;
        }

        Add((byte)'"');
        foreach (var one in text)
        {
            if (one == '"')
                Add(one);
            Add(one);
        }

        Add((byte)'"');
    }

    /// <summary>As httpd writes it between quotes (mod_log_config): \" and \\, \n and its like, everything else that does not print as \xhh.</summary>
    public void AddQuotedText(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny(NotInQuotes) < 0)
        {
            Add(text);
            return;
        }

        foreach (var one in text)
        {
            switch (one)
            {
                case (byte)'"' or (byte)'\\': Add((byte)'\\'); Add(one); break;
                case (byte)'\n': Add("\\n"u8); break;
                case (byte)'\r': Add("\\r"u8); break;
                case (byte)'\t': Add("\\t"u8); break;
                case < 32 or 127: Add("\\x"u8); AddHex(one, "0123456789abcdef"u8); break;
                default: Add(one); break;
            }
        }
    }

    /// <summary>RFC 3986, 2.1.</summary>
    public void AddPercentEncoded(ReadOnlySpan<byte> text)
    {
        foreach (var one in text)
        {
            if (Unreserved.Contains(one))
            {
                Add(one);
                continue;
            }

            Add((byte)'%');
            AddHex(one, "0123456789ABCDEF"u8);
        }
    }

    /// <summary>Behind the line that was just written, a damaged copy of it.</summary>
    public void AddDamaged(Damage damage, ref Chance chance, ReadOnlySpan<byte> lineEnd)
    {
        var line = bytes.AsSpan(lineStart, LineLength - lineEnd.Length);
        var half = SafeCut / 2;
        var place = half + chance.Below(SafeCut - half);
        switch (damage)
        {
            case Damage.Truncated:
                Add(line[..place]);
                break;
            // Never part of UTF-8 (RFC 3629).
            case Damage.BadUtf8:
                Insert(line, place, 0xFF);
                break;
            case Damage.Nul:
                Insert(line, place, 0);
                break;
            default:
                for (var i = 20 + chance.Below(60); i > 0; i--)
                    Add((byte)(0x80 + chance.Below(0x80)));
                break;
        }

        Add(lineEnd);
    }

    private void Insert(ReadOnlySpan<byte> line, int place, byte one)
    {
        Add(line[..place]);
        Add(one);
        Add(line[place..]);
    }

    private void AddTwo(int number)
    {
        Add((byte)('0' + (number / 10)));
        Add((byte)('0' + (number % 10)));
    }

    private void AddHex(byte one, ReadOnlySpan<byte> digits)
    {
        Add(digits[one >> 4]);
        Add(digits[one & 15]);
    }
}
