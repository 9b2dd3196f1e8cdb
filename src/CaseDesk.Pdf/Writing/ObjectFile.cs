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

    private const int ObjectsInPack = 600;
    private const int EntryLength = 7;

    // An entry of the table in eight bytes, for there are millions: the kind in two bits (1: byte offset; 2: number of the
    // object stream and the index in it; 7.5.8.3), the index in sixteen, the place in the rest.
    private const int KindShift = 62;
    private const int IndexShift = 46;
    private const ulong PlaceMask = (1UL << IndexShift) - 1;

    private readonly Stream output;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<ulong> entries = [Entry(0, 0, 65535)];
    private readonly ByteText packed = new(1 << 14);
    private readonly ByteText packIndex = new(1 << 11);
    private readonly MemoryStream compressed = new();
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
        entries.Add(0);
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
        BeginPacked(id).Append(body);
        EndPacked();
    }

    /// <summary>Where to write a small object of the current object stream; <see cref="EndPacked"/> ends it.</summary>
    public ByteText BeginPacked(int id)
    {
        if (packCount == 0)
            packId = Reserve();
        packIndex.Append(id).Append((byte)' ').Append(packed.Length).Append((byte)' ');
        entries[id] = Entry(2, packId, packCount++);
        return packed;
    }

    public void EndPacked()
    {
        packed.Append((byte)'\n');
        if (packCount == ObjectsInPack)
            FlushPack();
    }

    /// <summary>Writes an object on its own: for what is signed or a later revision replaces, so that readers find it without unpacking. Answers the place of its body.</summary>
    public long PutAlone(int id, string body)
    {
        entries[id] = Entry(1, position, 0);
        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n"));
        var place = position;
        Write(body + "\nendobj\n");
        return place;
    }

    public void PutStream(int id, string dictionary, ReadOnlySpan<byte> content, bool compress = true)
    {
        entries[id] = Entry(1, position, 0);
        if (compress)
        {
            using (var deflate = BeginCompressed())
                deflate.Write(content);
            WriteCompressed(id, dictionary);
            return;
        }

        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n<<{dictionary} /Length {content.Length}>>\nstream\n"));
        Write(content);
        Write("\nendstream\nendobj\n");
    }

    /// <summary>Writes the cross-reference stream and the end of the file.</summary>
    public void Finish(int catalog, int information)
    {
        FlushPack();
        var self = Reserve();
        var start = position;
        entries[self] = Entry(1, start, 0);
        // The table is nearly regular: the slowest level takes a third off it, and it comes once.
        using (var deflate = BeginCompressed(CompressionLevel.SmallestSize))
        {
            Span<byte> row = stackalloc byte[EntryLength];
            foreach (var entry in entries)
            {
                row[0] = (byte)(entry >> KindShift);
                BinaryPrimitives.WriteUInt32BigEndian(row[1..], checked((uint)(entry & PlaceMask)));
                BinaryPrimitives.WriteUInt16BigEndian(row[5..], (ushort)(entry >> IndexShift));
                deflate.Write(row);
            }
        }

        // The identifier comes from the content, not from chance: the same input gives the same bytes.
        var identifier = Convert.ToHexString(hash.GetCurrentHash().AsSpan(0, 16));
        WriteCompressed(self, string.Create(CultureInfo.InvariantCulture,
            $"/Type /XRef /Size {entries.Count} /W [1 4 2] /Root {catalog} 0 R /Info {information} 0 R /ID [<{identifier}> <{identifier}>]"));
        Write(string.Create(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n"));
        output.Flush();
    }

    public void Dispose()
    {
        hash.Dispose();
        compressed.Dispose();
    }

    private static ulong Entry(int kind, long place, int index) => (ulong)kind << KindShift | (ulong)index << IndexShift | (ulong)place;

    private void FlushPack()
    {
        if (packCount == 0)
            return;
        entries[packId] = Entry(1, position, 0);
        using (var deflate = BeginCompressed())
        {
            deflate.Write(packIndex.Written);
            deflate.Write(packed.Written);
        }

        WriteCompressed(packId, string.Create(CultureInfo.InvariantCulture, $"/Type /ObjStm /N {packCount} /First {packIndex.Length}"));
        packCount = 0;
        packed.Clear();
        packIndex.Clear();
    }

    private ZLibStream BeginCompressed(CompressionLevel level = CompressionLevel.Optimal)
    {
        compressed.SetLength(0);
        return new ZLibStream(compressed, level, leaveOpen: true);
    }

    private void WriteCompressed(int id, string dictionary)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n<<{dictionary} /Length {compressed.Length} /Filter /FlateDecode>>\nstream\n"));
        Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        Write("\nendstream\nendobj\n");
    }

    private void Write(string text) => Write(Encoding.Latin1.GetBytes(text));

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        hash.AppendData(bytes);
        position += bytes.Length;
    }
}
