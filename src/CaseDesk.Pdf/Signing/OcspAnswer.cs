using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>What an issuer says about one certificate (RFC 6960), and how it is asked.</summary>
internal sealed class OcspAnswer
{
    private const string Basic = "1.3.6.1.5.5.7.48.1.1";
    private const string Sha1 = "1.3.14.3.2.26";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1);

    private readonly SignedObject signed;
    private readonly List<X509Certificate2> certificates = [];
    private readonly List<Single> answers = [];

    private OcspAnswer(SignedObject signed) => this.signed = signed;

    /// <summary>Null for what is not a good answer of the basic kind.</summary>
    public static OcspAnswer? Parse(byte[] der)
    {
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            if (!outer.ReadEnumeratedBytes().Span.SequenceEqual((byte[])[0]))
                return null;
            var response = outer.ReadSequence(Zero).ReadSequence();
            if (response.ReadObjectIdentifier() != Basic || SignedObject.Parse(response.ReadOctetString()) is not { } signed)
                return null;
            var answer = new OcspAnswer(signed);
            answer.ReadContent(new AsnReader(signed.Content, AsnEncodingRules.DER).ReadSequence());
            if (signed.Rest.HasData)
                answer.ReadCertificates(signed.Rest.ReadSequence(Zero).ReadSequence());
            return answer;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The question about a certificate (4.1.1). SHA-1 only names the issuer here: what every responder knows.</summary>
    public static byte[] Question(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            WriteId(writer, certificate, issuer);
        return writer.Encode();
    }

    /// <summary>What it says of the certificate, if the issuer signed it or somebody whom the issuer made its responder (4.2.2.2).</summary>
    public (DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? RevokedAt)? About(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        WriteId(writer, certificate, issuer);
        var wanted = writer.Encode();
        return answers.FirstOrDefault(answer => answer.Id.AsSpan().SequenceEqual(wanted)) is { } found && IsBy(issuer) ? (found.From, found.Until, found.RevokedAt) : null;
    }

    private bool IsBy(X509Certificate2 issuer) =>
        signed.IsSignedBy(issuer) || certificates.Any(responder => IsResponder(responder) && CertificatePath.Issued(issuer, responder) && signed.IsSignedBy(responder));

    private static bool IsResponder(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(use => use.Value == OcspSigning));

    private void ReadContent(AsnReader content)
    {
        if (content.PeekTag().HasSameClassAndValue(Zero))
            content.ReadEncodedValue();
        content.ReadEncodedValue();
        Instant.Read(content);
        for (var list = content.ReadSequence(); list.HasData;)
        {
            var answer = list.ReadSequence();
            var id = answer.ReadEncodedValue().ToArray();
            DateTimeOffset? revoked = null;
            var isKnown = true;
            if (answer.PeekTag().HasSameClassAndValue(One))
                revoked = Instant.Read(answer.ReadSequence(One));
            else
                isKnown = answer.ReadEncodedValue().Span[0] == 0x80;
            var from = Instant.Read(answer);
            // Without an end a newer answer is always to be had, so this one is good for no time.
            var until = answer.HasData && answer.PeekTag().HasSameClassAndValue(Zero) ? Instant.Read(answer.ReadSequence(Zero)) : from;
            if (isKnown)
                answers.Add(new Single(id, from, until, revoked));
        }
    }

    private void ReadCertificates(AsnReader list)
    {
        var encoded = new List<byte[]>();
        while (list.HasData)
            encoded.Add(list.ReadEncodedValue().ToArray());
        certificates.AddRange(CertificatePath.Load(encoded));
    }

    private static void WriteId(AsnWriter writer, X509Certificate2 certificate, X509Certificate2 issuer)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Sha1);
                writer.WriteNull();
            }

            // RFC 6960, 4.1.1: hash of the name, and of the key without its wrapping.
#pragma warning disable CA5350
            writer.WriteOctetString(SHA1.HashData(issuer.SubjectName.RawData));
            writer.WriteOctetString(SHA1.HashData(issuer.PublicKey.EncodedKeyValue.RawData));
#pragma warning restore CA5350
            writer.WriteInteger(certificate.SerialNumberBytes.Span);
        }
    }

    private sealed record Single(byte[] Id, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? RevokedAt);
}
