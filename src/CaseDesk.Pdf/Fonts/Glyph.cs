namespace CaseDesk.Pdf.Fonts;

/// <summary>One placed glyph. Lengths are thousandths of the type size.</summary>
/// <param name="Code">The two-byte code that stands for the glyph in content streams.</param>
/// <param name="Width">The width that the font declares for the code.</param>
/// <param name="Advance">How far the pen moves, kerning included.</param>
/// <param name="Text">The characters that the glyph stands for.</param>
/// <param name="ClusterLength">
/// 0 for a glyph that says its own text. Otherwise the glyph begins a cluster of that many glyphs which only together
/// mean <paramref name="Text"/>; the followers have -1.
/// </param>
internal readonly record struct Glyph(ushort Code, int Width, int Advance, int OffsetX, int OffsetY, string Text, int ClusterLength);

/// <summary>Glyphs of one face and one direction that stand next to each other, from left to right whatever the direction.</summary>
internal sealed record GlyphRun(FontFace Face, Glyph[] Glyphs, bool IsRightToLeft)
{
    /// <summary>Sum of the advances, in thousandths of the type size.</summary>
    public int Width { get; } = Glyphs.Sum(glyph => glyph.Advance);
}
