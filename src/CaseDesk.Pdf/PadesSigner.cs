using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Signing;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf;

/// <summary>What a signature says of itself.</summary>
public sealed record PadesOptions
{
    /// <summary>When it was signed, as the signer claims; written to the second, in UTC.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>Who signed.</summary>
    public string? Name { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Where.</summary>
    public string? Location { get; init; }

    /// <summary>The issuers of the certificate, which travel with the signature.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; init; } = [];
}

/// <summary>Signs reports of <see cref="PdfReport"/> by one incremental revision: PAdES B-B (ETSI EN 319 142-1).</summary>
public static class PadesSigner
{
    /// <summary>Room for the CMS in bytes: ample for RSA with a chain of certificates.</summary>
    private const int Reserved = 24 * 1024;

    private const string RangePlaceholder = "/ByteRange [0 0000000000 0000000000 0000000000]";

    /// <summary>The file with an invisible signature over all of it. With an RSA key the same input gives the same bytes.</summary>
    /// <exception cref="PdfFormatException">The bytes are not a report of this writer, or it is signed already.</exception>
    /// <exception cref="ArgumentException">The certificate has no private key.</exception>
    public static byte[] Sign(byte[] pdf, X509Certificate2 certificate, PadesOptions options)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(options);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException("The certificate comes without its private key.", nameof(certificate));
        try
        {
            return Append(new PdfSource(pdf), certificate, options);
        }
        catch (OverflowException error)
        {
            throw new PdfFormatException("A number in the file is too large.", error);
        }
    }

    private static byte[] Append(PdfSource source, X509Certificate2 certificate, PadesOptions options)
    {
        var (pageId, page) = FirstPage(source);
        if (source.Catalog.Has("AcroForm") || page.Has("Annots"))
            throw new PdfFormatException("The file is signed already, or has a form.");
        if (source.Trailer["Root"] is not PdfReference root)
            throw new PdfFormatException("The file has no catalog.");

        using var revision = new Revision(source);
        var signature = revision.Reserve();
        var field = revision.Reserve();
        revision.Put(root.Id, Revision.With(source.Catalog, string.Create(CultureInfo.InvariantCulture, $"/AcroForm <</Fields [{field} 0 R] /SigFlags 3>>")));
        revision.Put(pageId, Revision.With(page, string.Create(CultureInfo.InvariantCulture, $"/Annots [{field} 0 R]")));
        // Flags print and locked; a rectangle without area needs no appearance (12.7.4.5; ISO 19005-3, 6.3.3).
        revision.Put(field, string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V {signature} 0 R /P {pageId} 0 R /Rect [0 0 0 0] /F 132>>"));
        var place = checked((int)revision.Position);
        revision.Put(signature, Dictionary(options));
        return Fill(revision.Finish(), place, certificate, options.Chain);
    }

    private static string Dictionary(PadesOptions options)
    {
        var text = new StringBuilder("<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached");
        foreach (var (key, value) in ((string, string?)[])[("Name", options.Name), ("Reason", options.Reason), ("Location", options.Location)])
        {
            if (!string.IsNullOrEmpty(value))
                text.Append(CultureInfo.InvariantCulture, $" /{key} {PdfSyntax.TextString(value)}");
        }

        text.Append(CultureInfo.InvariantCulture, $" /M {PdfSyntax.Date(options.SignedAt)} {RangePlaceholder} /Contents <");
        return text.Append('0', Reserved * 2).Append(">>>").ToString();
    }

    /// <summary>Signs everything but the hexadecimal string of the signature itself, and writes it there (12.8.1).</summary>
    private static byte[] Fill(byte[] file, int place, X509Certificate2 certificate, IReadOnlyList<X509Certificate2> chain)
    {
        var range = place + file.AsSpan(place).IndexOf(Encoding.ASCII.GetBytes(RangePlaceholder));
        var open = range + RangePlaceholder.Length + " /Contents ".Length;
        var close = open + Reserved * 2 + 2;
        var text = string.Create(CultureInfo.InvariantCulture, $"/ByteRange [0 {open} {close} {file.Length - close}]");
        Encoding.ASCII.GetBytes(text.PadRight(RangePlaceholder.Length)).CopyTo(file, range);

        byte[] signed = [.. file.AsSpan(0, open), .. file.AsSpan(close)];
        var cms = CadesSignature.Create(signed, certificate, chain);
        if (cms.Length > Reserved)
            throw new ArgumentException($"The signature with its certificates needs {cms.Length} bytes, more than the {Reserved} that are reserved.", nameof(chain));
        Encoding.ASCII.GetBytes(Convert.ToHexString(cms)).CopyTo(file, open + 1);
        return file;
    }

    private static (int Id, PdfDictionary Page) FirstPage(PdfSource source)
    {
        var value = source.Catalog["Pages"];
        for (var depth = 0; depth < 16; depth++)
        {
            if (value is not PdfReference reference)
                break;
            var node = source.Dictionary(reference, "A page");
            if (node.Name("Type") == "Page")
                return (reference.Id, node);
            value = (source.Resolve(node["Kids"]) as List<object?>)?.FirstOrDefault();
        }

        throw new PdfFormatException("The file has no first page.");
    }
}
