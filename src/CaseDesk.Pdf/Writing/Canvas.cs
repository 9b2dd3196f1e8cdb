using System.Globalization;
using System.Text;
using CaseDesk.Pdf.Fonts;
using CaseDesk.Pdf.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>
/// The content stream of one page. Places are points from the top and from the side where reading begins: the left, or the
/// right if the document reads from right to left. The canvas turns them round, so that no block needs to know.
/// </summary>
internal sealed class Canvas(double pageWidth, double pageHeight, bool isMirrored)
{
    private readonly StringBuilder content = new(1 << 14);

    public byte[] TakeContent()
    {
        var bytes = Encoding.Latin1.GetBytes(content.ToString());
        content.Clear();
        return bytes;
    }

    public void BeginContent(string tag, int id) => content.Append(CultureInfo.InvariantCulture, $"/{tag} <</MCID {id}>> BDC\n");

    /// <summary>What has no meaning of its own: rules, boxes, running heads (14.8.2.2).</summary>
    public void BeginArtifact(string properties = "") =>
        content.Append(properties.Length == 0 ? "/Artifact BMC\n" : $"/Artifact <<{properties}>> BDC\n");

    public void End() => content.Append("EMC\n");

    public void Fill(double x, double top, double width, double height, Colour colour) =>
        content.Append(CultureInfo.InvariantCulture, $"{Parts(colour)} rg {N(LeftOf(x, width))} {N(pageHeight - top - height)} {N(width)} {N(height)} re f\n");

    /// <summary>The outline of a box whose outer edge is given.</summary>
    public void Frame(double x, double top, double width, double height, double line, Colour colour) =>
        content.Append(CultureInfo.InvariantCulture,
            $"{Parts(colour)} RG {N(line)} w {N(LeftOf(x, width) + line / 2)} {N(pageHeight - top - height + line / 2)} {N(width - line)} {N(height - line)} re S\n");

    /// <summary>Where a box lies, from the left edge of the page.</summary>
    public double LeftOf(double x, double width) => isMirrored ? pageWidth - x - width : x;

    /// <summary>Places one line of text with its base line at <paramref name="baseline"/> and its ink beginning at <paramref name="x"/>.</summary>
    public void Text(TextLine line, double x, double baseline, TextStyle style)
    {
        if (line.IsEmpty)
            return;
        var left = LeftOf(x, line.InkWidth * style.Size / 1000);
        var bottom = pageHeight - baseline;
        content.Append(CultureInfo.InvariantCulture, $"{Parts(style.Colour)} rg BT ");
        if (line.IsLeftToRight)
            Show(line.Runs, left, bottom, style.Size);
        else
            ShowInReadingOrder(line, left, bottom, style.Size);
        content.Append("ET\n");
    }

    /// <summary>
    /// The runs in the order in which they are read, each at its place. Inside a run from right to left the glyphs stand as
    /// they are seen, and are marked so (ISO 32000-1, 14.8.2.3.3).
    /// </summary>
    private void ShowInReadingOrder(TextLine line, double left, double bottom, double size)
    {
        var places = line.Places();
        for (var i = 0; i < places.Length; i++)
        {
            var run = line.Runs[i];
            if (run.IsRightToLeft)
                content.Append("/ReversedChars BMC ");
            Show([run], left + places[i] * size / 1000, bottom, size);
            if (run.IsRightToLeft)
                content.Append("EMC ");
        }
    }

    private void Show(IReadOnlyList<GlyphRun> runs, double left, double bottom, double size)
    {
        content.Append(CultureInfo.InvariantCulture, $"1 0 0 1 {N(left)} {N(bottom)} Tm\n");
        FontFace? face = null;
        foreach (var run in runs)
        {
            if (run.Face != face)
            {
                if (face is not null)
                    CloseArray();
                face = run.Face;
                content.Append(CultureInfo.InvariantCulture, $"/F{face.Number} {N(size)} Tf [<");
            }

            foreach (var glyph in run.Glyphs)
                Show(glyph, size);
        }

        CloseArray();
    }

    private int clusterRest;

    private void Show(Glyph glyph, double size)
    {
        // Several glyphs that only together stand for their text: the text goes round them (14.9.4).
        if (glyph.ClusterLength > 0)
        {
            clusterRest = glyph.ClusterLength;
            CloseArray();
            content.Append(CultureInfo.InvariantCulture, $"/Span <</ActualText {PdfSyntax.TextString(glyph.Text)}>> BDC [<");
        }

        if (glyph.OffsetY != 0)
        {
            CloseArray();
            content.Append(CultureInfo.InvariantCulture, $"{N(glyph.OffsetY * size / 1000)} Ts [<");
        }

        if (glyph.OffsetX != 0)
            content.Append(CultureInfo.InvariantCulture, $">{-glyph.OffsetX}<");
        content.Append(glyph.Code.ToString("X4", CultureInfo.InvariantCulture));
        var correction = glyph.Width - glyph.Advance + glyph.OffsetX;
        if (correction != 0)
            content.Append(CultureInfo.InvariantCulture, $">{correction}<");
        if (glyph.OffsetY != 0)
        {
            CloseArray();
            content.Append("0 Ts [<");
        }

        if (clusterRest > 0 && --clusterRest == 0)
        {
            CloseArray();
            content.Append("EMC [<");
        }
    }

    private void CloseArray() => content.Append(">] TJ\n");

    private static string N(double value) => PdfSyntax.Number(value);

    private static string Parts(Colour colour) => $"{N(colour.Red / 255.0)} {N(colour.Green / 255.0)} {N(colour.Blue / 255.0)}";
}
