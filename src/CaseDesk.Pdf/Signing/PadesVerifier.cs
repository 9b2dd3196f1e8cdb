using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Signing;

namespace CaseDesk.Pdf;

/// <summary>Checks the signature of a report of this library, without a network and without the machine's certificate stores.</summary>
public static class PadesVerifier
{
    private const string MessageDigest = "1.2.840.113549.1.9.4";

    // SHA-256, SHA-384, SHA-512: a weaker hash lets a second document have the same signature.
    private static readonly string[] SoundHashes = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

    /// <summary>Checks a file. Never throws for what the bytes hold: what cannot be read is reported so.</summary>
    /// <param name="trusted">Certificates that the caller trusts as roots or as signers; null to leave trust unchecked.</param>
    public static SignatureReport Verify(byte[] pdf, X509Certificate2Collection? trusted = null)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        try
        {
            var fields = SignatureField.All(pdf, new PdfSource(pdf));
            if (fields.Count == 0)
                return new SignatureReport { IsReadable = true, Reasons = ["The file is not signed, or its signature was removed."] };
            return Check(pdf, fields, trusted);
        }
        catch (PdfFormatException damage)
        {
            return new SignatureReport { Reasons = [$"The file cannot be read: {damage.Message}"] };
        }
    }

    private static SignatureReport Check(byte[] pdf, List<SignatureField> fields, X509Certificate2Collection? trusted)
    {
        // The last one is the outermost: if any covers the whole file, it does.
        var field = fields[^1];
        var reasons = new List<string>();
        if (fields.Count > 1)
            reasons.Add($"The file has {fields.Count} signatures; a report has one.");
        var report = new SignatureReport { IsReadable = true, Signatures = fields.Count, SignedAt = field.SignedAt, Level = SignatureLevel.NotPades };
        if (field.Ranges() is not var (firstEnd, secondStart, secondLength))
            return report with { Reasons = ["The signature does not say properly what it covers.", .. reasons] };

        var coversAll = secondStart + secondLength == pdf.Length;
        if (!coversAll)
            reasons.Add($"{pdf.Length - secondStart - secondLength} bytes were added after signing; the signature does not cover them.");
        byte[] covered = [.. pdf.AsSpan(0, firstEnd), .. pdf.AsSpan(secondStart, secondLength)];
        report = report with { CoversWholeFile = coversAll };
        try
        {
            return Check(report, field, covered, trusted, reasons);
        }
        catch (CryptographicException)
        {
            return report with { Reasons = ["The signature is damaged and cannot be read.", .. reasons] };
        }
    }

    private static SignatureReport Check(SignatureReport report, SignatureField field, byte[] covered, X509Certificate2Collection? trusted, List<string> reasons)
    {
        var message = new SignedCms(new ContentInfo(covered), detached: true);
        message.Decode(field.Message());
        if (message.SignerInfos.Count != 1 || message.SignerInfos[0] is not { Certificate: { } certificate } signer)
            return report with { Reasons = ["The signature has no single signer with a certificate.", .. reasons] };

        var isIntact = IsIntact(signer, covered);
        if (!isIntact)
            reasons.Insert(0, "The file was changed after signing, or the signature is not the signer's.");
        var isPades = field.IsCades && NamesItsCertificate(signer, certificate);
        if (!isPades)
            reasons.Add("The signature is not of PAdES form: it does not bind the signer's certificate.");
        if (!SoundHashes.Contains(signer.DigestAlgorithm.Value, StringComparer.Ordinal))
            reasons.Add("The signature uses a hash that is no longer safe.");
        if (field.SignedAt is null)
            reasons.Add("The signature does not say when it was made.");
        else if (field.SignedAt < certificate.NotBefore || field.SignedAt > certificate.NotAfter)
            reasons.Add("The signer's certificate was not valid at the time that the signature claims.");

        var trust = trusted is null ? CertificateTrust.NotChecked : Trust(certificate, message.Certificates, trusted, field.SignedAt);
        if (trust == CertificateTrust.NotTrusted)
            reasons.Add("The signer's certificate does not lead to one that is trusted here.");
        return report with
        {
            IsIntact = isIntact,
            Signer = certificate.Subject,
            Thumbprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)),
            IsSelfSigned = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData),
            Trust = trust,
            Level = isPades ? SignatureLevel.BaselineB : SignatureLevel.NotPades,
            Reasons = reasons,
        };
    }

    private static bool IsIntact(SignerInfo signer, byte[] covered)
    {
        try
        {
            signer.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException)
        {
            return false;
        }

        // Compared once more by hand: a message that brings content of its own must not be checked against that content.
        var digest = signer.SignedAttributes.Cast<CryptographicAttributeObject>()
            .Where(attribute => attribute.Oid.Value == MessageDigest && attribute.Values.Count == 1)
            .Select(attribute => attribute.Values[0]).OfType<Pkcs9MessageDigest>().SingleOrDefault()?.MessageDigest;
        var expected = signer.DigestAlgorithm.Value switch
        {
            "2.16.840.1.101.3.4.2.1" => SHA256.HashData(covered),
            "2.16.840.1.101.3.4.2.2" => SHA384.HashData(covered),
            "2.16.840.1.101.3.4.2.3" => SHA512.HashData(covered),
            _ => null,
        };
        return digest is not null && expected is not null && digest.AsSpan().SequenceEqual(expected);
    }

    private static bool NamesItsCertificate(SignerInfo signer, X509Certificate2 certificate) =>
        signer.SignedAttributes.Cast<CryptographicAttributeObject>().Where(attribute => attribute.Oid.Value == SigningCertificate.AttributeId).ToList()
            is [{ Values: [var value] }] && SigningCertificate.Names(value.RawData, certificate);

    private static CertificateTrust Trust(X509Certificate2 certificate, X509Certificate2Collection others, X509Certificate2Collection trusted, DateTimeOffset? at)
    {
        if (trusted.Any(known => known.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            return CertificateTrust.Trusted;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // The certificate must have been good when it signed; today it may have run out.
        chain.ChainPolicy.VerificationTime = (at ?? certificate.NotBefore).UtcDateTime;
        return chain.Build(certificate) ? CertificateTrust.Trusted : CertificateTrust.NotTrusted;
    }
}
