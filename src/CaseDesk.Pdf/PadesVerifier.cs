using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Signing;

namespace CaseDesk.Pdf;

/// <summary>Checks the signature of a report. Never throws for what stands in the bytes: the report says what is wrong.</summary>
public static class PadesVerifier
{
    /// <summary>Checks the one signature that a report must have.</summary>
    /// <param name="pdf">The whole file.</param>
    /// <param name="trusted">
    /// Certificates of signers or of their issuers that the caller trusts; null if it wants to compare the thumbprint
    /// itself. The chain is judged at the claimed time, without looking anything up; revocation is not checked.
    /// </param>
    public static SignatureReport Verify(byte[] pdf, X509Certificate2Collection? trusted = null)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        try
        {
            return Check(new PdfSource(pdf), trusted);
        }
        catch (PdfFormatException error)
        {
            return Unreadable(error.Message);
        }
        // The bytes are hostile: whatever else they provoke must end as a refusal, not as an outage.
        catch (Exception error) when (error is OverflowException or CryptographicException or ArgumentException or FormatException
            or IndexOutOfRangeException or InvalidCastException or IOException or NotSupportedException)
        {
            return Unreadable("The file is broken.");
        }
    }

    private static SignatureReport Unreadable(string why) =>
        new() { Problems = ["The file cannot be read as a report of this desk: " + why] };

    private static SignatureReport Check(PdfSource source, X509Certificate2Collection? trusted)
    {
        var problems = new List<string>();
        var count = CountSignatures(source);
        if (FindSignature(source) is not { } dictionary)
        {
            problems.Add(count == 0 ? "The file is not signed." : "The file has a signature, but its last revision does not show it.");
            return new SignatureReport { IsReadable = true, Signatures = count, Problems = problems };
        }

        var file = source.Bytes;
        var (open, close, end) = Range(file, dictionary);
        var coversWholeFile = end == file.Length;
        if (!coversWholeFile)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file.Length - end} bytes were added after signing: the signature does not cover the whole file."));
        if (count != 1)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"The file has {count} signatures; a report has exactly one."));

        var finding = CmsFinding.Of([.. file.AsSpan(0, open), .. file.AsSpan(close, end - close)], ((PdfText8)dictionary["Contents"]!).Bytes);
        problems.AddRange(finding.Problems);
        var isPades = dictionary.Name("SubFilter") == "ETSI.CAdES.detached" && finding.NamesCertificate;
        if (!isPades)
            problems.Add("The signature is not a PAdES signature (ETSI EN 319 142-1): it does not say which certificate made it, or has another form.");

        var signedAt = Date(Text(dictionary, "M"));
        if (signedAt is null)
            problems.Add("The signature does not say when it was made.");
        var trust = SignerChain.Judge(finding.Signer, finding.Others, trusted, signedAt);
        if (trust == SignerTrust.NotTrusted)
            problems.Add("The signer's certificate is not one that you trust, nor issued by one, or was not valid at the claimed time.");
        return new SignatureReport
        {
            IsReadable = true,
            Signatures = count,
            IsIntact = finding.IsIntact,
            CoversWholeFile = coversWholeFile,
            Level = isPades ? "PAdES B-B" : null,
            Signer = finding.Signer?.Subject,
            CertificateThumbprint = finding.Signer is { } signer ? Convert.ToHexStringLower(SHA256.HashData(signer.RawDataMemory.Span)) : null,
            Trust = trust,
            SignedAt = signedAt,
            Name = Text(dictionary, "Name"),
            Reason = Text(dictionary, "Reason"),
            Location = Text(dictionary, "Location"),
            Problems = problems,
        };
    }

    /// <summary>
    /// All signature dictionaries of all revisions, also those that a later revision hides. They cannot be packed in
    /// object streams, because their place in the file is what ByteRange is about.
    /// </summary>
    private static int CountSignatures(PdfSource source) =>
        source.Places.Select(place => source.ObjectAt(place).Value).Count(value => value is PdfDictionary dictionary && dictionary.Has("ByteRange"));

    private static PdfDictionary? FindSignature(PdfSource source)
    {
        if (source.Resolve(source.Catalog["AcroForm"]) is not PdfDictionary form || source.Resolve(form["Fields"]) is not List<object?> fields)
            return null;
        var signatures = fields.Take(64).Select(source.Resolve).OfType<PdfDictionary>()
            .Where(field => field.Name("FT") == "Sig").Select(field => source.Resolve(field["V"])).OfType<PdfDictionary>().ToList();
        return signatures.Count > 0 ? signatures[^1] : null;
    }

    /// <summary>
    /// The signed ranges. The gap between them must be exactly the hexadecimal string of the signature: in a wider gap
    /// anything could be hidden (ISO 32000-1, 12.8.1).
    /// </summary>
    private static (int Open, int Close, int End) Range(byte[] file, PdfDictionary dictionary)
    {
        if (dictionary["ByteRange"] is not List<object?> range || range is not [0L, long open, long close, long length]
            || dictionary["Contents"] is not PdfText8 contents || open != contents.Start || close != contents.End
            || contents.End - contents.Start != contents.Bytes.Length * 2 + 2 || !ReferenceEquals(dictionary.Source, file)
            || file[contents.Start] != '<' || length < 0 || length > file.Length - close)
            throw new PdfFormatException("The signature does not say properly which bytes it covers.");
        return ((int)open, (int)close, (int)(close + length));
    }

    private static string? Text(PdfDictionary dictionary, string key) => (dictionary[key] as PdfText8)?.Text;

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(text, "'D:'yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;
}
