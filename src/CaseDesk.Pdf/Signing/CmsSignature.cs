using System.Formats.Asn1;

namespace CaseDesk.Pdf.Signing;

/// <summary>
/// A detached CMS message with one signer (RFC 5652, 5), made from the hash of what it covers: SignedCms of the platform wants
/// the whole file in memory, and keeps it more than once.
/// </summary>
internal static class CmsSignature
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string TimeStampToken = "1.2.840.113549.1.9.16.2.14";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1);

    /// <summary>What is really signed: the hash of the file, and which certificate is meant (ETSI EN 319 142-1, 6.3: no signing-time).</summary>
    public static byte[] Attributes(byte[] hash, SigningKey key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Attribute(writer, ContentType, value => value.WriteObjectIdentifier(Data));
            Attribute(writer, MessageDigest, value => value.WriteOctetString(hash));
            Attribute(writer, SigningCertificate.AttributeId, value => value.WriteEncodedValue(SigningCertificate.Encode(key.Certificate)));
        }

        return writer.Encode();
    }

    /// <param name="attributes">As <see cref="Attributes"/> gave them.</param>
    /// <param name="token">A time-stamp of the signature, or null (ETSI EN 319 122-1, 5.3).</param>
    public static byte[] Message(SigningKey key, byte[] attributes, byte[] signature, byte[]? token)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(First))
            using (writer.PushSequence())
            {
                // Version 1: issuer and serial number name the signer, and the content is data (5.1).
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                    Algorithm(writer, Sha256);
                using (writer.PushSequence())
                    writer.WriteObjectIdentifier(Data);
                using (writer.PushSetOf(First))
                {
                    foreach (var link in key.Chain)
                        writer.WriteEncodedValue(link.RawData);
                }

                using (writer.PushSetOf())
                    Signer(writer, key, attributes, signature, token);
            }
        }

        return writer.Encode();
    }

    private static void Signer(AsnWriter writer, SigningKey key, byte[] attributes, byte[] signature, byte[]? token)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(key.Certificate.IssuerName.RawData);
                writer.WriteInteger(key.Certificate.SerialNumberBytes.Span);
            }

            Algorithm(writer, Sha256);
            // The same set with the tag that it has here (5.4: signed with the tag of a set).
            writer.WriteEncodedValue([0xA0, .. attributes.AsSpan(1)]);
            if (key.IsRsa)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Rsa);
                    writer.WriteNull();
                }
            }
            else
            {
                Algorithm(writer, EcdsaWithSha256);
            }

            writer.WriteOctetString(signature);
            if (token is null)
                return;
            using (writer.PushSetOf(Second))
                Attribute(writer, TimeStampToken, value => value.WriteEncodedValue(token));
        }
    }

    private static void Attribute(AsnWriter writer, string id, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(id);
            using (writer.PushSetOf())
                value(writer);
        }
    }

    // Without parameters, as RFC 5754, 2 and 3.3 want it.
    private static void Algorithm(AsnWriter writer, string id)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(id);
    }
}
