using System.Globalization;

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
    private const int PagesInParentNode = 128;

    private readonly ObjectFile file;
    private readonly Furniture furniture;
    private readonly Canvas canvas = new(PageHeight);
    private readonly List<Page> pages = [];
    private readonly List<int> nodes = [];
    private readonly List<int> parentArrays = [];
    private readonly List<int> contentParents = [];
    private readonly List<int> annotations = [];
    private readonly List<int> annotationParents = [];
    private readonly int pageTree;
    private readonly int resources;

    public PageFlow(ObjectFile file, Furniture furniture)
    {
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

    /// <summary>Hangs an annotation on the page in work.</summary>
    public void Annotate(int annotation) => annotations.Add(annotation);

    /// <summary>Ties an annotation to the element that it belongs to, and answers its key in the parent tree. No page may follow.</summary>
    public int TieAnnotation(StructureElement element)
    {
        annotationParents.Add(element.Id);
        return pages.Count + annotationParents.Count - 1;
    }

    /// <summary>Number of keys that the parent tree has.</summary>
    public int ParentTreeSize => pages.Count + annotationParents.Count;

    /// <summary>Ends the last page and writes feet, page tree and parent tree.</summary>
    public (int PageTree, int ParentTree) Finish()
    {
        EndPage();
        for (var i = 0; i < pages.Count; i++)
        {
            furniture.DrawFoot(canvas, i + 1, pages.Count);
            file.PutStream(pages[i].Foot, "", canvas.TakeContent());
        }

        foreach (var (node, members) in nodes.Zip(pages.Chunk(PagesInNode)))
            file.Put(node, string.Create(CultureInfo.InvariantCulture,
                $"<</Type /Pages /Parent {pageTree} 0 R /Count {members.Length} /Kids [{PdfSyntax.References(members.Select(page => page.Id))}]>>"));
        file.Put(pageTree, string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Pages /Count {pages.Count} /Kids [{PdfSyntax.References(nodes)}]>>"));
        return (pageTree, WriteParentTree());
    }

    public void WriteResources(IEnumerable<(int Number, int Id)> fonts) =>
        file.Put(resources, $"<</Font <<{string.Join(' ', fonts.Select(font => string.Create(CultureInfo.InvariantCulture, $"/F{font.Number} {font.Id} 0 R")))}>>>>");

    /// <summary>The number tree that leads from content back to structure: one array for each page (14.7.4.4).</summary>
    private int WriteParentTree()
    {
        var kids = new List<int>();
        var first = 0;
        // An annotation's key leads to its one element, a page's to an array of them; behind the pages' keys, so that all are in order.
        foreach (var chunk in parentArrays.Concat(annotationParents).Chunk(PagesInParentNode))
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
        pages.Add(new Page(file.Reserve(), file.Reserve()));
        Y = pages.Count == 1 ? FirstTop : LaterTop;
        furniture.DrawHead(canvas, pages.Count);
    }

    private void EndPage()
    {
        var content = file.Reserve();
        file.PutStream(content, "", canvas.TakeContent());
        parentArrays.Add(file.Add($"[{PdfSyntax.References(contentParents)}]"));
        contentParents.Clear();
        var (id, foot) = pages[^1];
        var hung = annotations.Count == 0 ? "" : $" /Annots [{PdfSyntax.References(annotations)}]";
        annotations.Clear();
        var dictionary = string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Page /Parent {nodes[^1]} 0 R /MediaBox [0 0 {PdfSyntax.Number(PageWidth)} {PdfSyntax.Number(PageHeight)}] /Resources {resources} 0 R /Contents [{content} 0 R {foot} 0 R] /StructParents {pages.Count - 1} /Tabs /S{hung}>>");
        // The widget of an archive time-stamp is hung on the first page by a later revision.
        if (pages.Count == 1)
            file.PutAlone(id, dictionary);
        else
            file.Put(id, dictionary);
    }

    private readonly record struct Page(int Id, int Foot);
}
