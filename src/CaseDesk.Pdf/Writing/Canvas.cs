using CaseDesk.Pdf.Fonts;
using CaseDesk.Pdf.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>
/// The content stream of one page. Places are points from the top and from the side where reading begins: the left, or the
/// right if the document reads from right to left. The canvas turns them round, so that no block needs to know.
/// </summary>
internal sealed class Canvas(double pageWidth, double pageHeight, bool isMirrored)
{
    private readonly ByteText content = new(1 << 14);
    private int clusterRest;
    private Colour? fill;

    /// <summary>The stream so far. It is overwritten after <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Content => content.Written;

    public void Clear()
    {
        content.Clear();
        fill = null;
    }

    public void BeginContent(string tag, int id) => content.Append((byte)'/').Append(tag).Append(" <</MCID "u8).Append(id).Append(">> BDC\n"u8);

    /// <summary>What has no meaning of its own: rules, boxes, running heads (14.8.2.2).</summary>
    public void BeginArtifact(string properties = "")
    {
        if (properties.Length == 0)
            content.Append("/Artifact BMC\n"u8);
        else
            content.Append("/Artifact <<"u8).Append(properties).Append(">> BDC\n"u8);
    }

    public void End() => content.Append("EMC\n"u8);

    public void Fill(double x, double top, double width, double height, Colour colour)
    {
        FillWith(colour);
        AppendBox(LeftOf(x, width), pageHeight - top - height, width, height).Append(" re f\n"u8);
    }

    /// <summary>Boxes of one colour that touch each other, without seams. They count from the left in every document: a code must not be mirrored.</summary>
    public void Fill(double x, double width, IEnumerable<(double FromLeft, double Top, double Width, double Height)> boxes, Colour colour)
    {
        FillWith(colour);
        var left = LeftOf(x, width);
        foreach (var box in boxes)
            AppendBox(left + box.FromLeft, pageHeight - box.Top - box.Height, box.Width, box.Height).Append(" re\n"u8);
        content.Append("f\n"u8);
    }

    /// <summary>The outline of a box whose outer edge is given.</summary>
    public void Frame(double x, double top, double width, double height, double line, Colour colour)
    {
        AppendColour(colour).Append(" RG "u8).Append(line).Append(" w "u8);
        AppendBox(LeftOf(x, width) + line / 2, pageHeight - top - height + line / 2, width - line, height - line).Append(" re S\n"u8);
    }

    /// <summary>Draws an image of the resources into a box.</summary>
    public void Image(int number, double x, double top, double width, double height) =>
        content.Append("q "u8).Append(width).Append(" 0 0 "u8).Append(height).Append((byte)' ').Append(LeftOf(x, width)).Append((byte)' ')
            .Append(pageHeight - top - height).Append(" cm /I"u8).Append(number).Append(" Do Q\n"u8);

    /// <summary>Where a box lies, from the left edge of the page.</summary>
    public double LeftOf(double x, double width) => isMirrored ? pageWidth - x - width : x;

    /// <summary>Places one line of text with its base line at <paramref name="baseline"/> and its ink beginning at <paramref name="x"/>.</summary>
    public void Text(TextLine line, double x, double baseline, TextStyle style) =>
        Text([line], 0, 1, x, end: null, baseline - style.Baseline, style);

    /// <summary>Places lines under each other, the first below <paramref name="top"/>.</summary>
    /// <param name="x">Where the ink of each begins.</param>
    /// <param name="end">Where it ends instead; null for lines that begin where all others do.</param>
    public void Text(IReadOnlyList<TextLine> lines, int first, int count, double x, double? end, double top, TextStyle style)
    {
        FontFace? face = null;
        var (isOpen, left, bottom) = (false, 0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            var line = lines[first + i];
            if (line.IsEmpty)
                continue;
            FillWith(style.Colour);
            var ink = line.InkWidth * style.Size / 1000;
            var lineLeft = Hundredths(LeftOf(end - ink ?? x, ink));
            var lineBottom = Hundredths(pageHeight - top - i * style.Leading - style.Baseline);
            if (line.IsLeftToRight)
            {
                // From line to line, not from the corner of the page: equal steps pack to nearly nothing.
                if (!isOpen)
                    (isOpen, left, bottom, face) = (true, 0, 0, Open());
                content.Append(lineLeft - left).Append((byte)' ').Append(lineBottom - bottom).Append(" Td\n"u8);
                (left, bottom) = (lineLeft, lineBottom);
                Show(line.Runs, 0, line.Runs.Count, style.Size, ref face);
            }
            else
            {
                if (isOpen)
                    content.Append("ET\n"u8);
                Open();
                ShowInReadingOrder(line, lineLeft, lineBottom, style.Size);
                content.Append("ET\n"u8);
                isOpen = false;
            }
        }

        if (isOpen)
            content.Append("ET\n"u8);
    }

