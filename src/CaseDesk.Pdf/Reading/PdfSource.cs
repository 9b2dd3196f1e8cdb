using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace CaseDesk.Pdf.Reading;

/// <summary>
/// Reads files that our writer and signer make: cross-reference streams, object streams, Flate without predictor
/// (ISO 32000-1, 7.5). Other files are refused with a reason, never guessed at.
/// </summary>
internal sealed class PdfSource
{
    private const int TailLength = 64;
    private const int MostRevisions = 32;
    private const int MostObjects = 8_388_608;
    private const int MostUnpackedObjectBytes = 64 << 20;

    private readonly byte[] file;
    private readonly Dictionary<int, Entry> entries = [];
    private readonly Dictionary<int, (byte[] Content, int[] Header, int First)> packs = [];

    public PdfSource(byte[] file)
    {
        this.file = file;
        if (!file.AsSpan().StartsWith("%PDF-1."u8))
            throw new PdfFormatException("The file does not begin as a PDF file does.");
        CrossReferenceStart = FindStart();
        long next = CrossReferenceStart;
        var seen = new HashSet<long>();
        while (true)
        {
            if (!seen.Add(next) || seen.Count > MostRevisions)
                throw new PdfFormatException("The revisions of the file lead in a circle, or are too many.");
            var trailer = ReadSection(next);
            Trailer ??= trailer;
            if (!trailer.Has("Prev"))
                break;
            next = trailer.Integer("Prev");
        }

        Revisions = seen.Count;
        Catalog = Resolve(Trailer["Root"]) as PdfDictionary ?? throw new PdfFormatException("The file has no catalog.");
    }

    public int CrossReferenceStart { get; }

    /// <summary>Number of cross-reference sections: 1 for a report as written, 2 once it is signed.</summary>
    public int Revisions { get; }

    public PdfDictionary Trailer { get; }

    public PdfDictionary Catalog { get; }

    public byte[] Bytes => file;

    /// <summary>Every place at which some revision says that an object stands, superseded ones too.</summary>
    public SortedSet<long> Places { get; } = [];

    /// <summary>The value, or what it refers to; null if there is none.</summary>
    public object? Resolve(object? value)
    {
        // A reference to a reference is not allowed; a few steps are, so that a circle ends.
        for (var step = 0; value is PdfReference reference; step++)
        {
            if (step > 4)
                throw new PdfFormatException("References lead in a circle.");
            value = Object(reference.Id);
        }

        return value;
    }

    public PdfDictionary Dictionary(object? value, string what) =>
        Resolve(value) as PdfDictionary ?? throw new PdfFormatException($"{what} is missing or not a dictionary.");

    /// <summary>The object that stands at a byte of the file.</summary>
    public (int Id, object? Value) ObjectAt(long place) => place is > 0 and < int.MaxValue && place < file.Length
        ? new PdfParser(file, (int)place).IndirectObject()
        : throw new PdfFormatException("An object is said to stand outside the file.");

    /// <summary>The content of a stream.</summary>
    /// <exception cref="PdfFormatException">It would be longer than <paramref name="most"/> bytes, or is broken.</exception>
    public byte[] Content(PdfDictionary stream, int most)
    {
        var start = stream.StreamStart ?? throw new PdfFormatException("A stream was expected.");
        var length = stream.Integer("Length");
        if (length < 0 || length > file.Length - start)
            throw new PdfFormatException("A stream is longer than the file.");
        if (stream.Has("DecodeParms") || stream["Filter"] is not (null or PdfName { Value: "FlateDecode" }))
            throw new PdfFormatException("A stream is packed in a way that this reader does not know.");
        if (!stream.Has("Filter"))
            return file.AsSpan(start, (int)length).ToArray();
        return Inflate(start, (int)length, most);
    }

