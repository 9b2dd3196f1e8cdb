using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>A detached CMS message with one signer as it was found in a file (RFC 5652, 5), read without trust.</summary>
internal sealed class FoundSignature
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string TimeStampToken = "1.2.840.113549.1.9.16.2.14";
    private const string Rsa = "1.2.840.113549.1.1.1";

    private readonly SignerInfo signer;
    private readonly bool isDetached;

    private FoundSignature(SignerInfo signer, X509Certificate2 certificate, SignedCms message)
    {
        this.signer = signer;
        Certificate = certificate;
        Others = message.Certificates;
        isDetached = message.ContentInfo.Content.Length == 0;
    }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2Collection Others { get; }

    /// <summary>The hash that it uses; null for one with which a second document could have the same signature.</summary>
    public HashAlgorithmName? Hash => SafeHash(signer.DigestAlgorithm);

    /// <summary>The hash of this name (RFC 5754, 2); null for one that is not safe, or not known.</summary>
    public static HashAlgorithmName? SafeHash(Oid id) => id.Value switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>Null if it has not exactly one signer with a certificate.</summary>
    /// <exception cref="CryptographicException">It is no such message.</exception>
    public static FoundSignature? Read(byte[] encoded)
    {
        var message = new SignedCms();
        message.Decode(encoded);
        return message.SignerInfos.Count == 1 && message.SignerInfos[0] is { Certificate: { } certificate } signer ? new FoundSignature(signer, certificate, message) : null;
    }

    /// <summary>Whether the signature is the certificate's, and over a file with this hash. A message that brings content of its own says nothing about the file.</summary>
    public bool IsOver(byte[] hash) => isDetached && Hash is { } known
        && Values(ContentType) is [var type] && type.AsSpan().SequenceEqual(Encoded(writer => writer.WriteObjectIdentifier(Data)))
        && Values(MessageDigest) is [var digest] && digest.AsSpan().SequenceEqual(Encoded(writer => writer.WriteOctetString(hash)))
        && IsKnownAlgorithm(known) && SignedObject.Check(Certificate, known, SignedAttributes(), signer.GetSignature());

    /// <summary>Whether the signature itself says which certificate is meant (RFC 5035), as PAdES demands.</summary>
    public bool NamesItsCertificate => Values(SigningCertificate.AttributeId) is [var value] && SigningCertificate.Names(value, Certificate);

    /// <summary>The time-stamps of the signature.</summary>
    public IReadOnlyList<byte[]> Stamps => [.. signer.UnsignedAttributes.Cast<CryptographicAttributeObject>()
        .Where(attribute => attribute.Oid.Value == TimeStampToken).SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>()).Select(value => value.RawData)];

    /// <summary>What a time-stamp of the signature is over (RFC 3161, appendix A).</summary>
    public byte[] Value => signer.GetSignature();

    // RFC 3370, 3.2: RSA may be named alone or together with its hash.
    private bool IsKnownAlgorithm(HashAlgorithmName hash) => (signer.SignatureAlgorithm.Value, hash.Name) switch
    {
        (Rsa, _) => true,
        ("1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2", "SHA256") => true,
        ("1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3", "SHA384") => true,
        ("1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4", "SHA512") => true,
        _ => false,
    };

    private List<byte[]> Values(string id) => [.. signer.SignedAttributes.Cast<CryptographicAttributeObject>()
        .Where(attribute => attribute.Oid.Value == id).SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>()).Select(value => value.RawData)];

    /// <summary>What was really signed: the attributes in their one form, DER (RFC 5652, 5.4).</summary>
    private byte[] SignedAttributes() => Encoded(writer =>
    {
        using (writer.PushSetOf())
        {
            foreach (var attribute in signer.SignedAttributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(attribute.Oid.Value!);
                    using (writer.PushSetOf())
                    {
                        foreach (var value in attribute.Values)
                            writer.WriteEncodedValue(value.RawData);
                    }
                }
            }
        }
    });

    private static byte[] Encoded(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
