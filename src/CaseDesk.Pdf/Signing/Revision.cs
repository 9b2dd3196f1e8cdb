using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Signing;

/// <summary>An incremental update: new and changed objects behind the old bytes, which stay as they are (ISO 32000-1, 7.5.6).</summary>
internal sealed class Revision : IDisposable
{
    private readonly PdfSource source;
    private readonly MemoryStream file;
    private readonly SortedDictionary<int, long> places = [];
    private int next;

    public Revision(byte[] pdf, PdfSource source)
    {
        this.source = source;
        file = new MemoryStream(pdf.Length + (1 << 16));
        file.Write(pdf);
        next = source.Size;
    }

    public int Reserve() => next++;

    /// <summary>Writes an object and answers the place of its body in the file.</summary>
    public int Put(int id, string body)
    {
        places[id] = file.Position;
        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n"));
        var place = (int)file.Position;
        Write(body + "\nendobj\n");
        return place;
    }

    /// <summary>Writes a stream and answers its number.</summary>
    public int AddStream(byte[] content)
    {
        var id = Reserve();
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        places[id] = file.Position;
        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n<</Length {packed.Length} /Filter /FlateDecode>>\nstream\n"));
        packed.WriteTo(file);
        Write("\nendstream\nendobj\n");
        return id;
    }

    /// <summary>Writes the cross-reference stream of this revision and answers the whole file.</summary>
    public byte[] Finish()
    {
        var self = Reserve();
        var start = file.Position;
        places[self] = start;
        var rows = new byte[places.Count * 7];
        var row = 0;
        foreach (var place in places.Values)
        {
            rows[row] = 1;
            BinaryPrimitives.WriteUInt32BigEndian(rows.AsSpan(row + 1), checked((uint)place));
            row += 7;
        }

        var trailer = string.Concat(
            from key in (string[])["Info", "ID"]
            let value = source.Trailer[key]
            where value is not null
            select $" {PdfSyntax.Name(key)} {value}");
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{self} 0 obj\n<</Type /XRef /Size {next} /W [1 4 2] /Index [{Index()}] /Root {source.RootId} 0 R{trailer} /Prev {source.StartOfReferences} /Length {rows.Length}>>\nstream\n"));
        file.Write(rows);
        Write(string.Create(CultureInfo.InvariantCulture, $"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n"));
        return file.ToArray();
    }

    public void Dispose() => file.Dispose();

    private string Index()
    {
        var groups = new List<(int First, int Count)>();
        foreach (var id in places.Keys)
        {
            if (groups.Count > 0 && groups[^1] is var (first, count) && first + count == id)
                groups[^1] = (first, count + 1);
            else
                groups.Add((id, 1));
        }

        return string.Join(' ', groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.First} {group.Count}")));
    }

    private void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
