using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Blocks;

/// <summary>A paragraph that leads to an address: P, Link and an annotation for each page that it stands on (ISO 14289-1, 7.18.5).</summary>
internal static class LinkBlock
{
    private const double UnderlineDrop = 1.6;
    private const double UnderlineWeight = 0.5;

    public static void Draw(PageFlow flow, StructureElement parent, IReadOnlyList<TextLine> lines, TextStyle style, string address, string description)
    {
        var paragraph = parent.Child("P");
        var link = paragraph.Child("Link");
        TextBlock.Flow(flow, link, lines, style, PageFlow.Left, onPart: (first, count, top) =>
        {
            var boxes = Enumerable.Range(first, count).Where(i => lines[i].InkWidth > 0)
                .Select(i => (Line: i, Width: lines[i].InkWidth * style.Size / 1000, Top: top + (i - first) * style.Leading)).ToList();
            flow.Artifact(canvas => boxes.ForEach(box =>
                canvas.Fill(PageFlow.Left, box.Top + style.Baseline + UnderlineDrop, box.Width, UnderlineWeight, style.Colour)));
            flow.Link(link, boxes.ConvertAll(box => (PageFlow.Left, box.Top, box.Width, style.Leading)), address, description);
        });
        link.Close();
        paragraph.Close();
    }
}
