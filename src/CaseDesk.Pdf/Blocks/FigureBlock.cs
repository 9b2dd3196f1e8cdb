using System.Collections;
using System.Globalization;
using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Blocks;

/// <summary>What is seen and not read: a Figure with the words that stand for it (ISO 14289-1, 7.3).</summary>
internal static class FigureBlock
{
    private static readonly Colour Black = new(0, 0, 0);

    public static void DrawImage(PageFlow flow, StructureElement parent, int number, double width, double height, string alternative) =>
        Draw(flow, parent, width, height, alternative, canvas => canvas.Image(number, PageFlow.Left, flow.Y, width, height));

    /// <summary>A square of dark modules; each run of them in a row is one rectangle.</summary>
    public static void DrawModules(PageFlow flow, StructureElement parent, IReadOnlyList<BitArray> rows, double size, string alternative)
    {
        var module = size / rows.Count;
        Draw(flow, parent, size, size, alternative, canvas => canvas.Fill(PageFlow.Left, size, DarkRuns(rows).Select(run =>
            (run.First * module, flow.Y + run.Row * module, run.Count * module, module)), Black));
    }

    private static void Draw(PageFlow flow, StructureElement parent, double width, double height, string alternative, Action<Canvas> draw)
    {
        flow.Need(height);
        var left = flow.Canvas.LeftOf(PageFlow.Left, width);
        var bottom = PageFlow.PageHeight - flow.Y - height;
        var box = string.Join(' ', new[] { left, bottom, left + width, bottom + height }.Select(PdfSyntax.Number));
        var figure = parent.Child("Figure", string.Create(CultureInfo.InvariantCulture,
            $" /Alt {PdfSyntax.TextString(alternative)} /A <</O /Layout /Placement /Block /BBox [{box}]>>"));
        flow.Content(figure, draw);
        figure.Close();
        flow.Y += height;
    }

    private static IEnumerable<(int Row, int First, int Count)> DarkRuns(IReadOnlyList<BitArray> rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            for (var first = 0; first < rows[row].Count; first++)
            {
                var end = first;
                while (end < rows[row].Count && rows[row][end])
                    end++;
                if (end > first)
                    yield return (row, first, end - first);
                first = end;
            }
        }
    }
}
