using System.Globalization;
using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Blocks;

/// <summary>A bulleted or numbered list: L, LI, Lbl and LBody (ISO 32000-1, 14.8.4.3.3).</summary>
internal static class ListBlock
{
    private const double Indent = 6;
    private const double LabelGap = 5;
    private const double ItemGap = 2;

    public static void Draw(PageFlow flow, StructureElement parent, IReadOnlyList<Passage> items, bool numbered, TextDirection direction, TextStyle style)
    {
        var list = parent.Child("L", $" /A <</O /List /ListNumbering /{(numbered ? "Decimal" : "Disc")}>>");
        var labels = items.Select((_, i) => numbered ? string.Create(CultureInfo.InvariantCulture, $"{i + 1}.") : "•")
            .Select(label => LineLayout.Wrap(new Passage(label, direction), style, PageFlow.Width)[0]).ToList();
        var labelWidth = labels.Max(label => label.InkWidth) * style.Size / 1000;
        var textX = PageFlow.Left + Indent + labelWidth + LabelGap;
        for (var i = 0; i < items.Count; i++)
        {
            var lines = LineLayout.Wrap(items[i], style, PageFlow.Right - textX);
            flow.Need(Math.Min(lines.Count, 2) * style.Leading);
            var item = list.Child("LI");
            var label = item.Child("Lbl");
            var body = item.Child("LBody");
            var labelLine = labels[i];
            flow.Content(label, canvas => canvas.Text(labelLine,
                PageFlow.Left + Indent + labelWidth - labelLine.InkWidth * style.Size / 1000, flow.Y + style.Baseline, style));
            TextBlock.Flow(flow, body, lines, style, textX);
            flow.Y += ItemGap;
            label.Close();
            body.Close();
            item.Close();
        }

        list.Close();
    }
}
