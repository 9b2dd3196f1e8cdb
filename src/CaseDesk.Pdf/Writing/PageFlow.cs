using System.Globalization;
using System.Text;
using CaseDesk.Pdf.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>
/// The pages, one after the other: a cursor that moves down, the tie between content and structure, and the running
/// head, foot and mark. Pages are written when they are full; only the feet wait, for the number of pages.
/// </summary>
internal sealed class PageFlow
{
    // A4 in points, and the margins of the report: 22 mm left, 18 mm right.
    public const double PageWidth = 595.276;
    public const double PageHeight = 841.89;
    public const double Left = 62.36;
    public const double Right = PageWidth - 51.02;
    public const double Width = Right - Left;
    private const double FirstTop = 126;
    private const double LaterTop = 82;

    /// <summary>Where content must end.</summary>
    public const double Bottom = PageHeight - 66;

    /// <summary>Height that a page after the first has for content.</summary>
    public const double FullHeight = Bottom - LaterTop;

    private const int PagesInNode = 64;
    private const int KeysInParentNode = 128;

    private readonly ObjectFile file;
    private readonly Furniture furniture;
    private readonly Canvas canvas;
    private readonly List<Page> pages = [];
    private readonly List<int> nodes = [];
    // By key: for a page the array of elements of its content, for an annotation its element (14.7.4.4).
    private readonly List<int> parents = [];
    private readonly List<int> annotations = [];
    private readonly List<(double X, double Top, double Width, double Height, Colour Colour)> rules = [];
    private readonly List<int> contentParents = [];
    private readonly int pageTree;
    private readonly int resources;

    public PageFlow(ObjectFile file, Furniture furniture, TextDirection direction)
    {
        canvas = new Canvas(PageWidth, PageHeight, isMirrored: direction == TextDirection.RightToLeft);
        this.file = file;
        this.furniture = furniture;
        pageTree = file.Reserve();
        resources = file.Reserve();
        BeginPage();
    }

    /// <summary>The cursor, in points from the top of the page.</summary>
    public double Y { get; set; }

    public double Remaining => Bottom - Y;

    /// <summary>Nothing stands on this page yet.</summary>
    public bool IsAtTop => contentParents.Count == 0;

    /// <summary>At most a line or two stand on this page.</summary>
    public bool IsNearTop => Y < (pages.Count == 1 ? FirstTop : LaterTop) + 26;

    public int PageCount => pages.Count;

    /// <summary>Number of the page object in work.</summary>
    public int PageId => pages[^1].Id;

    public Canvas Canvas => canvas;

    public void NewPage()
    {
        EndPage();
        BeginPage();
    }

    /// <summary>Goes to a new page if less than this height is left here. A page that is still empty is never left.</summary>
    public void Need(double height)
    {
        if (height > Remaining && !IsAtTop)
            NewPage();
    }

    /// <summary>Draws content that belongs to an element of the structure.</summary>
    public void Content(StructureElement element, Action<Canvas> draw)
    {
        var id = contentParents.Count;
        contentParents.Add(element.Id);
        element.AddContent(PageId, id);
        canvas.BeginContent(element.Tag, id);
        draw(canvas);
        canvas.End();
    }

    public void Artifact(Action<Canvas> draw)
    {
        canvas.BeginArtifact();
        draw(canvas);
        canvas.End();
    }

    /// <summary>A line of no meaning. Those of a page are drawn together: one artifact for each row would be a tenth of the file.</summary>
    public void Rule(double x, double top, double width, double height, Colour colour) => rules.Add((x, top, width, height, colour));

    /// <summary>Hangs an annotation on the page in work.</summary>
    public void Annotate(int annotation) => annotations.Add(annotation);

    /// <summary>Ties an annotation to the element that it belongs to, and answers its key in the parent tree.</summary>
    public int TieAnnotation(StructureElement element)
    {
        parents.Add(element.Id);
        return parents.Count - 1;
    }

