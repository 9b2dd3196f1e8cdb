using System.Text;

namespace CaseDesk.Pdf.Reading;

/// <summary>A name, without its slash and with #xx resolved (ISO 32000-1, 7.3.5).</summary>
internal sealed record PdfName(string Value);

/// <summary>A reference to an indirect object (7.3.10).</summary>
internal sealed record PdfReference(int Id);

/// <summary>A string and where it stands in its source, delimiters included (7.3.4).</summary>
internal sealed record PdfText8(byte[] Bytes, int Start, int End)
{
    /// <summary>The text: UTF-16BE if it says so, else Latin-1, which agrees with PDFDocEncoding for what we write.</summary>
    public string Text => Bytes is [0xFE, 0xFF, ..]
        ? Encoding.BigEndianUnicode.GetString(Bytes, 2, Bytes.Length - 2)
        : Encoding.Latin1.GetString(Bytes);
}

/// <summary>
/// A dictionary, and where it stands in its source. Values are <see cref="PdfName"/>, <see cref="PdfReference"/>,
/// <see cref="PdfText8"/>, <see cref="PdfDictionary"/>, <see cref="List{T}"/> for arrays, <see cref="long"/>,
/// <see cref="double"/>, <see cref="bool"/> or null.
/// </summary>
internal sealed class PdfDictionary(byte[] source, int start)
{
    private readonly Dictionary<string, object?> entries = new(StringComparer.Ordinal);

    public int Start => start;

    /// <summary>Behind the closing brackets.</summary>
    public int End { get; set; }

    /// <summary>Behind the keyword <c>stream</c> and its line end; null if no stream follows.</summary>
    public int? StreamStart { get; set; }

    public byte[] Source => source;

    public object? this[string key] => entries.GetValueOrDefault(key);

    // A key that comes twice is read one way by one reader and another way by the next: not in a file that is evidence.
    public void Add(string key, object? value)
    {
        if (!entries.TryAdd(key, value))
            throw new PdfFormatException($"A dictionary at byte {start} has the key {key} twice.");
    }

    public bool Has(string key) => entries.ContainsKey(key);

    /// <summary>The text of the dictionary as it stands in the file.</summary>
    public string Raw => Encoding.Latin1.GetString(source, start, End - start);

    public string? Name(string key) => (this[key] as PdfName)?.Value;

    public long Integer(string key) => this[key] is long value ? value : throw new PdfFormatException($"{key} is missing or not a whole number.");
}
