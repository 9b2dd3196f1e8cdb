using System.Buffers.Text;
using System.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>PDF syntax as it grows, byte by byte: a report of many rows spends its time here.</summary>
internal sealed class ByteText(int capacity = 256)
{
    private byte[] bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public ByteText Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
        return this;
    }

    public ByteText Append(byte value)
    {
        Room(1)[0] = value;
        Length++;
        return this;
    }

    /// <summary>Text whose characters are below 256.</summary>
    public ByteText Append(string text)
    {
        Length += Encoding.Latin1.GetBytes(text, Room(text.Length));
        return this;
    }

    public ByteText Append(int number)
    {
        Utf8Formatter.TryFormat(number, Room(11), out var written);
        Length += written;
        return this;
    }

    /// <summary>A real number with at most three decimals, as <see cref="PdfSyntax.Number"/> spells it.</summary>
    public ByteText Append(double number)
    {
        var thousandths = (long)Math.Round(Math.Round(number, 3) * 1000);
        if (thousandths < 0)
            Append((byte)'-');
        var (whole, rest) = Math.DivRem(Math.Abs(thousandths), 1000);
        Append((int)whole);
        if (rest == 0)
            return this;
        var room = Room(4);
        (room[0], room[1], room[2], room[3]) = ((byte)'.', Digit(rest / 100), Digit(rest / 10 % 10), Digit(rest % 10));
        Length += rest % 10 != 0 ? 4 : rest % 100 != 0 ? 3 : 2;
        return this;
    }

    /// <summary>Four hexadecimal digits.</summary>
    public ByteText AppendHexadecimal(ushort value)
    {
        var room = Room(4);
        for (var i = 3; i >= 0; i--, value >>= 4)
            room[i] = "0123456789ABCDEF"u8[value & 15];
        Length += 4;
        return this;
    }

    public ByteText AppendReference(int id) => Append(id).Append(" 0 R"u8);

    private static byte Digit(long value) => (byte)('0' + value);

    private Span<byte> Room(int count)
    {
        if (Length + count > bytes.Length)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
        return bytes.AsSpan(Length);
    }
}
