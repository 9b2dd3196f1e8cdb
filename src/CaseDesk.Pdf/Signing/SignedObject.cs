using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>
/// What certificates (RFC 5280, 4.1), revocation lists (5.1) and answers about certificates (RFC 6960, 4.2.1) have in common:
/// content, algorithm and signature, one behind the other.
/// </summary>
/// <param name="Content">What is signed, with its tag and length.</param>
/// <param name="Algorithm">Object identifier of the signature's algorithm.</param>
/// <param name="Rest">What follows the signature in the same sequence.</param>
internal sealed record SignedObject(ReadOnlyMemory<byte> Content, string Algorithm, byte[] Signature, AsnReader Rest)
{
    /// <summary>Null for what is not of this form.</summary>
    public static SignedObject? Parse(ReadOnlyMemory<byte> der)
    {
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var parts = outer.ReadSequence();
            if (outer.HasData)
                return null;
            var content = parts.ReadEncodedValue();
            var algorithm = parts.ReadSequence().ReadObjectIdentifier();
            return new SignedObject(content, algorithm, parts.ReadBitString(out var unused), parts) is { } read && unused == 0 ? read : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    public bool IsSignedBy(X509Certificate2 issuer) => Check(issuer, Algorithm, Content.Span, Signature);

    /// <summary>Whether the certificate's key made the signature, by an algorithm whose hash is still safe. PSS is not among them: no issuer of ours uses it yet.</summary>
    public static bool Check(X509Certificate2 certificate, string algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        HashAlgorithmName? hash = algorithm switch
        {
            "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
            _ => null,
        };
        return hash is { } known && Check(certificate, known, content, signature);
    }

    public static bool Check(X509Certificate2 certificate, HashAlgorithmName hash, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
                return rsa.VerifyData(content, signature, hash, RSASignaturePadding.Pkcs1);
            using var curve = certificate.GetECDsaPublicKey();
            return curve is not null && curve.VerifyData(content, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
