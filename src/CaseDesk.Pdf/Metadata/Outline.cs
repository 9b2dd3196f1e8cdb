using System.Globalization;
using System.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Metadata;

/// <summary>The bookmarks: one for each heading, nested by level (ISO 32000-1, 12.3.3).</summary>
internal sealed class Outline
{
    // A bookmark shows where to go; the whole heading stands on the page.
    private const int LongestTitle = 200;

    private readonly List<Entry> top = [];
    private readonly Stack<Entry> open = new();

    public void Add(int level, string title, int page, double y)
    {
        while (open.TryPeek(out var last) && last.Level >= level)
            open.Pop();
        var entry = new Entry(level, Shorten(title), page, y);
        (open.TryPeek(out var parent) ? parent.Children : top).Add(entry);
        open.Push(entry);
    }

    /// <summary>Writes the tree; null if there is no heading.</summary>
    public int? Write(ObjectFile file)
    {
        if (top.Count == 0)
            return null;
        var root = file.Reserve();
        var (first, last, count) = WriteLevel(file, top, root);
        file.Put(root, string.Create(CultureInfo.InvariantCulture, $"<</Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {count}>>"));
        return root;
    }

    private static string Shorten(string title)
    {
        if (title.Length <= LongestTitle)
            return title;
        var end = char.IsHighSurrogate(title[LongestTitle - 1]) ? LongestTitle - 1 : LongestTitle;
        return title[..end] + "…";
    }

    private static (int First, int Last, int Count) WriteLevel(ObjectFile file, List<Entry> entries, int parent)
    {
        var ids = entries.Select(_ => file.Reserve()).ToList();
        var count = entries.Count;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var body = new StringBuilder("<<");
            body.Append(CultureInfo.InvariantCulture, $"/Title {PdfSyntax.TextString(entry.Title)} /Parent {parent} 0 R /Dest [{entry.Page} 0 R /XYZ 0 {PdfSyntax.Number(PageFlow.PageHeight - entry.Y)} 0]");
            if (i > 0)
                body.Append(CultureInfo.InvariantCulture, $" /Prev {ids[i - 1]} 0 R");
            if (i + 1 < ids.Count)
                body.Append(CultureInfo.InvariantCulture, $" /Next {ids[i + 1]} 0 R");
            if (entry.Children.Count > 0)
            {
                var (first, last, below) = WriteLevel(file, entry.Children, ids[i]);
                body.Append(CultureInfo.InvariantCulture, $" /First {first} 0 R /Last {last} 0 R /Count {below}");
                count += below;
            }

            file.Put(ids[i], body.Append(">>").ToString());
        }

        return (ids[0], ids[^1], count);
    }

    private sealed record Entry(int Level, string Title, int Page, double Y)
    {
        public List<Entry> Children { get; } = [];
    }
}
