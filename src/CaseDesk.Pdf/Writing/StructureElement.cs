namespace CaseDesk.Pdf.Writing;

/// <summary>One element of the structure tree while it is open (ISO 32000-1, 14.7.2).</summary>
/// <param name="tag">A standard structure type (14.8.4).</param>
/// <param name="attributes">Further dictionary entries, such as the scope of a header cell.</param>
internal sealed class StructureElement(ObjectFile file, string tag, int parent, string attributes = "")
{
    // Nearly all elements are cells with one piece of content: the list is made for the second kid.
    private ByteText? kids;
    private (int Page, int Content)? only;

    public int Id { get; } = file.Reserve();

    public string Tag => tag;

    public StructureElement Child(string childTag, string childAttributes = "")
    {
        var child = new StructureElement(file, childTag, Id, childAttributes);
        Kids().AppendReference(child.Id);
        return child;
    }

    public void AddContent(int page, int content)
    {
        if (kids is null && only is null)
            only = (page, content);
        else
            AppendContent(Kids(), page, content);
    }

    /// <summary>Makes an annotation part of the element (14.7.4.3).</summary>
    public void AddObject(int page, int annotation) =>
        Kids().Append("<</Type /OBJR /Pg "u8).AppendReference(page).Append(" /Obj "u8).AppendReference(annotation).Append(">>"u8);

    /// <summary>Writes the element; it takes no more kids.</summary>
    public void Close()
    {
        var text = file.BeginPacked(Id).Append("<</Type /StructElem /S /"u8).Append(tag).Append(" /P "u8).AppendReference(parent);
        if (only is var (page, content))
            text.Append(" /Pg "u8).AppendReference(page).Append(" /K "u8).Append(content);
        else if (kids is not null)
            text.Append(" /K ["u8).Append(kids.Written).Append((byte)']');
        text.Append(attributes).Append(">>"u8);
        file.EndPacked();
    }

    private ByteText Kids()
    {
        kids ??= new ByteText(64);
        if (only is var (page, content))
        {
            only = null;
            AppendContent(kids, page, content);
        }

        return kids.Length == 0 ? kids : kids.Append((byte)' ');
    }

    private static void AppendContent(ByteText kids, int page, int content) =>
        kids.Append("<</Type /MCR /Pg "u8).AppendReference(page).Append(" /MCID "u8).Append(content).Append(">>"u8);
}
