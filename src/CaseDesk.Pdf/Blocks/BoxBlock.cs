using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Blocks;

/// <summary>How a box looks: its frame and the rule at its left edge, in points.</summary>
internal sealed record BoxLook(Colour Colour, double Rule, TextStyle Heading, TextStyle Text);

/// <summary>
/// A framed heading and text. It stays whole if a page can hold it; a longer one goes on in a further frame, because a
/// caveat is never cut.
/// </summary>
internal static class BoxBlock
{
    private const double Padding = 11;
    private const double Line = 0.85;
    private const double HeadingGap = 3;
    private const int FewestLinesOfPart = 4;

    /// <summary>Draws it and answers the top of its last frame, which ends where the flow then stands.</summary>
    public static double Draw(PageFlow flow, StructureElement parent, Passage heading, Passage text, string textAttributes, BoxLook look)
    {
        var lastTop = flow.Y;
        var inset = look.Rule + 14;
        var x = PageFlow.Left + inset;
        var width = PageFlow.Width - inset - 14;
        var box = parent.Child("Div");
        var headingElement = box.Child("P");
        var textElement = box.Child("P", textAttributes);
        var headingLines = LineLayout.Wrap(heading, look.Heading, width);
        var textLines = LineLayout.Wrap(text, look.Text, width);
        var whole = Height(headingLines.Count, textLines.Count, look);
        flow.Need(whole <= PageFlow.FullHeight ? whole : Height(1, FewestLinesOfPart, look));

        int headingDone = 0, textDone = 0;
        while (headingDone < headingLines.Count || textDone < textLines.Count)
        {
            var room = flow.Remaining - 2 * Padding;
            var headingNow = Math.Min(headingLines.Count - headingDone, TextBlock.Fitting(room, look.Heading));
            room -= headingNow * look.Heading.Leading + HeadingGap;
            var textNow = headingDone + headingNow < headingLines.Count
                ? 0
                : Math.Min(textLines.Count - textDone, TextBlock.Fitting(room, look.Text));
            if (headingNow + textNow == 0)
            {
                flow.NewPage();
                continue;
            }

            var top = lastTop = flow.Y;
            var height = Height(headingNow, textNow, look);
            flow.Artifact(canvas =>
            {
                canvas.Frame(PageFlow.Left, top, PageFlow.Width, height, Line, look.Colour);
                canvas.Fill(PageFlow.Left, top, Math.Max(look.Rule, Line), height, look.Colour);
            });
            if (headingNow > 0)
                Part(flow, headingElement, headingLines, headingDone, headingNow, x, null, top + Padding, look.Heading);
            if (textNow > 0)
                Part(flow, textElement, textLines, textDone, textNow, x, text.Direction == heading.Direction ? null : x + width, top + height - Padding - textNow * look.Text.Leading, look.Text);
            headingDone += headingNow;
            textDone += textNow;
            flow.Y = top + height;
            if (headingDone < headingLines.Count || textDone < textLines.Count)
                flow.NewPage();
        }

        headingElement.Close();
        textElement.Close();
        box.Close();
        return lastTop;
    }

    private static void Part(PageFlow flow, StructureElement element, List<TextLine> lines, int first, int count, double x, double? end, double top, TextStyle style) =>
        flow.Content(element, canvas => canvas.Text(lines, first, count, x, end, top, style));

    private static double Height(int headingLines, int textLines, BoxLook look) =>
        2 * Padding + headingLines * look.Heading.Leading + textLines * look.Text.Leading + (headingLines > 0 && textLines > 0 ? HeadingGap : 0);
}
