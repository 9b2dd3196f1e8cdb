using System.Globalization;
using System.IO.Compression;

namespace CaseDesk.Pdf.Reading;

/// <summary>
/// Reads files of the form that this library writes: cross-reference streams, object streams, Flate without predictors.
/// Any other form is refused: a verifier that guesses can be led astray.
/// </summary>
internal sealed class PdfSource
{
    private const int TailLength = 64;
    private const int MostRevisions = 16;
    private const int MostObjects = 8_388_607;
    private const int LargestTable = MostObjects * 8;
    private const int LargestPacks = 256 << 20;

    private readonly ReadOnlyMemory<byte> data;
    private readonly List<PdfCrossReferences> sections = [];
    private readonly List<PdfRevision> revisions = [];
    private readonly Dictionary<int, (int[] Places, byte[] Content)> packs = [];

    // Bytes that may still be unpacked, over all tables and all object streams: each is kept in memory.
    private int tableRoom = LargestTable;
    private int packRoom = LargestPacks;

    /// <exception cref="PdfFormatException">The bytes are not a file of this form.</exception>
    public PdfSource(ReadOnlyMemory<byte> data)
    {
        this.data = data;
        if (!data.Span.StartsWith("%PDF-1.7\n"u8))
            throw new PdfFormatException("The file does not begin as a PDF 1.7 file.");
        StartOfReferences = FindStart();
        var at = StartOfReferences;
        while (true)
        {
            if (sections.Count == MostRevisions)
                throw new PdfFormatException("The file has too many revisions.");
            var (section, end) = ReadSection(at);
            sections.Add(section);
            revisions.Add(new PdfRevision(at, end, section));
            if (section.Dictionary["Prev"] is not { } previous)
                break;
            // Backwards only: otherwise a chain could run in a circle.
            var next = Whole(previous);
            at = next < at ? next : throw new PdfFormatException("The revisions of the file are not in order.");
        }

        Trailer = sections[0].Dictionary;
        Size = Whole(Trailer["Size"]);
        if (Size > MostObjects + 1)
            throw new PdfFormatException("The file claims too many objects.");
        RootId = Trailer["Root"] is PdfReference root ? root.Id : throw new PdfFormatException("The file has no catalog.");
        Catalog = Dictionary(RootId);
    }

    /// <summary>The newest first; each ends where the next one begins.</summary>
    public IReadOnlyList<PdfRevision> Revisions => revisions;

    /// <summary>Place of the newest cross-reference stream.</summary>
    public int StartOfReferences { get; }

    public PdfDictionary Trailer { get; }

    /// <summary>One more than the highest object number.</summary>
    public int Size { get; }

    public int RootId { get; }

    public PdfDictionary Catalog { get; }

    /// <summary>Follows a reference; any other value is itself.</summary>
    public PdfValue? Resolve(PdfValue? value) => value is PdfReference reference ? Object(reference.Id).Value : value;

    public PdfDictionary Dictionary(int id) =>
        Object(id).Value as PdfDictionary ?? throw new PdfFormatException(string.Create(CultureInfo.InvariantCulture, $"Object {id} of the file is not a dictionary."));

    /// <summary>The value of an object, and whether it stands by itself in the file rather than in an object stream.</summary>
    public (PdfValue Value, bool StandsAlone) Object(int id)
    {
        var (kind, place, index) = Entry(id);
        if (kind == 1)
        {
            var parser = Begin(place, id);
            var value = parser.Value();
            if (!parser.Take("endobj"))
                throw new PdfFormatException(string.Create(CultureInfo.InvariantCulture, $"Object {id} of the file has no end."));
            return (value, true);
        }

        if (!packs.TryGetValue(place, out var pack))
            packs[place] = pack = ReadPack(place);
        if (index >= pack.Places.Length)
            throw new PdfFormatException("The file points to an object that is not in its object stream.");
        return (new PdfParser(pack.Content, pack.Places[index]).Value(), false);
    }

    /// <summary>The content of a stream object, unpacked to at most <paramref name="limit"/> bytes.</summary>
    public (PdfDictionary Dictionary, byte[] Content) Stream(int id, int limit)
    {
        var (kind, place, _) = Entry(id);
        return kind == 1 ? ReadStream(place, id, limit) : throw new PdfFormatException("The file keeps a stream where none can be.");
    }

