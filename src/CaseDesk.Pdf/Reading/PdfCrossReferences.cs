using System.Buffers.Binary;

namespace CaseDesk.Pdf.Reading;

/// <summary>One cross-reference stream (ISO 32000-1, 7.5.8), kept as it is: a report can have millions of objects.</summary>
internal sealed class PdfCrossReferences
{
    // The widths that this library writes: one byte of kind, four of place, two of index.
    private const int EntryLength = 7;

    private readonly byte[] content;
    private readonly List<(int First, int Count, int Row)> groups = [];

    public PdfCrossReferences(PdfDictionary dictionary, byte[] content)
    {
        Dictionary = dictionary;
        this.content = content;
        if (dictionary["Type"] is not PdfName { Value: "XRef" } || dictionary["W"]?.ToString() != "[1 4 2]")
            throw new PdfFormatException("The file's list of objects is not of the form that this desk writes.");
        var rows = content.Length / EntryLength;
        var row = 0;
        var bounds = (dictionary["Index"] as PdfArray)?.Items ?? [new PdfNumber(0), new PdfNumber(rows)];
        for (var i = 0; i + 1 < bounds.Count; i += 2)
        {
            var first = Bound(bounds[i]);
            var count = Bound(bounds[i + 1]);
            if (count > rows - row)
                throw new PdfFormatException("The file's list of objects is too short.");
            groups.Add((first, count, row));
            row += count;
        }

        if (row != rows || content.Length % EntryLength != 0)
            throw new PdfFormatException("The file's list of objects has the wrong length.");
    }

    public PdfDictionary Dictionary { get; }

    public (int Kind, int Place, int Index)? Find(int id)
    {
        foreach (var (first, count, row) in groups)
        {
            if (id < first || id - first >= count)
                continue;
            var entry = content.AsSpan((row + id - first) * EntryLength, EntryLength);
            var place = BinaryPrimitives.ReadUInt32BigEndian(entry[1..]);
            if (place > int.MaxValue)
                throw new PdfFormatException("The file points to a place outside itself.");
            return (entry[0], (int)place, BinaryPrimitives.ReadUInt16BigEndian(entry[5..]));
        }

        return null;
    }

    /// <summary>Every object that the section names.</summary>
    public IEnumerable<(int Id, int Kind, int Place)> All() =>
        groups.SelectMany(group => Enumerable.Range(group.First, group.Count)).Select(id => Find(id) is var (kind, place, _) ? (id, kind, place) : default);

    private static int Bound(PdfValue value) =>
        value is PdfNumber { Whole: var whole and <= 8_388_608 } ? (int)whole : throw new PdfFormatException("The file's list of objects is damaged.");
}
