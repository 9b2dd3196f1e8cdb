using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Fonts;

/// <summary>Writes a face as a composite font: subset program, widths, code-to-glyph map, ToUnicode (ISO 32000-1, 9.7 and 9.10).</summary>
internal static class FontObjects
{
    public static int Write(ObjectFile file, FontFace face)
    {
        var characters = face.Characters;
        var program = face.Subset();
        var programId = file.Reserve();
        file.PutStream(programId, string.Create(CultureInfo.InvariantCulture, $"/Length1 {program.Length}"), program);

        var name = PdfSyntax.Name($"{SubsetTag(face)}+{face.Name}");
        // Flag 1: fixed pitch; flag 3: symbolic, that is, outside the standard Latin set.
        var flags = face.Monospaced ? 5 : 4;
        var descriptor = file.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type /FontDescriptor /FontName {name} /Flags {flags} /FontBBox [{string.Join(' ', face.BoundingBox)}] /ItalicAngle 0 /Ascent {face.Ascent} /Descent {face.Descent} /CapHeight 714 /StemV 80 /FontFile2 {programId} 0 R>>"));

        var map = new byte[characters.Count * 2];
        for (var code = 0; code < characters.Count; code++)
            BinaryPrimitives.WriteUInt16BigEndian(map.AsSpan(code * 2), characters[code].Glyph);
        var mapId = file.Reserve();
        file.PutStream(mapId, "", map);

        var widths = string.Join(' ', characters.Skip(1).Select(character => character.Width.ToString(CultureInfo.InvariantCulture)));
        var descendant = file.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Font /Subtype /CIDFontType2 /BaseFont {name} /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor {descriptor} 0 R /DW 0 /W [1 [{widths}]] /CIDToGIDMap {mapId} 0 R>>"));

        var unicodeId = file.Reserve();
        file.PutStream(unicodeId, "", Encoding.Latin1.GetBytes(ToUnicode(characters)));
        return file.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Font /Subtype /Type0 /BaseFont {name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {unicodeId} 0 R>>"));
    }

    /// <summary>Six capitals that name the subset (9.6.4), from its number of glyphs: no chance, and different for each face.</summary>
    private static string SubsetTag(FontFace face)
    {
        var value = face.Number * 100_003 + face.Characters.Count;
        var tag = new char[6];
        for (var i = tag.Length - 1; i >= 0; i--, value /= 26)
            tag[i] = (char)('A' + value % 26);
        return new string(tag);
    }

    private static string ToUnicode(IReadOnlyList<EmbeddedCharacter> characters)
    {
        var map = new StringBuilder();
        map.Append("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n");
        map.Append("/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n");
        map.Append("/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n");
        map.Append("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        // A section holds at most 100 entries (Adobe Technical Note 5014).
        foreach (var section in Enumerable.Range(1, characters.Count - 1).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{section.Length} beginbfchar\n");
            foreach (var code in section)
            {
                map.Append(CultureInfo.InvariantCulture, $"<{code:X4}> <");
                foreach (var unit in characters[code].Text)
                    map.Append(((int)unit).ToString("X4", CultureInfo.InvariantCulture));
                map.Append(">\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
