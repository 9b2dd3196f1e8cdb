using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Signing;

/// <summary>
/// The signature field that a report is written with, so that the signed file is one revision: readers say of a file with a
/// second one that it was changed, whatever the revision holds.
/// </summary>
internal sealed class SignatureRoom
{
    // Ten digits: the table of objects has room for files of 4 GiB (PDF 1.7 itself allows ten digits, ISO 32000-1, C.2).
    public const string RangePlaceholder = "[0 0000000000 0000000000 0000000000]";

    private readonly ObjectFile file;
    private readonly PageFlow flow;
    private readonly PadesOptions options;
    private readonly int field;
    private readonly int signature;
    private int page;
    private string look = "/Rect [0 0 0 0]";
    private StructureElement? form;

    public SignatureRoom(ObjectFile file, PageFlow flow, PadesOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReservedBytes, 1, nameof(options));
        (this.file, this.flow, this.options) = (file, flow, options);
        field = file.Reserve();
        signature = file.Reserve();
        if (options.IsVisible)
            return;
        // A rectangle without area is an invisible signature, which needs neither appearance nor tag.
        page = flow.PageId;
        flow.Annotate(field);
    }

    /// <summary>The signature is to be visible, and nothing said yet where.</summary>
    public bool IsAwaited => options.IsVisible && form is null;

    /// <summary>Puts the field over a box that was just drawn. The box has the words; the field adds what can be clicked.</summary>
    public void Place(StructureElement parent, double x, (double Top, double Bottom) box, double width)
    {
        page = flow.PageId;
        flow.Annotate(field);
        // ISO 14289-1, 7.18.4: a widget is the kid of a Form element.
        form = parent.Child("Form");
        form.AddObject(page, field);
        form.Close();
        var (appearance, left) = (file.Reserve(), flow.Canvas.LeftOf(x, width));
        var (w, h) = (PdfSyntax.Number(width), PdfSyntax.Number(box.Bottom - box.Top));
        // ISO 19005-3, 6.3.3: a widget with a place has an appearance. It is empty, since the words are the page's and tagged there.
        file.PutStream(appearance, $"/Type /XObject /Subtype /Form /BBox [0 0 {w} {h}] /Resources <<>>", [], compress: false);
        look = $"/Rect [{PdfSyntax.Number(left)} {PdfSyntax.Number(PageFlow.PageHeight - box.Bottom)} {PdfSyntax.Number(left + width)} {PdfSyntax.Number(PageFlow.PageHeight - box.Top)}] /AP <</N {appearance} 0 R>>";
    }

    /// <summary>Writes the field; after the last block and before the flow ends.</summary>
    public void WriteField()
    {
        var tie = form is null ? "" : string.Create(CultureInfo.InvariantCulture, $" /StructParent {flow.TieAnnotation(form)}");
        // Flags Print and Locked.
        file.Put(field, $"<</Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /TU {PdfSyntax.TextString(options.Label)} /V {PdfSyntax.Reference(signature)} /P {PdfSyntax.Reference(page)} {look}{tie} /F 132>>");
    }

    /// <summary>The form, the permission that makes it a certification, and the validation data.</summary>
    public string CatalogEntries()
    {
        // SignaturesExist and AppendOnly (ISO 32000-1, table 219).
        var entries = $" /AcroForm <</Fields [{PdfSyntax.Reference(field)}] /SigFlags 3>> /Perms <</DocMDP {PdfSyntax.Reference(signature)}>>";
        return options.Validation.IsEmpty ? entries : $"{entries} /DSS {PdfSyntax.Reference(WriteStore())} {SecurityStore.Extension}";
    }

    /// <summary>Writes the signature with its room.</summary>
    public SignaturePlace WriteRoom()
    {
        var head = new StringBuilder("<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached");
        // P 1: nothing may be changed in the file (ISO 32000-1, 12.8.2.2). Without digest entries, as ISO 19005-3, 6.1.12 demands.
        head.Append(" /Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P 1 /V /1.2>>>>]");
        foreach (var (key, value) in ((string, string?)[])[("Name", options.Name), ("Reason", options.Reason), ("Location", options.Location)])
        {
            if (value is { Length: > 0 })
                head.Append(CultureInfo.InvariantCulture, $" /{key} {PdfSyntax.TextString(value)}");
        }

        head.Append(CultureInfo.InvariantCulture, $" /M {PdfSyntax.Date(options.SignedAt)} /ByteRange ");
        var range = head.Length;
        head.Append(RangePlaceholder).Append(" /Contents ");
        var contents = head.Length;
        var body = file.PutAlone(signature, $"{head}<{new string('0', options.ReservedBytes * 2)}>>>");
        return new SignaturePlace(body + range, body + contents, options.ReservedBytes, options.SignedAt,
            options.Validation.Certificates.Select(certificate => Convert.ToHexStringLower(SHA256.HashData(certificate))).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The text that says what a signature covers, as long as its placeholder.</summary>
    public static byte[] RangeOf(long contents, long end, long length) =>
        Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[0 {contents} {end} {length - end}]").PadRight(RangePlaceholder.Length));

    private int WriteStore() => file.Add(SecurityStore.Dictionary(options.Validation, bytes =>
    {
        var id = file.Reserve();
        file.PutStream(id, "", bytes);
        return id;
    }));
}
