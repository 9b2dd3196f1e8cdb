using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>
/// The outer form of a PDF 1.7 file: indirect objects are written as they are finished, small ones are packed into
/// object streams, and a cross-reference stream ends the file (ISO 32000-1, 7.5.7 and 7.5.8). Nearly all of a tagged
/// report is small structure objects; packed they take an eighth of the space.
/// </summary>
internal sealed class ObjectFile : IDisposable
{
    /// <summary>ISO 19005-3, 6.1.13: an indirect object number is at most 8,388,607.</summary>
    private const int MostObjects = 8_388_607;

    private const int ObjectsInPack = 200;
    private const int EntryLength = 7;

    private readonly Stream output;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<Entry> entries = [new(0, 0, 65535)];
    private readonly StringBuilder packed = new();
    private readonly StringBuilder packIndex = new();
    private int packCount;
    private int packId;
    private long position;

    public ObjectFile(Stream output)
    {
        this.output = output;
        Write("%PDF-1.7\n");
        // Four bytes above 127 tell transfer programs that the file is binary (7.5.2; required by ISO 19005-3, 6.1.2).
        Write([(byte)'%', 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
    }

    /// <summary>A number for an object that is written later.</summary>
    public int Reserve()
    {
        if (entries.Count >= MostObjects)
            throw new InvalidOperationException("The report is too large for one PDF/A file: it needs more than 8,388,607 objects. Split it into volumes.");
        entries.Add(default);
        return entries.Count - 1;
    }

    public int Add(string body)
    {
        var id = Reserve();
        Put(id, body);
        return id;
    }

    /// <summary>Writes a small object into the current object stream.</summary>
    public void Put(int id, string body)
    {
        if (packCount == 0)
            packId = Reserve();
        packIndex.Append(CultureInfo.InvariantCulture, $"{id} {packed.Length} ");
        packed.Append(body).Append('\n');
        entries[id] = new Entry(2, packId, packCount++);
        if (packCount == ObjectsInPack)
            FlushPack();
    }

    /// <summary>Writes an object on its own: for what is signed or a later revision replaces, so that readers find it without unpacking. Answers the place of its body.</summary>
    public long PutAlone(int id, string body)
    {
        entries[id] = new Entry(1, position, 0);
        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n"));
        var place = position;
        Write(body + "\nendobj\n");
        return place;
    }

    public void PutStream(int id, string dictionary, ReadOnlySpan<byte> content, bool compress = true)
    {
        var stored = compress ? Compress(content) : content;
        var filter = compress ? " /Filter /FlateDecode" : "";
        entries[id] = new Entry(1, position, 0);
        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n<<{dictionary} /Length {stored.Length}{filter}>>\nstream\n"));
        Write(stored);
        Write("\nendstream\nendobj\n");
    }

    /// <summary>Writes the cross-reference stream and the end of the file.</summary>
    public void Finish(int catalog, int information)
    {
        FlushPack();
        var self = Reserve();
        var start = position;
        entries[self] = new Entry(1, start, 0);
        var table = new byte[entries.Count * EntryLength];
        for (var i = 0; i < entries.Count; i++)
        {
            var row = table.AsSpan(i * EntryLength, EntryLength);
            row[0] = entries[i].Kind;
            BinaryPrimitives.WriteUInt32BigEndian(row[1..], checked((uint)entries[i].Place));
            BinaryPrimitives.WriteUInt16BigEndian(row[5..], (ushort)entries[i].Index);
        }

        // The identifier comes from the content, not from chance: the same input gives the same bytes.
        var identifier = Convert.ToHexString(hash.GetCurrentHash().AsSpan(0, 16));
        PutStream(self, string.Create(CultureInfo.InvariantCulture,
            $"/Type /XRef /Size {entries.Count} /W [1 4 2] /Root {catalog} 0 R /Info {information} 0 R /ID [<{identifier}> <{identifier}>]"), table);
        Write(string.Create(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n"));
        output.Flush();
    }

    public void Dispose() => hash.Dispose();

    private void FlushPack()
    {
        if (packCount == 0)
            return;
        var index = packIndex.ToString();
        var content = Encoding.Latin1.GetBytes(index + packed);
        var count = packCount;
        packCount = 0;
        packed.Clear();
        packIndex.Clear();
        PutStream(packId, string.Create(CultureInfo.InvariantCulture, $"/Type /ObjStm /N {count} /First {index.Length}"), content);
    }

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var memory = new MemoryStream();
        using (var deflate = new ZLibStream(memory, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return memory.ToArray();
    }

    private void Write(string text) => Write(Encoding.Latin1.GetBytes(text));

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        hash.AppendData(bytes);
        position += bytes.Length;
    }

    /// <summary>Kind 1: byte offset; kind 2: number of the object stream and the index in it (7.5.8.3).</summary>
    private readonly record struct Entry(byte Kind, long Place, int Index);
}
