using System.Globalization;
using System.Text;

namespace CaseDesk.Pdf.Reading;

/// <summary>Reads single PDF values (ISO 32000-1, 7.3). Nesting is bounded; anything odd is a <see cref="PdfFormatException"/>.</summary>
internal sealed class PdfParser(byte[] source, int position)
{
    private const int DeepestNesting = 32;

    public int Position { get; private set; } = position;

    /// <summary>Reads "id generation obj value", and the keyword stream if there is one.</summary>
    public (int Id, object? Value) IndirectObject()
    {
        var id = WholeNumber();
        WholeNumber();
        Expect("obj");
        var value = Value();
        SkipSpace();
        if (value is PdfDictionary dictionary && At("stream"))
        {
            Position += 6;
            // 7.3.8.1: CR LF or LF, not CR alone.
            if (Peek() == '\r')
                Position++;
            if (Peek() != '\n')
                throw Bad("The keyword stream has no line end");
            dictionary.StreamStart = ++Position;
        }

        return (id, value);
    }

    public int WholeNumber()
    {
        SkipSpace();
        var start = Position;
        while (char.IsAsciiDigit((char)Peek()))
            Position++;
        return int.TryParse(Encoding.ASCII.GetString(source, start, Math.Min(Position - start, 11)), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Bad("A whole number was expected");
    }

    public object? Value(int depth = 0)
    {
        if (depth > DeepestNesting)
            throw Bad("Values are nested too deeply");
        SkipSpace();
        switch (Peek())
        {
            case '/': return new PdfName(NameText());
            case '(': return LiteralString();
            case '<' when Position + 1 < source.Length && source[Position + 1] == '<': return Dictionary(depth);
            case '<': return HexString();
            case '[': return Array(depth);
        }

        foreach (var (word, value) in ((string, object?)[])[("true", true), ("false", false), ("null", null)])
        {
            if (!At(word))
                continue;
            Position += word.Length;
            return value;
        }

        return NumberOrReference();
    }

    private PdfDictionary Dictionary(int depth)
    {
        var dictionary = new PdfDictionary(source, Position);
        Position += 2;
        while (true)
        {
            SkipSpace();
            if (At(">>"))
            {
                Position += 2;
                dictionary.End = Position;
                return dictionary;
            }

            if (Peek() != '/')
                throw Bad("A key was expected");
            var key = NameText();
            dictionary.Add(key, Value(depth + 1));
        }
    }

    private List<object?> Array(int depth)
    {
        var items = new List<object?>();
        Position++;
        while (true)
        {
            SkipSpace();
            if (Peek() == ']')
            {
                Position++;
                return items;
            }

            items.Add(Value(depth + 1));
        }
    }

    private object NumberOrReference()
    {
        var start = Position;
        while (Peek() is >= '0' and <= '9' or '+' or '-' or '.')
            Position++;
        var text = Encoding.ASCII.GetString(source, start, Math.Min(Position - start, 32));
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var real)
                ? real
                : throw Bad("A value was expected");
        }

        // "12 0 R" is a reference; "12 0" alone are two numbers.
        var after = Position;
        if (whole is >= 0 and <= int.MaxValue && IsSpace(Peek()))
        {
            SkipSpace();
            if (Peek() == '0')
            {
                Position++;
                SkipSpace();
                if (Peek() == 'R')
                {
                    Position++;
                    return new PdfReference((int)whole);
                }
            }
        }

        Position = after;
        return whole;
    }

    private string NameText()
    {
        Position++;
        var name = new StringBuilder();
        while (IsRegular(Peek()))
        {
            var octet = source[Position++];
            if (octet == '#' && Position + 1 < source.Length && char.IsAsciiHexDigit((char)source[Position]) && char.IsAsciiHexDigit((char)source[Position + 1]))
            {
                octet = Convert.ToByte(Encoding.ASCII.GetString(source, Position, 2), 16);
                Position += 2;
            }

            name.Append((char)octet);
        }

        return name.ToString();
    }

    private PdfText8 HexString()
    {
        var start = Position++;
        var digits = new List<byte>();
        while (Peek() != '>')
        {
            var sign = (char)Peek();
            if (char.IsAsciiHexDigit(sign))
                digits.Add((byte)sign);
            else if (!IsSpace(sign))
                throw Bad("A hexadecimal string has another sign in it");
            Position++;
        }

        Position++;
        if (digits.Count % 2 != 0)
            digits.Add((byte)'0');
        return new PdfText8(Convert.FromHexString(Encoding.ASCII.GetString([.. digits])), start, Position);
    }

    // Escapes other than a kept sign are not needed for what our writer makes: they are refused rather than guessed.
    private PdfText8 LiteralString()
    {
        var start = Position++;
        var bytes = new List<byte>();
        while (Peek() != ')')
        {
            var octet = (byte)Peek();
            if (octet == '\\')
            {
                Position++;
                octet = Peek() is '(' or ')' or '\\' ? (byte)Peek() : throw Bad("A string has an escape that this reader does not know");
            }
            else if (octet == '(')
            {
                throw Bad("A string has a bracket in it");
            }

            bytes.Add(octet);
            Position++;
        }

        Position++;
        return new PdfText8([.. bytes], start, Position);
    }

    private void Expect(string word)
    {
        SkipSpace();
        if (!At(word))
            throw Bad($"“{word}” was expected");
        Position += word.Length;
    }

    private bool At(string word) => Position + word.Length <= source.Length
        && source.AsSpan(Position, word.Length).SequenceEqual(Encoding.ASCII.GetBytes(word));

    private int Peek() => Position < source.Length ? source[Position] : throw Bad("The file ends in the middle of a value");

    private void SkipSpace()
    {
        while (Position < source.Length && IsSpace(source[Position]))
            Position++;
    }

    private static bool IsSpace(int sign) => sign is 0 or '\t' or '\n' or '\f' or '\r' or ' ';

    private static bool IsRegular(int sign) => !IsSpace(sign) && sign is not ('(' or ')' or '<' or '>' or '[' or ']' or '{' or '}' or '/' or '%');

    private PdfFormatException Bad(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{what} (at byte {Position})."));
}