    /// <summary>Ends the last page and writes feet, page tree and parent tree.</summary>
    public (int PageTree, int ParentTree) Finish()
    {
        EndPage();
        for (var i = 0; i < pages.Count; i++)
        {
            furniture.DrawFoot(canvas, i + 1, pages.Count);
            file.PutStream(pages[i].Foot, "", canvas.Content);
            canvas.Clear();
        }

        foreach (var (node, members) in nodes.Zip(pages.Chunk(PagesInNode)))
            file.Put(node, string.Create(CultureInfo.InvariantCulture,
                $"<</Type /Pages /Parent {pageTree} 0 R /Count {members.Length} /Kids [{PdfSyntax.References(members.Select(page => page.Id))}]>>"));
        file.Put(pageTree, string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Pages /Count {pages.Count} /Kids [{PdfSyntax.References(nodes)}]>>"));
        return (pageTree, WriteParentTree());
    }

    /// <summary>Lays a link to an address over boxes of this page and makes it part of an element (12.5.6.5).</summary>
    public void Link(StructureElement element, IReadOnlyList<(double X, double Top, double Width, double Height)> boxes, string address, string description)
    {
        if (boxes.Count == 0)
            return;
        var areas = boxes.Select(box => (Left: canvas.LeftOf(box.X, box.Width), Bottom: PageHeight - box.Top - box.Height,
            Right: canvas.LeftOf(box.X, box.Width) + box.Width, Top: PageHeight - box.Top)).ToList();
        var rectangle = Numbers(areas.Min(area => area.Left), areas.Min(area => area.Bottom), areas.Max(area => area.Right), areas.Max(area => area.Top));
        // Readers take the corners as upper left, upper right, lower left, lower right, whatever table 179 says.
        var corners = string.Join(' ', areas.Select(area => Numbers(area.Left, area.Top, area.Right, area.Top, area.Left, area.Bottom, area.Right, area.Bottom)));
        var annotation = file.Reserve();
        Annotate(annotation);
        var key = TieAnnotation(element);
        element.AddObject(PageId, annotation);
        // Flag 3, Print, is demanded by ISO 19005-3, 6.3.2; Contents by ISO 14289-1, 7.18.5. The border would be drawn by the reader.
        file.Put(annotation, string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Annot /Subtype /Link /Rect [{rectangle}] /QuadPoints [{corners}] /Border [0 0 0] /F 4 /P {PageId} 0 R /StructParent {key} /Contents {PdfSyntax.TextString(description)} /A <</Type /Action /S /URI /URI <{Convert.ToHexString(Encoding.ASCII.GetBytes(address))}>>>>>"));
    }

    public void WriteResources(IEnumerable<(int Number, int Id)> fonts, IReadOnlyList<int> images)
    {
        var names = fonts.Select(font => string.Create(CultureInfo.InvariantCulture, $"/F{font.Number} {font.Id} 0 R"));
        var imageNames = images.Select((id, i) => string.Create(CultureInfo.InvariantCulture, $"/I{i + 1} {id} 0 R"));
        var objects = images.Count == 0 ? "" : $" /XObject <<{string.Join(' ', imageNames)}>>";
        file.Put(resources, $"<</Font <<{string.Join(' ', names)}>>{objects}>>");
    }

    /// <summary>The key that the next page or annotation would get (14.7.2).</summary>
    public int NextParentKey => parents.Count;

    private static string Numbers(params ReadOnlySpan<double> values) => string.Join(' ', values.ToArray().Select(PdfSyntax.Number));

    /// <summary>The number tree that leads from content back to structure (14.7.4.4).</summary>
    private int WriteParentTree()
    {
        var kids = new List<int>();
        var first = 0;
        foreach (var chunk in parents.Chunk(KeysInParentNode))
        {
            var numbers = chunk.Select((id, i) => string.Create(CultureInfo.InvariantCulture, $"{first + i} {id} 0 R"));
            kids.Add(file.Add(string.Create(CultureInfo.InvariantCulture,
                $"<</Limits [{first} {first + chunk.Length - 1}] /Nums [{string.Join(' ', numbers)}]>>")));
            first += chunk.Length;
        }

        return file.Add($"<</Kids [{PdfSyntax.References(kids)}]>>");
    }

    private void BeginPage()
    {
        if (pages.Count % PagesInNode == 0)
            nodes.Add(file.Reserve());
        pages.Add(new Page(file.Reserve(), file.Reserve(), parents.Count));
        parents.Add(file.Reserve());
        Y = pages.Count == 1 ? FirstTop : LaterTop;
        furniture.DrawHead(canvas, pages.Count);
    }

    private void EndPage()
    {
        if (rules.Count > 0)
            Artifact(drawn => rules.ForEach(rule => drawn.Fill(rule.X, rule.Top, rule.Width, rule.Height, rule.Colour)));
        rules.Clear();
        var content = file.Reserve();
        file.PutStream(content, "", canvas.Content);
        canvas.Clear();
        var (id, foot, key) = pages[^1];
        file.Put(parents[key], $"[{PdfSyntax.References(contentParents)}]");
        contentParents.Clear();
        var links = annotations.Count == 0 ? "" : $" /Annots [{PdfSyntax.References(annotations)}]";
        annotations.Clear();
        var dictionary = string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Page /Parent {nodes[^1]} 0 R /MediaBox [0 0 {PdfSyntax.Number(PageWidth)} {PdfSyntax.Number(PageHeight)}] /Resources {resources} 0 R /Contents [{content} 0 R {foot} 0 R] /StructParents {key}{links} /Tabs /S>>");
        // The widget of an archive time-stamp is hung on the first page by a later revision.
        if (pages.Count == 1)
            file.PutAlone(id, dictionary);
        else
            file.Put(id, dictionary);
    }

    private readonly record struct Page(int Id, int Foot, int Key);
}
