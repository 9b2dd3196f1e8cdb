using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using HarfBuzzSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace CaseDesk.Pdf.Fonts;

/// <summary>
/// One embedded typeface: knows which characters it can show, shapes words, and remembers what it showed so that the
/// file gets exactly those glyphs and their text.
/// </summary>
/// <remarks>
/// Codes in the content are ours, one for each pair of glyph and text, not glyph numbers: two characters that share a
/// glyph (space and no-break space, Latin A and Cyrillic A) keep their own text when a reader copies it.
/// </remarks>
internal sealed class FontFace : IDisposable
{
    // Ligatures are an ornament here: without them each glyph is one character, which every text extractor gets right.
    private static readonly Feature[] Features =
    [
        new(Tag.Parse("liga"), 0), new(Tag.Parse("clig"), 0), new(Tag.Parse("dlig"), 0), new(Tag.Parse("calt"), 0),
    ];

    // Pinned, and held as long as HarfBuzz reads it: Blob.FromStream of HarfBuzzSharp 14.4.0 keeps a pointer to memory that
    // the collector may move.
    private readonly byte[] program;
    private readonly Blob blob;
    private readonly Face face;
    private readonly Font font;
    private readonly int unitsPerEm;
    private readonly Dictionary<int, bool> covered = [];
    private readonly Dictionary<(ushort Glyph, string Text), ushort> codes = [];
    private readonly List<EmbeddedCharacter> characters = [new(0, 0, "")];

    public FontFace(string name, int number, bool monospaced)
    {
        Name = name;
        Number = number;
        Monospaced = monospaced;
        program = Load(name);
        blob = new Blob(Marshal.UnsafeAddrOfPinnedArrayElement(program, 0), program.Length, MemoryMode.ReadOnly);
        face = new Face(blob, 0);
        font = new Font(face);
        font.SetFunctionsOpenType();
        unitsPerEm = face.UnitsPerEm;
        font.SetScale(unitsPerEm, unitsPerEm);
        font.TryGetHorizontalFontExtents(out var extents);
        Ascent = Thousandths(extents.Ascender);
        Descent = Thousandths(extents.Descender);
        using var head = face.ReferenceTable(Tag.Parse("head"));
        var bounds = head.AsSpan().Slice(36, 8);
        BoundingBox = [.. Enumerable.Range(0, 4).Select(Bound(bounds.ToArray()))];
    }

    /// <summary>The PostScript name.</summary>
    public string Name { get; }

    /// <summary>The number in the resource name, as in /F1.</summary>
    public int Number { get; }

    public bool Monospaced { get; }

    public int Ascent { get; }

    public int Descent { get; }

    public IReadOnlyList<int> BoundingBox { get; }

    /// <summary>What was shown, by code; code 0 is .notdef and never used in content.</summary>
    public IReadOnlyList<EmbeddedCharacter> Characters => characters;

    public bool IsUsed => characters.Count > 1;

    public bool Covers(Rune rune)
    {
        if (!covered.TryGetValue(rune.Value, out var found))
            covered[rune.Value] = found = font.TryGetNominalGlyph((uint)rune.Value, out var glyph) && glyph != 0;
        return found;
    }

    public byte[] Subset() => FontSubset.Cut(face.Handle, characters.Select(character => character.Glyph));

    /// <summary>Shapes text that this face covers, left to right.</summary>
    public Glyph[] Shape(string text)
    {
        using var buffer = new Buffer { ClusterLevel = ClusterLevel.MonotoneCharacters };
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        buffer.Direction = Direction.LeftToRight;
        font.Shape(buffer, Features);
        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var glyphs = new Glyph[infos.Length];
        for (var start = 0; start < infos.Length;)
        {
            var end = start + 1;
            while (end < infos.Length && infos[end].Cluster == infos[start].Cluster)
                end++;
            var from = (int)infos[start].Cluster;
            var to = end < infos.Length ? (int)infos[end].Cluster : text.Length;
            var said = text[from..to];
            for (var i = start; i < end; i++)
            {
                var id = (ushort)infos[i].Codepoint;
                // ISO 19005-3, 6.2.11.8: .notdef must not be shown, not even invisibly.
                if (id == 0)
                    throw new InvalidOperationException("A character without a glyph reached the page.");
                var code = Code(id, said);
                var position = positions[i];
                var cluster = end - start == 1 ? 0 : i == start ? end - start : -1;
                glyphs[i] = new Glyph(code, characters[code].Width, Thousandths(position.XAdvance),
                    Thousandths(position.XOffset), Thousandths(position.YOffset), said, cluster);
            }

            start = end;
        }

        return glyphs;
    }

    public void Dispose()
    {
        font.Dispose();
        face.Dispose();
        blob.Dispose();
    }

    private static byte[] Load(string name)
    {
        using var resource = typeof(FontFace).Assembly.GetManifestResourceStream(name + ".ttf")
            ?? throw new InvalidOperationException($"The font {name} is missing from the assembly.");
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)resource.Length), pinned: true);
        resource.ReadExactly(bytes);
        return bytes;
    }

    private ushort Code(ushort glyph, string text)
    {
        if (codes.TryGetValue((glyph, text), out var known))
            return known;
        var code = checked((ushort)characters.Count);
        characters.Add(new EmbeddedCharacter(glyph, Thousandths(font.GetHorizontalGlyphAdvance(glyph)), text));
        codes[(glyph, text)] = code;
        return code;
    }

    private int Thousandths(int units) => (int)Math.Round(units * 1000.0 / unitsPerEm);

    private Func<int, int> Bound(byte[] bounds) => i => Thousandths(BinaryPrimitives.ReadInt16BigEndian(bounds.AsSpan(i * 2)));
}

/// <summary>A glyph as it is used in the file: its number in the font, its width in thousandths, and the text it stands for.</summary>
internal readonly record struct EmbeddedCharacter(ushort Glyph, int Width, string Text);