    /// <summary>Where an object that begins at this place ends: behind the line of its endobj.</summary>
    public int EndOf(int place)
    {
        var parser = Begin(place, null);
        if (parser.Value() is PdfDictionary dictionary && parser.Take("\nstream"))
        {
            parser.SkipStreamLineEnd();
            var length = Whole(dictionary["Length"]);
            if (length > data.Length - parser.Place)
                throw new PdfFormatException("A stream of the file is longer than the file.");
            parser = new PdfParser(data, parser.Place + length);
            parser.Expect("\nendstream");
        }

        parser.Expect("\nendobj\n");
        return parser.Place;
    }

    private int FindStart()
    {
        var tail = data.Span[Math.Max(0, data.Length - TailLength)..];
        var found = tail.LastIndexOf("startxref\n"u8);
        if (found < 0 || !tail.EndsWith("\n%%EOF\n"u8))
            throw new PdfFormatException("The file does not end as a PDF file of this desk.");
        var parser = new PdfParser(data, data.Length - tail.Length + found);
        parser.Expect("startxref");
        var start = parser.WholeNumber();
        parser.Expect("%%EOF");
        return start;
    }

    private (PdfCrossReferences Section, int End) ReadSection(int place)
    {
        var (dictionary, content) = ReadStream(place, null, tableRoom);
        tableRoom -= content.Length;
        var end = new PdfParser(data, EndOf(place));
        end.Expect("startxref");
        if (end.WholeNumber() != place)
            throw new PdfFormatException("The revisions of the file are not in order.");
        end.Expect("\n%%EOF\n");
        return (new PdfCrossReferences(dictionary, content), end.Place);
    }

    private (int Kind, int Place, int Index) Entry(int id)
    {
        foreach (var section in sections)
        {
            if (section.Find(id) is { } entry)
                return entry.Kind is 1 or 2 ? entry : throw new PdfFormatException("The file points to an object that it has given up.");
        }

        throw new PdfFormatException("The file points to an object that it does not have.");
    }

    private (int[] Places, byte[] Content) ReadPack(int id)
    {
        var (dictionary, content) = Stream(id, packRoom);
        packRoom -= content.Length;
        var count = Whole(dictionary["N"]);
        var first = Whole(dictionary["First"]);
        if (count > 100_000 || first > content.Length)
            throw new PdfFormatException("An object stream of the file is damaged.");
        var parser = new PdfParser(content, 0);
        var places = new int[count];
        for (var i = 0; i < count; i++)
        {
            parser.WholeNumber();
            var place = (long)first + parser.WholeNumber();
            places[i] = place <= content.Length ? (int)place : throw new PdfFormatException("An object stream of the file is damaged.");
        }

        return (places, content);
    }

    private PdfParser Begin(int place, int? id)
    {
        var parser = new PdfParser(data, place);
        var found = parser.WholeNumber();
        if (id is { } wanted && found != wanted)
            throw new PdfFormatException("The file's list of objects is wrong.");
        parser.Expect("0 obj");
        return parser;
    }

    private (PdfDictionary, byte[]) ReadStream(int place, int? id, int limit)
    {
        var parser = Begin(place, id);
        var dictionary = parser.Value() as PdfDictionary ?? throw new PdfFormatException("The file has no stream where one is needed.");
        parser.Expect("stream");
        parser.SkipStreamLineEnd();
        var length = Whole(dictionary["Length"]);
        if (length > data.Length - parser.Place)
            throw new PdfFormatException("A stream of the file is longer than the file.");
        var end = new PdfParser(data, parser.Place + length);
        end.Expect("endstream");
        var stored = data.Span.Slice(parser.Place, length);
        if (dictionary["DecodeParms"] is not null)
            throw new PdfFormatException("A stream of the file is packed in a way that this desk does not write.");
        return dictionary["Filter"] switch
        {
            null => (dictionary, length <= limit ? stored.ToArray() : throw TooLarge()),
            PdfName { Value: "FlateDecode" } => (dictionary, Inflate(stored.ToArray(), limit)),
            _ => throw new PdfFormatException("A stream of the file is packed in a way that this desk does not write."),
        };
    }

    private static byte[] Inflate(byte[] stored, int limit)
    {
        try
        {
            using var deflate = new ZLibStream(new MemoryStream(stored), CompressionMode.Decompress);
            using var content = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = deflate.Read(buffer)) > 0;)
            {
                if (content.Length + read > limit)
                    throw TooLarge();
                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
        catch (InvalidDataException damage)
        {
            throw new PdfFormatException("A packed stream of the file is damaged.", damage);
        }
    }

    private static PdfFormatException TooLarge() => new("A stream of the file is larger than this reader takes.");

    private static int Whole(PdfValue? value) =>
        value is PdfNumber number && number.Whole is var whole and <= int.MaxValue
            ? (int)whole
            : throw new PdfFormatException("A number is missing in the file.");
}
