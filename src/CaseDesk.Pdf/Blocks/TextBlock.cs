using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Blocks;

/// <summary>Lines of one element, over as many pages as they need.</summary>
internal static class TextBlock
{
    /// <summary>Draws all lines below the cursor. No line stands alone at the foot or the head of a page.</summary>
    /// <param name="end">Where lines end that read against the document's direction; null if they begin where all others do.</param>
    /// <param name="onPart">Told of the first line, the number of lines and the top of each part that was drawn on one page.</param>
    public static void Flow(PageFlow flow, StructureElement element, IReadOnlyList<TextLine> lines, TextStyle style, double x, double? end = null,
        Action<int, int, double>? onPart = null)
    {
        for (var next = 0; next < lines.Count;)
        {
            var left = lines.Count - next;
            var fit = Math.Min(left, Fitting(flow.Remaining, style));
            if (fit < left && left - fit == 1 && fit > 2)
                fit--;
            if (!flow.IsAtTop && (fit == 0 || fit == 1 && left > 1))
            {
                flow.NewPage();
                continue;
            }

            // A page always takes one line, or nothing would ever move.
            fit = Math.Max(fit, 1);
            var first = next;
            flow.Content(element, canvas => canvas.Text(lines, first, fit, x, end, flow.Y, style));
            onPart?.Invoke(first, fit, flow.Y);
            flow.Y += fit * style.Leading;
            next += fit;
        }
    }

    public static int Fitting(double height, TextStyle style) => Math.Max(0, (int)((height + 0.01) / style.Leading));
}
