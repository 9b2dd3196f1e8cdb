using System.Globalization;
using System.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>One element of the structure tree while it is open (ISO 32000-1, 14.7.2).</summary>
/// <param name="tag">A standard structure type (14.8.4).</param>
/// <param name="attributes">Further dictionary entries, such as the scope of a header cell.</param>
internal sealed class StructureElement(ObjectFile file, string tag, int parent, string attributes = "")
{
    private readonly StringBuilder kids = new();
    private int kidCount;
    private (int Page, int Content)? only;

    public int Id { get; } = file.Reserve();

    public string Tag => tag;

    public StructureElement Child(string childTag, string childAttributes = "")
    {
        var child = new StructureElement(file, childTag, Id, childAttributes);
        kids.Append(kidCount++ == 0 ? "" : " ").Append(PdfSyntax.Reference(child.Id));
        only = null;
        return child;
    }

    public void AddContent(int page, int content)
    {
        only = kidCount == 0 ? (page, content) : null;
        kids.Append(kidCount++ == 0 ? "" : " ")
            .Append(CultureInfo.InvariantCulture, $"<</Type /MCR /Pg {page} 0 R /MCID {content}>>");
    }

    /// <summary>Makes an annotation a kid of this element (14.7.4.3).</summary>
    public void AddObject(int page, int annotation)
    {
        only = null;
        kids.Append(kidCount++ == 0 ? "" : " ")
            .Append(CultureInfo.InvariantCulture, $"<</Type /OBJR /Pg {page} 0 R /Obj {annotation} 0 R>>");
    }

    /// <summary>Writes the element; it takes no more kids.</summary>
    public void Close()
    {
        var content = only is var (page, id) && kidCount == 1
            ? string.Create(CultureInfo.InvariantCulture, $" /Pg {page} 0 R /K {id}")
            : kidCount == 0 ? "" : $" /K [{kids}]";
        file.Put(Id, string.Create(CultureInfo.InvariantCulture, $"<</Type /StructElem /S /{tag} /P {parent} 0 R{content}{attributes}>>"));
    }
}
