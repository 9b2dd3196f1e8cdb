using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Signing;

/// <summary>An incremental update: the old bytes stay as they are, new objects follow (ISO 32000-1, 7.5.6).</summary>
internal sealed class Revision : IDisposable
{
    private readonly PdfSource source;
    private readonly MemoryStream output;
    private readonly SortedDictionary<int, long> places = [];
    private int next;

    public Revision(PdfSource source)
    {
        this.source = source;
        output = new MemoryStream(source.Bytes.Length + 65536);
        output.Write(source.Bytes);
        if (source.Bytes[^1] != '\n')
            output.WriteByte((byte)'\n');
        next = checked((int)source.Trailer.Integer("Size"));
    }

    public long Position => output.Position;

    public int Reserve() => next++;

    public void Put(int id, string body)
    {
        places[id] = output.Position;
        Write(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n{body}\nendobj\n"));
    }

    /// <summary>Writes the cross-reference stream of the update; the form must be that of the file (7.5.8.4).</summary>
    public byte[] Finish()
    {
        var self = Reserve();
        var start = output.Position;
        places[self] = start;
        var rows = new byte[places.Count * 7];
        var row = 0;
        foreach (var place in places.Values)
        {
            rows[row] = 1;
            BinaryPrimitives.WriteUInt32BigEndian(rows.AsSpan(row + 1), checked((uint)place));
            row += 7;
        }

        var index = string.Join(' ', places.Keys.Select(id => string.Create(CultureInfo.InvariantCulture, $"{id} 1")));
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{self} 0 obj\n<</Type /XRef /Size {next} /W [1 4 2] /Index [{index}] /Root {Kept("Root")} /Info {Kept("Info")} /ID {Identifier()} /Prev {source.CrossReferenceStart} /Length {rows.Length}>>\nstream\n"));
        output.Write(rows);
        Write(string.Create(CultureInfo.InvariantCulture, $"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n"));
        return output.ToArray();
    }

    /// <summary>The text of a dictionary with further entries before its end.</summary>
    public static string With(PdfDictionary dictionary, string entries) => dictionary.Raw[..^2] + " " + entries + ">>";

    public void Dispose() => output.Dispose();

    private string Kept(string key) => source.Trailer[key] is PdfReference reference
        ? PdfSyntax.Reference(reference.Id)
        : throw new PdfFormatException($"The file does not say its {key}.");

    // The first identifier stays for good (14.4); the second stays too, because nothing but the signature was added.
    private string Identifier() => source.Trailer["ID"] is List<object?> parts && parts is [PdfText8 first, PdfText8 second]
        ? $"[<{Convert.ToHexString(first.Bytes)}> <{Convert.ToHexString(second.Bytes)}>]"
        : throw new PdfFormatException("The file has no identifier.");

    private void Write(string text) => output.Write(Encoding.Latin1.GetBytes(text));
}
