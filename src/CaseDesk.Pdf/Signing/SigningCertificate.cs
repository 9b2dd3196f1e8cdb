using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>
/// The signed attribute signing-certificate-v2 (RFC 5035), which ties a signature to one certificate and makes it CAdES
/// (ETSI EN 319 122-1, 5.2.2.3).
/// </summary>
internal static class SigningCertificate
{
    public const string AttributeId = "1.2.840.113549.1.9.16.2.47";

    private static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4);

    /// <summary>The attribute's value: the SHA-256 hash, which is the default and thus not named, and issuer with serial number.</summary>
    public static byte[] Encode(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(DirectoryName))
                    writer.WriteEncodedValue(certificate.IssuerName.RawData);
                writer.WriteInteger(certificate.SerialNumberBytes.Span);
            }
        }

        return writer.Encode();
    }

    /// <summary>Whether the value names this certificate as the signer's, by its SHA-256 hash.</summary>
    public static bool Names(byte[] value, X509Certificate2 certificate)
    {
        try
        {
            var first = new AsnReader(value, AsnEncodingRules.DER).ReadSequence().ReadSequence().ReadSequence();
            return first.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveOctetString)
                && first.ReadOctetString().AsSpan().SequenceEqual(SHA256.HashData(certificate.RawData));
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
