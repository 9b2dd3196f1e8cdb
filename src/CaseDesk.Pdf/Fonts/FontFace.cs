using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HarfBuzzSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace CaseDesk.Pdf.Fonts;

/// <summary>
/// One embedded typeface: knows which characters it can show, shapes words, and remembers what it showed so that the
/// file gets exactly those glyphs and their text. It is opened when it is first asked: most reports need few.
/// </summary>
/// <remarks>
/// Codes in the content are ours, one for each pair of glyph and text, not glyph numbers: two characters that share a
/// glyph (space and no-break space, Latin A and Cyrillic A) keep their own text when a reader copies it.
/// </remarks>
internal sealed class FontFace(string name, int number, FontKind kind = FontKind.Text) : IDisposable
{
    // A code has two bytes. Long before they run out, glyphs of clusters share codes: their text stands round them anyway.
    private const int MostOwnCodes = 40_000;

    // Ligatures are an ornament here: without them each glyph is one character, which every text extractor gets right.
    private static readonly Feature[] Features =
    [
        new(Tag.Parse("liga"), 0), new(Tag.Parse("clig"), 0), new(Tag.Parse("dlig"), 0), new(Tag.Parse("calt"), 0),
    ];

    private const int MostRanges = 64;
    private const char Lam = '\u0644';
    private const string Alefs = "\u0622\u0623\u0625\u0627\u0671";
    private static readonly Tag RequiredLigatures = Tag.Parse("rlig");

    private static readonly ConcurrentDictionary<string, byte[]> Programs = new(StringComparer.Ordinal);

    private readonly Dictionary<int, bool> covered = [];
    private readonly Dictionary<(ushort Glyph, string Text), ushort> codes = [];
    private readonly Dictionary<ushort, ushort> anyCode = [];
    private readonly List<EmbeddedCharacter> characters = [new(0, 0, "")];
    private Opened? opened;

    /// <summary>The PostScript name.</summary>
    public string Name => name;

    /// <summary>The number in the resource name, as in /F1.</summary>
    public int Number => number;

    public bool Monospaced => kind == FontKind.Monospaced;

    /// <summary>Shows pictographs.</summary>
    public bool IsPictographic => kind == FontKind.Pictographs;

    public int Ascent => Font.Ascent;

    public int Descent => Font.Descent;

    public bool CoversAscii => Font.CoversAscii;

    public IReadOnlyList<int> BoundingBox => Font.BoundingBox;

    /// <summary>What was shown, by code; code 0 is .notdef and never used in content.</summary>
    public IReadOnlyList<EmbeddedCharacter> Characters => characters;

    public bool IsUsed => characters.Count > 1;

    private Opened Font => opened ??= new Opened(name);

    public bool Covers(Rune rune)
    {
        if (!covered.TryGetValue(rune.Value, out var found))
            covered[rune.Value] = found = Font.Glyphs.TryGetNominalGlyph((uint)rune.Value, out var glyph) && glyph != 0;
        return found;
    }

    public byte[] Subset() => FontSubset.Cut(Font.Face.Handle, characters.Select(character => character.Glyph));

    /// <summary>Shapes text of one script and one direction that this face covers.</summary>
    public GlyphRun Shape(ReadOnlySpan<char> text, bool isRightToLeft)
    {
        using var buffer = new Buffer { ClusterLevel = ClusterLevel.MonotoneCharacters };
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        buffer.Direction = isRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        Font.Glyphs.Shape(buffer, isRightToLeft ? RightToLeftFeatures(text) : Features);
        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var glyphs = new Glyph[infos.Length];
        for (var start = 0; start < infos.Length;)
        {
            var end = start + 1;
            while (end < infos.Length && infos[end].Cluster == infos[start].Cluster)
                end++;
            // From right to left the clusters come in falling order, and the neighbour that follows in the text stands before.
            var from = (int)infos[start].Cluster;
            var to = isRightToLeft
                ? start == 0 ? text.Length : (int)infos[start - 1].Cluster
                : end == infos.Length ? text.Length : (int)infos[end].Cluster;
            var said = text[from..to].ToString();
            for (var i = start; i < end; i++)
            {
                var id = (ushort)infos[i].Codepoint;
                // ISO 19005-3, 6.2.11.8: .notdef must not be shown, not even invisibly.
                if (id == 0)
                    throw new InvalidOperationException("A character without a glyph reached the page.");
                var code = Code(id, said, isAlone: end - start == 1);
                var position = positions[i];
                var cluster = end - start == 1 ? 0 : i == start ? end - start : -1;
                glyphs[i] = new Glyph(code, characters[code].Width, Font.Thousandths(position.XAdvance),
                    Font.Thousandths(position.XOffset), Font.Thousandths(position.YOffset), said, cluster);
            }

            start = end;
        }

        return new GlyphRun(this, glyphs, isRightToLeft);
    }

