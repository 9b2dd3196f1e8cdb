using CaseDesk.Pdf;

namespace CaseDesk.Features.Templates;

/// <summary>Blocks as the house's PDF. Values are escaped there, for its fonts.</summary>
internal static class TemplatePages
{
    /// <param name="part">Writes what only the desk can; null where there are no parts.</param>
    public static void Write(PdfReport pdf, IReadOnlyList<TemplateBlock> blocks, Action<TemplateBlock>? part = null)
    {
        for (var i = 0; i < blocks.Count;)
        {
            var kind = blocks[i].Kind;
            var same = blocks.Skip(i).TakeWhile(block => block.Kind == kind).ToList();
            switch (kind)
            {
                case TemplateBlockKind.Bullet or TemplateBlockKind.Number:
                    pdf.List(same.Select(block => block.Words), numbered: kind == TemplateBlockKind.Number);
                    i += same.Count;
                    continue;
                case TemplateBlockKind.Pair:
                    pdf.Pairs(same.Select(block => (block.Key, block.Words)));
                    i += same.Count;
                    continue;
                case TemplateBlockKind.Heading:
                    pdf.Heading(blocks[i].Level, blocks[i].Words);
                    break;
                case TemplateBlockKind.Notice:
                    pdf.Caveat(blocks[i].Key, blocks[i].Words);
                    break;
                case TemplateBlockKind.Part:
                    part!(blocks[i]);
                    break;
                default:
                    pdf.Paragraph(blocks[i].Words, kind == TemplateBlockKind.Remark ? PdfText.Small : PdfText.Body, blocks[i].Language);
                    break;
            }
            i++;
        }
    }
}
