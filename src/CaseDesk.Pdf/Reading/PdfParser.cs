using System.Globalization;
using System.Text;

namespace CaseDesk.Pdf.Reading;

/// <summary>Parses values out of a buffer. Bounded in depth; everything unexpected is a <see cref="PdfFormatException"/>.</summary>
internal sealed class PdfParser(ReadOnlyMemory<byte> buffer, int start)
{
    private const int Deepest = 32;
    private const int LongestNumber = 24;

    private int depth;

    /// <summary>Where the parser stands.</summary>
    public int Place { get; private set; } = start is >= 0 && start <= buffer.Length
        ? start
        : throw new PdfFormatException("The file points to a place outside itself.");

    public PdfValue Value()
    {
        SkipSpace();
        return Peek() switch
        {
            '<' when Peek(1) == '<' => Dictionary(),
            '<' => HexadecimalString(),
            '(' => LiteralString(),
            '[' => Array(),
            '/' => new PdfName(Name()),
            >= '0' and <= '9' or '+' or '-' or '.' => NumberOrReference(),
            >= 'a' and <= 'z' => new PdfKeyword(Keyword()),
            _ => throw Bad("a value"),
        };
    }

    /// <summary>Takes a word if it comes next.</summary>
    /// <remarks>One that begins with a line end is taken only where it stands.</remarks>
    public bool Take(string word)
    {
        if (word[0] != '\n')
            SkipSpace();
        var rest = buffer.Span[Place..];
        if (rest.Length < word.Length)
            return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (rest[i] != word[i])
                return false;
        }

        Place += word.Length;
        return true;
    }

    public void Expect(string word)
    {
        if (!Take(word))
            throw Bad($"“{word.Trim('\n')}”");
    }

    public int WholeNumber()
    {
        SkipSpace();
        return Number().Whole is var value and <= int.MaxValue ? (int)value : throw Bad("a smaller number");
    }

    /// <summary>The line end behind the word stream: CR LF or LF (7.3.8.1).</summary>
    public void SkipStreamLineEnd()
    {
        if (Peek() == '\r')
            Place++;
        if (Peek() != '\n')
            throw Bad("a line end");
        Place++;
    }

    private PdfDictionary Dictionary()
    {
        Enter();
        Place += 2;
        var entries = new List<KeyValuePair<string, PdfValue>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            SkipSpace();
            if (Peek() == '>' && Peek(1) == '>')
                break;
            if (Peek() != '/')
                throw Bad("a key");
            var key = Name();
            // Two values for one key is how one file is made to say two things to two readers.
            if (!keys.Add(key))
                throw new PdfFormatException($"A dictionary of the file has the key {key} twice.");
            entries.Add(new(key, Value()));
        }

        Place += 2;
        depth--;
        return new PdfDictionary(entries);
    }

    private PdfArray Array()
    {
        Enter();
        Place++;
        var items = new List<PdfValue>();
        while (true)
        {
            SkipSpace();
            if (Peek() == ']')
                break;
            items.Add(Value());
        }

        Place++;
        depth--;
        return new PdfArray(items);
    }

    private PdfString HexadecimalString()
    {
        var open = Place;
        var length = buffer.Span[Place..].IndexOf((byte)'>');
        if (length < 0)
            throw Bad("the end of a string");
        var digits = buffer.Span.Slice(Place + 1, length - 1);
        Place += length + 1;
        // This writer leaves no space between digits and never an odd one; what differs is not its own.
        try
        {
            return new PdfString(Convert.FromHexString(Encoding.Latin1.GetString(digits)), open, Place, IsHexadecimal: true);
        }
        catch (FormatException)
        {
            throw new PdfFormatException("A string of the file is not hexadecimal.");
        }
    }

    private PdfString LiteralString()
    {
        var open = Place++;
        var bytes = new List<byte>();
        for (var nesting = 1; ; Place++)
        {
            var octet = Peek();
            if (octet < 0)
                throw Bad("the end of a string");
            if (octet == '\\')
                throw new PdfFormatException("A string of the file uses escapes, which this desk does not write.");
            nesting += octet == '(' ? 1 : octet == ')' ? -1 : 0;
            if (nesting == 0)
                break;
            bytes.Add((byte)octet);
        }

        Place++;
        return new PdfString([.. bytes], open, Place, IsHexadecimal: false);
    }

    private string Name()
    {
        Place++;
        var bytes = new List<byte>();
        for (; IsRegular(Peek()); Place++)
        {
            var octet = Peek();
            if (octet == '#')
            {
                if (!char.IsAsciiHexDigit((char)Math.Max(0, Peek(1))) || !char.IsAsciiHexDigit((char)Math.Max(0, Peek(2))))
                    throw Bad("two hexadecimal digits");
                octet = Convert.ToInt32($"{(char)Peek(1)}{(char)Peek(2)}", 16);
                Place += 2;
            }

            bytes.Add((byte)octet);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private PdfValue NumberOrReference()
    {
        var number = Number();
        var after = Place;
        // "12 0 R" is a reference; anything else after a number belongs to what comes next.
        if (number.Value is >= 0 and <= int.MaxValue && Peek() == ' ' && Peek(1) == '0' && Peek(2) == ' ' && Peek(3) == 'R' && !IsRegular(Peek(4)))
        {
            Place = after + 4;
            return new PdfReference((int)number.Whole);
        }

        return number;
    }

    private PdfNumber Number()
    {
        var from = Place;
        while (Peek() is >= '0' and <= '9' or '+' or '-' or '.')
            Place++;
        var text = Encoding.Latin1.GetString(buffer.Span[from..Place]);
        return text.Length <= LongestNumber && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? new PdfNumber(value)
            : throw Bad("a number");
    }

    private string Keyword()
    {
        var from = Place;
        while (Peek() is >= 'a' and <= 'z')
            Place++;
        var word = Encoding.Latin1.GetString(buffer.Span[from..Place]);
        return word is "null" or "true" or "false" ? word : throw Bad("a value");
    }

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\n' or '\r' or '\t')
            Place++;
    }

    private void Enter()
    {
        if (++depth > Deepest)
            throw new PdfFormatException("The file nests values too deeply.");
    }

    private int Peek(int ahead = 0) => Place + ahead < buffer.Length ? buffer.Span[Place + ahead] : -1;

    private static bool IsRegular(int octet) => octet > ' ' && octet is not ('(' or ')' or '<' or '>' or '[' or ']' or '{' or '}' or '/' or '%');

    private PdfFormatException Bad(string wanted) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The file is damaged: at byte {Place} there is no {wanted}."));
}