    private byte[] Inflate(int start, int length, int most)
    {
        try
        {
            using var packed = new MemoryStream(file, start, length, writable: false);
            using var inflate = new ZLibStream(packed, CompressionMode.Decompress);
            using var content = new MemoryStream();
            var buffer = new byte[81920];
            for (int read; (read = inflate.Read(buffer)) > 0;)
            {
                if (content.Length + read > most)
                    throw new PdfFormatException(string.Create(CultureInfo.InvariantCulture, $"A stream unpacks to more than {most} bytes."));
                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new PdfFormatException("A stream cannot be unpacked.", error);
        }
    }

    private object? Object(int id)
    {
        if (!entries.TryGetValue(id, out var entry) || entry.Kind == 0)
            return null;
        if (entry.Kind == 1)
        {
            var (found, value) = ObjectAt(entry.Place);
            return found == id ? value : throw new PdfFormatException($"Object {id} is not where the file says.");
        }

        var (content, header, first) = Pack((int)entry.Place);
        for (var i = 0; i + 1 < header.Length; i += 2)
        {
            if (header[i] == id)
                return new PdfParser(content, checked(first + header[i + 1])).Value();
        }

        throw new PdfFormatException($"Object {id} is not in its object stream.");
    }

    private (byte[] Content, int[] Header, int First) Pack(int id)
    {
        if (packs.TryGetValue(id, out var known))
            return known;
        if (!entries.TryGetValue(id, out var entry) || entry.Kind != 1 || ObjectAt(entry.Place) is not (var found, PdfDictionary stream) || found != id)
            throw new PdfFormatException($"Object stream {id} is missing.");
        var content = Content(stream, MostUnpackedObjectBytes);
        var count = stream.Integer("N");
        var first = stream.Integer("First");
        if (stream.Name("Type") != "ObjStm" || count is < 0 or > 100_000 || first < 0 || first > content.Length)
            throw new PdfFormatException($"Object stream {id} is broken.");
        var parser = new PdfParser(content, 0);
        var header = new int[count * 2];
        for (var i = 0; i < header.Length; i++)
            header[i] = parser.WholeNumber();
        for (var i = 1; i < header.Length; i += 2)
        {
            if (header[i] >= content.Length - first)
                throw new PdfFormatException($"Object stream {id} is broken.");
        }

        packs.Clear();
        return packs[id] = (content, header, (int)first);
    }

    // The end must be the end: "startxref", a number, "%%EOF" and nothing after it but one line end.
    private int FindStart()
    {
        var tail = Encoding.Latin1.GetString(file, Math.Max(0, file.Length - TailLength), Math.Min(TailLength, file.Length));
        var at = tail.LastIndexOf("startxref\n", StringComparison.Ordinal);
        var lines = at < 0 ? [] : tail[at..].Split('\n');
        if (lines.Length < 3 || lines[2] != "%%EOF" || lines.Skip(3).Any(line => line.Length > 0)
            || !int.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            throw new PdfFormatException("The file does not end as a PDF file of this desk does: it is cut off, or something was put behind it.");
        return start;
    }

    private PdfDictionary ReadSection(long place)
    {
        if (ObjectAt(place).Value is not PdfDictionary stream || stream.Name("Type") != "XRef")
            throw new PdfFormatException("The table of objects is not where the file says.");
        Places.Add(place);
        if (stream["W"] is not List<object?> { Count: 3 } widths || widths is not [1L, 4L, 2L])
            throw new PdfFormatException("The table of objects has a form that this reader does not know.");
        var size = stream.Integer("Size");
        if (size is < 0 or > MostObjects)
            throw new PdfFormatException("The table of objects is too large.");
        var content = Content(stream, checked((int)size * 7));
        var ranges = stream["Index"] as List<object?> ?? [0L, size];
        var row = 0;
        for (var i = 0; i + 1 < ranges.Count; i += 2)
        {
            if (ranges[i] is not long first || ranges[i + 1] is not long count || first < 0 || count < 0 || first + count > size || (row + count) * 7 > content.Length)
                throw new PdfFormatException("The table of objects contradicts itself.");
            for (var k = 0; k < count; k++, row++)
                AddEntry((int)first + k, content.AsSpan(row * 7, 7));
        }

        return stream;
    }

    private void AddEntry(int id, ReadOnlySpan<byte> row)
    {
        var place = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(row[1..]);
        // The newest revision is read first; what it says of an object holds.
        entries.TryAdd(id, new Entry(row[0], place));
        if (row[0] == 1)
            Places.Add(place);
    }

    private readonly record struct Entry(byte Kind, long Place);
}
