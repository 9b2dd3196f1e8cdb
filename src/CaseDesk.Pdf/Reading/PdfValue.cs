using System.Globalization;
using System.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Reading;

/// <summary>A value of the PDF language (ISO 32000-1, 7.3) and how it is written again.</summary>
internal abstract record PdfValue
{
    public abstract void WriteTo(StringBuilder text);

    public sealed override string ToString()
    {
        var text = new StringBuilder();
        WriteTo(text);
        return text.ToString();
    }
}

/// <summary>A keyword: null, true or false.</summary>
internal sealed record PdfKeyword(string Word) : PdfValue
{
    public override void WriteTo(StringBuilder text) => text.Append(Word);
}

internal sealed record PdfNumber(double Value) : PdfValue
{
    public override void WriteTo(StringBuilder text) => text.Append(Value.ToString("0.######", CultureInfo.InvariantCulture));

    /// <summary>The number as a count or place.</summary>
    public long Whole => Value is >= 0 and <= 1L << 50 && Value == Math.Floor(Value)
        ? (long)Value
        : throw new PdfFormatException("A number of the file is not a whole number where one is needed.");
}

internal sealed record PdfName(string Value) : PdfValue
{
    public override void WriteTo(StringBuilder text) => text.Append(PdfSyntax.Name(Value));
}

/// <param name="Bytes">The content.</param>
/// <param name="Start">Place of the opening bracket in the buffer that was parsed.</param>
/// <param name="End">Place behind the closing bracket.</param>
/// <param name="IsHexadecimal">Written between angle brackets.</param>
internal sealed record PdfString(byte[] Bytes, int Start, int End, bool IsHexadecimal) : PdfValue
{
    public override void WriteTo(StringBuilder text) => text.Append('<').Append(Convert.ToHexString(Bytes)).Append('>');

    /// <summary>The text of a text string (7.9.2.2): UTF-16BE with its mark, else Latin-1, which PDFDocEncoding is for ASCII.</summary>
    public string Text => Bytes is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(Bytes.AsSpan(2)) : Encoding.Latin1.GetString(Bytes);
}

internal sealed record PdfReference(int Id) : PdfValue
{
    public override void WriteTo(StringBuilder text) => text.Append(PdfSyntax.Reference(Id));
}

internal sealed record PdfArray(List<PdfValue> Items) : PdfValue
{
    public override void WriteTo(StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < Items.Count; i++)
        {
            if (i > 0)
                text.Append(' ');
            Items[i].WriteTo(text);
        }

        text.Append(']');
    }
}

/// <summary>A dictionary; the order of the keys is kept, so that writing it again changes as little as can be.</summary>
internal sealed record PdfDictionary(List<KeyValuePair<string, PdfValue>> Entries) : PdfValue
{
    public PdfValue? this[string key]
    {
        get
        {
            foreach (var (name, value) in Entries)
            {
                if (name == key)
                    return value;
            }

            return null;
        }
    }

    public void Set(string key, PdfValue value)
    {
        Entries.RemoveAll(entry => entry.Key == key);
        Entries.Add(new(key, value));
    }

    public override void WriteTo(StringBuilder text)
    {
        text.Append("<<");
        foreach (var (key, value) in Entries)
        {
            text.Append(PdfSyntax.Name(key)).Append(' ');
            value.WriteTo(text);
            text.Append(' ');
        }

        text.Append(">>");
    }
}
