using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Blocks;

/// <summary>A cell that is laid out: its lines, where it stands and how it looks.</summary>
internal sealed record Cell(string Tag, string Attributes, List<TextLine> Lines, TextStyle Style, double X, double Width, bool Right);

/// <summary>Draws one row of cells, whole if a page can hold it, else over several pages: no cell is ever cut.</summary>
internal static class Row
{
    private const int FewestLinesOfPart = 3;

    /// <param name="padding">Space above and below the text, in points.</param>
    /// <param name="onNewPage">Draws the repeated header after a page break.</param>
    /// <param name="rule">Draws the line below a finished row or part.</param>
    /// <param name="freshHeight">The height that a row finds on a fresh page, below the repeated header.</param>
    public static void Draw(PageFlow flow, StructureElement parent, IReadOnlyList<Cell> cells, double padding, double freshHeight,
        Action onNewPage, Action<double> rule)
    {
        var row = parent.Child("TR");
        var elements = new StructureElement[cells.Count];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = row.Child(cells[i].Tag, cells[i].Attributes);
        var done = new int[cells.Count];
        var height = Height(cells, padding);
        if (height > flow.Remaining && (height <= freshHeight || flow.Remaining < PartHeight(cells, padding)))
            Break(flow, onNewPage);

        while (true)
        {
            var top = flow.Y;
            var tallest = 0.0;
            var room = flow.Remaining - 2 * padding;
            for (var i = 0; i < cells.Count; i++)
            {
                var cell = cells[i];
                var count = Math.Min(cell.Lines.Count - done[i], Math.Max(1, TextBlock.Fitting(room, cell.Style)));
                if (count == 0)
                    continue;
                var first = done[i];
                if (cell.Lines.FindIndex(first, count, line => !line.IsEmpty) >= 0)
                    flow.Content(elements[i], canvas => DrawLines(canvas, cell, first, count, top + padding));
                done[i] += count;
                tallest = Math.Max(tallest, count * cell.Style.Leading);
            }

            flow.Y = top + tallest + 2 * padding;
            rule(flow.Y);
            if (IsFinished(cells, done))
                break;
            Break(flow, onNewPage);
        }

        foreach (var element in elements)
            element.Close();
        row.Close();
    }

    private static bool IsFinished(IReadOnlyList<Cell> cells, int[] done)
    {
        for (var i = 0; i < done.Length; i++)
        {
            if (done[i] < cells[i].Lines.Count)
                return false;
        }

        return true;
    }

    public static double Height(IReadOnlyList<Cell> cells, double padding) =>
        cells.Max(cell => cell.Lines.Count * cell.Style.Leading) + 2 * padding;

    public static void DrawLines(Canvas canvas, Cell cell, int first, int count, double top) =>
        canvas.Text(cell.Lines, first, count, cell.X, cell.Right ? cell.X + cell.Width : null, top, cell.Style);

    private static void Break(PageFlow flow, Action onNewPage)
    {
        flow.NewPage();
        onNewPage();
    }

    private static double PartHeight(IReadOnlyList<Cell> cells, double padding) =>
        FewestLinesOfPart * cells.Max(cell => cell.Style.Leading) + 2 * padding;
}
