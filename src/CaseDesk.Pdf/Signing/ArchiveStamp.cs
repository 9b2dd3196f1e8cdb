using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Signing;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf;

/// <summary>
/// Adds an archive time-stamp to a signed report, and what the validation of the time-stamp before it needs (ETSI EN 319 142-1, 5.4.3
/// and 6.3: B-LTA). It is a revision of its own, so this is for the copy that is kept: readers say of such a file that something was added.
/// </summary>
public static class ArchiveStamp
{
    private const int ReservedBytes = 16 * 1024;

    /// <summary>The given bytes, unchanged, and the revision. The time-stamp covers all of it.</summary>
    /// <param name="pdf">A report whose signature is good and at level B-LT or B-LTA.</param>
    /// <param name="data">Certificates and revocation of what the file holds and of the time-stamp that is now made, fresh.</param>
    /// <exception cref="SigningRefused">The report is not at such a level: an archive time-stamp would keep what is not proven.</exception>
    /// <exception cref="EvidenceUnavailable">The authority does not answer.</exception>
    /// <exception cref="PdfFormatException">The bytes are not a file of this library.</exception>
    public static async Task<byte[]> Add(byte[] pdf, ValidationData data, TimestampAuthority authority, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(data);
        var found = PadesVerifier.Verify(pdf);
        if (!found.IsGood || found.Level < SignatureLevel.BaselineLT)
            throw new SigningRefused($"The report cannot be archived: {(found.IsGood ? "it does not hold what its signature is checked with later." : found.Reasons[0])}");

        var (file, room) = AddField(pdf, data);
        SignatureRoom.RangeOf(room.Contents, room.End, file.Length).CopyTo(file, room.Range);
        var covered = new CoveredRanges(room.Contents, room.End, file.Length - room.End);
        var stamp = await authority.Stamp(covered.Hash(file, HashAlgorithmName.SHA256), cancel);
        if (stamp.Token.Length > ReservedBytes)
            throw new SigningRefused($"The time-stamp needs {stamp.Token.Length} bytes; {ReservedBytes} were reserved.");
        Encoding.Latin1.GetBytes(Convert.ToHexString(stamp.Token), file.AsSpan(room.Contents + 1));
        return file;
    }

    private static (byte[] File, (int Range, int Contents, int End) Room) AddField(byte[] pdf, ValidationData data)
    {
        var source = new PdfSource(pdf);
        var pageId = FirstPage(source);
        if (source.Resolve(source.Catalog["AcroForm"]) is not PdfDictionary form || form["Fields"] is not PdfArray fields)
            throw new PdfFormatException("The file's form is not of the form that this desk writes.");
        using var revision = new Revision(pdf, source);
        var (store, stamp, field) = (revision.Reserve(), revision.Reserve(), revision.Reserve());
        revision.Put(store, SecurityStore.Dictionary(data, revision.AddStream, source));
        var name = string.Create(CultureInfo.InvariantCulture, $"Archive{fields.Items.Count}");
        revision.Put(field, $"<</Type /Annot /Subtype /Widget /FT /Sig /T ({name}) /V {PdfSyntax.Reference(stamp)} /P {PdfSyntax.Reference(pageId)} /Rect [0 0 0 0] /F 132>>");

        fields.Items.Add(new PdfReference(field));
        var catalog = source.Catalog;
        catalog.Set("AcroForm", form);
        catalog.Set("DSS", new PdfReference(store));
        revision.Put(source.RootId, catalog.ToString());
        var page = source.Dictionary(pageId);
        page.Set("Annots", new PdfArray([.. (source.Resolve(page["Annots"]) as PdfArray)?.Items ?? [], new PdfReference(field)]));
        revision.Put(pageId, page.ToString());

        var head = $"<</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange {SignatureRoom.RangePlaceholder} /Contents ";
        var body = revision.Put(stamp, $"{head}<{new string('0', ReservedBytes * 2)}>>>");
        var contents = body + head.Length;
        return (revision.Finish(), (body + head.IndexOf('[', StringComparison.Ordinal), contents, contents + ReservedBytes * 2 + 2));
    }

    private static int FirstPage(PdfSource source)
    {
        var reference = source.Catalog["Pages"] as PdfReference;
        for (var level = 0; reference is not null && level < 4; level++)
        {
            var node = source.Dictionary(reference.Id);
            if (node["Type"] is PdfName { Value: "Page" })
                return reference.Id;
            reference = node["Kids"] is PdfArray { Items: [PdfReference first, ..] } ? first : null;
        }

        throw new PdfFormatException("The file has no page.");
    }
}
