using CaseDesk.Pdf.Fonts;

namespace CaseDesk.Pdf.Text;

/// <summary>One line of placed glyphs, spaces at its end included, so that copied text keeps them.</summary>
internal sealed class TextLine
{
    private readonly List<GlyphRun> runs = [];
    private int width;

    public IReadOnlyList<GlyphRun> Runs => runs;

    /// <summary>Width of the ink in thousandths of the type size: spaces at the end do not count.</summary>
    public int InkWidth { get; private set; }

    /// <summary>Width with the spaces at the end, in thousandths of the type size.</summary>
    public int Width => width;

    public bool IsEmpty => runs.Count == 0;

    public void Add(GlyphRun run)
    {
        runs.Add(run);
        width += run.Width;
        InkWidth = width;
    }

    public void AddSpace(GlyphRun space)
    {
        runs.Add(space);
        width += space.Width;
    }
}
