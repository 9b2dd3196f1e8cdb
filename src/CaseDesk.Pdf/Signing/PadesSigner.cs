using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Signing;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf;

/// <summary>
/// Signs a report with PAdES baseline B-B (ETSI EN 319 142-1): a detached CAdES signature over the whole file, in one
/// incremental revision with an invisible signature field.
/// </summary>
public static class PadesSigner
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string RangePlaceholder = "[0 0000000000 0000000000 0000000000]";

    /// <summary>The signed file: the given bytes, unchanged, and the revision with the signature.</summary>
    /// <param name="pdf">A file that <see cref="PdfReport"/> wrote.</param>
    /// <param name="certificate">The signer's certificate with its private key.</param>
    /// <exception cref="PdfFormatException">The bytes are not a file of this library.</exception>
    /// <exception cref="InvalidOperationException">The file is signed already, or the signature needs more bytes than were reserved.</exception>
    /// <exception cref="ArgumentException">The certificate has no private key.</exception>
    public static byte[] Sign(byte[] pdf, X509Certificate2 certificate, PadesOptions options)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(options);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException("The certificate has no private key.", nameof(certificate));

        var (file, gap) = AddField(pdf, options);
        // The signature covers all bytes but its own hexadecimal text with the brackets round it.
        var range = string.Create(CultureInfo.InvariantCulture, $"[0 {gap.Start} {gap.End} {file.Length - gap.End}]");
        Encoding.Latin1.GetBytes(range.PadRight(RangePlaceholder.Length), file.AsSpan(gap.Range));
        byte[] covered = [.. file.AsSpan(0, gap.Start), .. file.AsSpan(gap.End)];
        var signature = Signature(covered, certificate, options);
        if (signature.Length > options.ReservedBytes)
            throw new InvalidOperationException($"The signature needs {signature.Length} bytes; {options.ReservedBytes} were reserved.");
        Encoding.Latin1.GetBytes(Convert.ToHexString(signature), file.AsSpan(gap.Start + 1));
        return file;
    }

    /// <summary>Adds the signature field with room for the signature; answers the file and where range and room are.</summary>
    private static (byte[] File, (int Range, int Start, int End) Gap) AddField(byte[] pdf, PadesOptions options)
    {
        var source = new PdfSource(pdf);
        if (source.Catalog["AcroForm"] is not null)
            throw new InvalidOperationException("The file is signed already.");
        var pageId = FirstPage(source);
        var page = source.Dictionary(pageId);
        using var revision = new Revision(pdf, source);
        var signature = revision.Reserve();
        var field = revision.Reserve();

        var catalog = source.Catalog;
        catalog.Set("AcroForm", new PdfDictionary([
            new("Fields", new PdfArray([new PdfReference(field)])),
            // SignaturesExist and AppendOnly (ISO 32000-1, table 219).
            new("SigFlags", new PdfNumber(3)),
        ]));
        page.Set("Annots", new PdfArray([new PdfReference(field)]));
        revision.Put(source.RootId, catalog.ToString());
        revision.Put(pageId, page.ToString());
        // Flags Print and Locked. A rectangle without area is an invisible signature, which needs neither appearance nor tag.
        revision.Put(field, $"<</Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /TU {PdfSyntax.TextString("Signature")} /V {PdfSyntax.Reference(signature)} /P {PdfSyntax.Reference(pageId)} /Rect [0 0 0 0] /F 132>>");

        var head = new StringBuilder("<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached");
        foreach (var (key, value) in ((string, string?)[])[("Name", options.Name), ("Reason", options.Reason), ("Location", options.Location)])
        {
            if (value is { Length: > 0 })
                head.Append(CultureInfo.InvariantCulture, $" /{key} {PdfSyntax.TextString(value)}");
        }

        head.Append(CultureInfo.InvariantCulture, $" /M {PdfSyntax.Date(options.SignedAt)} /ByteRange ");
        var rangeAt = head.Length;
        head.Append(RangePlaceholder).Append(" /Contents ");
        var contentsAt = head.Length;
        var digits = options.ReservedBytes * 2;
        var body = revision.Put(signature, $"{head}<{new string('0', digits)}>>>");
        return (revision.Finish(), (body + rangeAt, body + contentsAt, body + contentsAt + digits + 2));
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

    private static byte[] Signature(byte[] covered, X509Certificate2 certificate, PadesOptions options)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid(Sha256),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        foreach (var link in options.Chain)
        {
            if (!link.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))
                signer.Certificates.Add(link);
        }

        // No signing-time attribute: PAdES keeps the claimed time in the dictionary (EN 319 142-1, 6.3).
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificate.AttributeId), SigningCertificate.Encode(certificate)));
        var message = new SignedCms(new ContentInfo(covered), detached: true);
        // Silent: a server has nobody who could answer a question.
        message.ComputeSignature(signer, silent: true);
        return message.Encode();
    }
}