    /// <summary>What a text would look like, without showing it: the glyphs that leave ink or room.</summary>
    public uint[] GlyphNumbers(string text)
    {
        using var buffer = new Buffer { Flags = BufferFlags.RemoveDefaultIgnorables };
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        Font.Glyphs.Shape(buffer, Features);
        return Array.ConvertAll(buffer.GlyphInfos, info => info.Codepoint);
    }

    public void Dispose() => opened?.Dispose();

    /// <summary>
    /// Of the ligatures that an Arabic face calls required only lam with alef is (The Unicode Standard, 9.2): others, such as
    /// feh with yeh, would be one glyph for two letters, which programs that turn the text round swap.
    /// </summary>
    private static Feature[] RightToLeftFeatures(ReadOnlySpan<char> text)
    {
        var features = new List<Feature>(Features) { new(RequiredLigatures, 0) };
        for (var i = text.IndexOf(Lam); i >= 0 && i < text.Length; i++)
        {
            if (text[i] != Lam)
                continue;
            var next = i + 1;
            while (next < text.Length && char.GetUnicodeCategory(text[next]) == UnicodeCategory.NonSpacingMark)
                next++;
            if (next == text.Length || !Alefs.Contains(text[next], StringComparison.Ordinal))
                continue;
            // The shaper walks the whole text for each range: no word has so many, only a storm.
            if (features.Count > MostRanges)
                return Features;
            features.Add(new Feature(RequiredLigatures, 1, (uint)i, (uint)next + 1));
        }

        return [.. features];
    }

    private ushort Code(ushort glyph, string text, bool isAlone)
    {
        if (codes.TryGetValue((glyph, text), out var known))
            return known;
        if (!isAlone && characters.Count > MostOwnCodes && anyCode.TryGetValue(glyph, out var shared))
            return shared;
        var code = checked((ushort)characters.Count);
        characters.Add(new EmbeddedCharacter(glyph, Font.Thousandths(Font.Glyphs.GetHorizontalGlyphAdvance(glyph)), text));
        codes[(glyph, text)] = code;
        anyCode.TryAdd(glyph, code);
        return code;
    }

    /// <summary>The font as HarfBuzz has it.</summary>
    private sealed class Opened : IDisposable
    {
        private readonly Blob blob;
        private readonly int unitsPerEm;

        public Opened(string name)
        {
            // Pinned, and held by the process: Blob.FromStream of HarfBuzzSharp 14.4.0 keeps a pointer to memory that the
            // collector may move.
            var program = Programs.GetOrAdd(name, Load);
            blob = new Blob(Marshal.UnsafeAddrOfPinnedArrayElement(program, 0), program.Length, MemoryMode.ReadOnly);
            Face = new Face(blob, 0);
            Glyphs = new Font(Face);
            Glyphs.SetFunctionsOpenType();
            unitsPerEm = Face.UnitsPerEm;
            Glyphs.SetScale(unitsPerEm, unitsPerEm);
            Glyphs.TryGetHorizontalFontExtents(out var extents);
            Ascent = Thousandths(extents.Ascender);
            Descent = Thousandths(extents.Descender);
            using var head = Face.ReferenceTable(Tag.Parse("head"));
            var bounds = head.AsSpan().Slice(36, 8).ToArray();
            BoundingBox = [.. Enumerable.Range(0, 4).Select(i => Thousandths(BinaryPrimitives.ReadInt16BigEndian(bounds.AsSpan(i * 2))))];
            CoversAscii = Enumerable.Range(' ', '~' - ' ' + 1).All(scalar => Glyphs.TryGetNominalGlyph((uint)scalar, out var glyph) && glyph != 0);
        }

        public Face Face { get; }

        public Font Glyphs { get; }

        public int Ascent { get; }

        public int Descent { get; }

        public bool CoversAscii { get; }

        public IReadOnlyList<int> BoundingBox { get; }

        public int Thousandths(int units) => (int)Math.Round(units * 1000.0 / unitsPerEm);

        public void Dispose()
        {
            Glyphs.Dispose();
            Face.Dispose();
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
    }
}

/// <summary>What a face is for.</summary>
internal enum FontKind
{
    Text,
    Monospaced,
    Pictographs,
}

/// <summary>A glyph as it is used in the file: its number in the font, its width in thousandths, and the text it stands for.</summary>
internal readonly record struct EmbeddedCharacter(ushort Glyph, int Width, string Text);
