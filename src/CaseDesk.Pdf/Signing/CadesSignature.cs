using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>The CMS signature inside a PDF signature: CAdES as ETSI EN 319 122-1 asks for it at level B-B.</summary>
internal static class CadesSignature
{
    /// <summary>id-aa-signingCertificateV2, RFC 5035.</summary>
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    public const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <summary>
    /// Signs the content, detached, with SHA-256. There is no signing-time attribute: ETSI EN 319 142-1, 6.3 keeps that
    /// time in the /M entry of the PDF.
    /// </summary>
    public static byte[] Create(byte[] content, X509Certificate2 certificate, IEnumerable<X509Certificate2> chain)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid(Sha256),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        foreach (var issuer in chain.Where(issuer => !issuer.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            signer.Certificates.Add(issuer);
        // Ties the signature to this very certificate: else one with the same key and other rights could be put in its place.
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), CertificateReference(certificate)));
        var cms = new SignedCms(new ContentInfo(content), detached: true);
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    /// <summary>Whether the signed attributes name this certificate by its SHA-256 hash.</summary>
    public static bool Names(SignerInfo signer, X509Certificate2 certificate)
    {
        var values = signer.SignedAttributes.Cast<CryptographicAttributeObject>()
            .Where(attribute => attribute.Oid.Value == SigningCertificateV2)
            .SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>()).ToList();
        if (values.Count != 1)
            return false;
        try
        {
            var reference = new AsnReader(values[0].RawData, AsnEncodingRules.DER).ReadSequence().ReadSequence().ReadSequence();
            // Only the default algorithm, SHA-256, is known; another begins with a sequence here.
            return reference.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveOctetString)
                && reference.ReadOctetString().AsSpan().SequenceEqual(SHA256.HashData(certificate.RawDataMemory.Span));
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2 } (RFC 5035, 3): hash, issuer and serial number.</summary>
    private static byte[] CertificateReference(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawDataMemory.Span));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
                    writer.WriteEncodedValue(certificate.IssuerName.RawData);
                writer.WriteInteger(certificate.SerialNumberBytes.Span);
            }
        }

        return writer.Encode();
    }
}
