using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Blocks;

/// <summary>A table with a header row that comes again on each page. Rows are drawn as they come and not kept.</summary>
internal sealed class TableBlock
{
    private const double Padding = 3.6;
    private const double Gutter = 8.5;
    private const double HeaderRule = 1.1;
    private const double RowRule = 0.55;
    private const int MostRowsInBody = 1_000;

    // A header that takes more than this part of a page is not repeated: rows must find room below it.
    private const double LargestRepeatedHeader = PageFlow.FullHeight / 3;

    private readonly PageFlow flow;
    private readonly Typography type;
    private readonly IReadOnlyList<PdfColumn> columns;
    private readonly double[] widths;
    private readonly double[] starts;
    private readonly TextStyle sans;
    private readonly TextStyle mono;
    private readonly List<Cell> header;
    private readonly double headerHeight;
    private readonly double freshHeight;
    private readonly Action repeatHeader;
    private readonly Action<double> rowRule;
    private StructureElement? table;
    private StructureElement? body;
    private int rowsInBody;
    private List<TextLine> captionLines = [];
    private bool hasHeader;

    public TableBlock(PageFlow flow, Typography type, IReadOnlyList<PdfColumn> columns, IReadOnlyList<Passage> headings)
    {
        this.flow = flow;
        this.type = type;
        this.columns = columns;
        var size = columns.Count switch { <= 5 => 9.5, <= 7 => 8.5, _ => 7.5 };
        sans = new TextStyle(type.Sans, size, Math.Round(size * 1.38, 1), Colour.Ink);
        // The monospaced face is wide: a little smaller it looks the same.
        mono = new TextStyle(type.Mono, Math.Round(size * 0.88, 1), sans.Leading, Colour.Ink) { SharedBaseline = sans.Baseline };
        var weights = columns.Sum(column => column.Weight);
        widths = [.. columns.Select(column => PageFlow.Width * column.Weight / weights)];
        starts = new double[widths.Length];
        for (var (i, x) = (0, PageFlow.Left); i < widths.Length; x += widths[i++])
            starts[i] = x;
        var soft = sans with { Colour = Colour.Soft };
        header = [.. headings.Select((heading, i) => CellAt(i, heading, soft, "TH", " /A <</O /Table /Scope /Column>>"))];
        headerHeight = Row.Height(header, Padding);
        var isRepeated = headerHeight <= LargestRepeatedHeader;
        freshHeight = isRepeated ? PageFlow.FullHeight - headerHeight : PageFlow.FullHeight;
        repeatHeader = isRepeated ? RepeatHeader : () => { };
        rowRule = y => Rule(y, RowRule, Colour.Hairline);
    }

    /// <summary>Begins the table. Caption and header are drawn with the first row, so that they do not stand alone at the foot of a page.</summary>
    public void Begin(StructureElement parent, Passage? caption)
    {
        table = parent.Child("Table");
        captionLines = caption is not { } words ? [] : LineLayout.Wrap(words, type.Small, PageFlow.Width);
    }

    /// <summary>Draws a row of one readable text for each column, and forgets it.</summary>
    public void Add(IReadOnlyList<Passage> row)
    {
        var cells = new Cell[row.Count];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = CellAt(i, row[i], columns[i].Mono ? mono : sans, "TD", "");
        if (!hasHeader)
            DrawHeader(Row.Height(cells, Padding));
        // A body remembers its rows until it ends: many of them keep the memory small.
        if (rowsInBody == MostRowsInBody)
        {
            body!.Close();
            (body, rowsInBody) = (null, 0);
        }

        body ??= table!.Child("TBody");
        rowsInBody++;
        Row.Draw(flow, body, cells, Padding, freshHeight, repeatHeader, rowRule);
    }

    /// <param name="firstRow">Height of what comes below; a row that no page can hold is begun here.</param>
    private void DrawHeader(double firstRow)
    {
        hasHeader = true;
        var above = captionLines.Count * type.Small.Leading + headerHeight;
        var whole = above + firstRow + 4 * Padding;
        flow.Need(whole <= PageFlow.FullHeight ? whole : Math.Min(PageFlow.FullHeight, above + sans.Leading * 2 + 4 * Padding));
        if (captionLines.Count > 0)
        {
            var element = table!.Child("Caption");
            TextBlock.Flow(flow, element, captionLines, type.Small, PageFlow.Left);
            flow.Y += 2;
            element.Close();
        }

        var head = table!.Child("THead");
        Row.Draw(flow, head, header, Padding, PageFlow.FullHeight, () => { }, y => Rule(y, HeaderRule, Colour.Ink));
        head.Close();
    }

    public void End()
    {
        if (!hasHeader)
            DrawHeader(sans.Leading * 2);
        body?.Close();
        table!.Close();
    }

    /// <summary>Pairs of a key and a value: a table whose header cells stand at the left, without rules.</summary>
    public static void DrawPairs(PageFlow flow, Typography type, StructureElement parent, IReadOnlyList<(Passage Key, Passage Value, bool Mono)> pairs)
    {
        const double keyWidth = 108;
        const double gap = 11;
        const double padding = 1.7;
        var table = parent.Child("Table");
        // ISO 32000-1 lets rows stand in a table without a body.
        foreach (var (key, value, isMono) in pairs)
        {
            var valueStyle = isMono ? type.MonoBody with { Leading = type.Body.Leading, SharedBaseline = type.Body.Baseline } : type.Body;
            var valueX = PageFlow.Left + keyWidth + gap;
            List<Cell> cells =
            [
                new("TH", " /A <</O /Table /Scope /Row>>", LineLayout.Wrap(key, type.Key, keyWidth), type.Key, PageFlow.Left, keyWidth, false),
                new("TD", "", LineLayout.Wrap(value, valueStyle, PageFlow.Right - valueX), valueStyle, valueX, PageFlow.Right - valueX, false),
            ];
            Row.Draw(flow, table, cells, padding, PageFlow.FullHeight, () => { }, _ => { });
        }

        table.Close();
    }

    private Cell CellAt(int column, Passage text, TextStyle style, string tag, string attributes)
    {
        var x = starts[column];
        // The last column ends with the rule; the others keep a gutter, or half of a very narrow column.
        var gutter = column == widths.Length - 1 ? 0 : Math.Min(Gutter, widths[column] / 4);
        var width = widths[column] - gutter;
        return new Cell(tag, attributes, LineLayout.Wrap(text, style, width), style, x, width, columns[column].Right);
    }

    private void RepeatHeader()
    {
        flow.Artifact(canvas =>
        {
            foreach (var cell in header)
                Row.DrawLines(canvas, cell, 0, cell.Lines.Count, flow.Y + Padding);
        });
        flow.Y += headerHeight;
        Rule(flow.Y, HeaderRule, Colour.Ink);
    }

    private void Rule(double y, double weight, Colour colour) =>
        flow.Rule(PageFlow.Left, y - weight / 2, PageFlow.Width, weight, colour);
}