    // A text object begins without a face.
    private FontFace? Open()
    {
        content.Append("BT "u8);
        return null;
    }

    // A hundredth of a point is a 7,200th of an inch; the third decimal would be a twentieth of the file.
    private static double Hundredths(double length) => Math.Round(length, 2);

    /// <summary>
    /// The runs in the order in which they are read, each at its place. Inside a run from right to left the glyphs stand as
    /// they are seen, and are marked so (ISO 32000-1, 14.8.2.3.3).
    /// </summary>
    private void ShowInReadingOrder(TextLine line, double left, double bottom, double size)
    {
        var places = line.Places();
        for (var i = 0; i < places.Length; i++)
        {
            var isReversed = line.Runs[i].IsRightToLeft;
            if (isReversed)
                content.Append("/ReversedChars BMC "u8);
            content.Append("1 0 0 1 "u8).Append(left + places[i] * size / 1000).Append((byte)' ').Append(bottom).Append(" Tm\n"u8);
            FontFace? face = null;
            Show(line.Runs, i, i + 1, size, ref face);
            if (isReversed)
                content.Append("EMC "u8);
        }
    }

    private void Show(IReadOnlyList<GlyphRun> runs, int first, int end, double size, ref FontFace? face)
    {
        var isOpen = false;
        for (var i = first; i < end; i++)
        {
            if (runs[i].Face != face)
            {
                if (isOpen)
                    CloseArray();
                face = runs[i].Face;
                content.Append("/F"u8).Append(face.Number).Append((byte)' ').Append(size).Append(" Tf [<"u8);
                isOpen = true;
            }
            else if (!isOpen)
            {
                content.Append("[<"u8);
                isOpen = true;
            }

            foreach (ref readonly var glyph in runs[i].Glyphs.AsSpan())
                Show(glyph, size);
        }

        CloseArray();
    }

    private void Show(in Glyph glyph, double size)
    {
        // Several glyphs that only together stand for their text: the text goes round them (14.9.4).
        if (glyph.ClusterLength > 0)
        {
            clusterRest = glyph.ClusterLength;
            CloseArray();
            content.Append("/Span <</ActualText "u8).Append(PdfSyntax.TextString(glyph.Text)).Append(">> BDC [<"u8);
        }

        if (glyph.OffsetY != 0)
        {
            CloseArray();
            content.Append(glyph.OffsetY * size / 1000).Append(" Ts [<"u8);
        }

        if (glyph.OffsetX != 0)
            Adjust(-glyph.OffsetX);
        content.AppendHexadecimal(glyph.Code);
        var correction = glyph.Width - glyph.Advance + glyph.OffsetX;
        if (correction != 0)
            Adjust(correction);
        if (glyph.OffsetY != 0)
        {
            CloseArray();
            content.Append("0 Ts [<"u8);
        }

        if (clusterRest > 0 && --clusterRest == 0)
        {
            CloseArray();
            content.Append("EMC [<"u8);
        }
    }

    private void Adjust(int thousandths) => content.Append((byte)'>').Append(thousandths).Append((byte)'<');

    private void CloseArray() => content.Append(">] TJ\n"u8);

    private ByteText AppendBox(double left, double bottom, double width, double height) =>
        content.Append(left).Append((byte)' ').Append(bottom).Append((byte)' ').Append(width).Append((byte)' ').Append(height);

    // The colour stays until the next: nearly all of a page is in one.
    private void FillWith(Colour colour)
    {
        if (fill == colour)
            return;
        fill = colour;
        AppendColour(colour).Append(" rg\n"u8);
    }

    private ByteText AppendColour(Colour colour) =>
        content.Append(colour.Red / 255.0).Append((byte)' ').Append(colour.Green / 255.0).Append((byte)' ').Append(colour.Blue / 255.0);
}
