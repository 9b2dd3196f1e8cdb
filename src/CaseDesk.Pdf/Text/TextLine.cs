using CaseDesk.Pdf.Fonts;

namespace CaseDesk.Pdf.Text;

/// <summary>One line of glyphs in reading order, spaces at its end included, so that copied text keeps them.</summary>
internal sealed class TextLine(byte paragraphLevel = 0)
{
    private readonly List<GlyphRun> runs = [];
    private List<byte>? levels = paragraphLevel == 0 ? null : [];
    private int width;
    private int inkRuns;

    /// <summary>Runs in reading order.</summary>
    public IReadOnlyList<GlyphRun> Runs => runs;

    /// <summary>Width of the ink in thousandths of the type size: spaces at the end do not count.</summary>
    public int InkWidth { get; private set; }

    /// <summary>Width with the spaces at the end, in thousandths of the type size.</summary>
    public int Width => width;

    public bool IsEmpty => runs.Count == 0;

    /// <summary>Reads from left to right throughout, so that reading order is the order on the page.</summary>
    public bool IsLeftToRight => levels is null;

    /// <summary>The paragraph reads from right to left.</summary>
    public bool IsInRightToLeft => paragraphLevel == 1;

    public void Add(GlyphRun run, byte level)
    {
        AddSpace(run, level);
        InkWidth = width;
        inkRuns = runs.Count;
    }

    public void AddSpace(GlyphRun space, byte level)
    {
        if (level > 0 && levels is null)
            levels = [.. Enumerable.Repeat((byte)0, runs.Count)];
        levels?.Add(level);
        runs.Add(space);
        width += space.Width;
    }

    /// <summary>How far each run stands from the left edge of the ink, in thousandths of the type size.</summary>
    public int[] Places()
    {
        var shown = levels?.ToArray() ?? new byte[runs.Count];
        // L1: the spaces at the end of a line go to the end of the paragraph's direction, outside of the ink.
        shown.AsSpan(inkRuns..).Fill(paragraphLevel);
        var places = new int[runs.Count];
        var x = IsInRightToLeft ? InkWidth - width : 0;
        foreach (var i in Bidi.VisualOrder(shown))
        {
            places[i] = x;
            x += runs[i].Width;
        }

        return places;
    }
}
