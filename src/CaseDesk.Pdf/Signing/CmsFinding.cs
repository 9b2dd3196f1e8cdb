using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>What the CMS part of a signature shows: whether it fits the content, and by whom it is.</summary>
internal sealed record CmsFinding(bool IsIntact, bool NamesCertificate, X509Certificate2? Signer, X509Certificate2Collection Others, IReadOnlyList<string> Problems)
{
    private const int FewestRsaBits = 2048;
    private const int FewestEllipticBits = 256;

    // SHA-256, SHA-384 and SHA-512: what ETSI TS 119 312 still recommends.
    private static readonly string[] SoundDigests = [CadesSignature.Sha256, "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

    /// <param name="content">The signed bytes.</param>
    /// <param name="contents">The reserved room: the CMS, then zeros.</param>
    public static CmsFinding Of(byte[] content, byte[] contents)
    {
        try
        {
            AsnDecoder.ReadEncodedValue(contents, AsnEncodingRules.BER, out _, out _, out var length);
            // The room behind the CMS is not signed: nothing may be hidden in it.
            if (contents.AsSpan(length).ContainsAnyExcept((byte)0))
                return Broken("There are foreign bytes behind the signature.");
            var cms = new SignedCms(new ContentInfo(content), detached: true);
            cms.Decode(contents[..length]);
            return !cms.Detached || cms.SignerInfos.Count != 1
                ? Broken("The signature has another form than that of a signed PDF.")
                : OfSigner(cms, cms.SignerInfos[0]);
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException or ArgumentException)
        {
            return Broken("The signature is damaged.");
        }
    }

    private static CmsFinding OfSigner(SignedCms cms, SignerInfo signer)
    {
        if (signer.Certificate is not { } certificate)
            return Broken("The signature comes without the signer's certificate.");
        var problems = new List<string>();
        var isIntact = SoundDigests.Contains(signer.DigestAlgorithm.Value, StringComparer.Ordinal) && IsStrong(certificate);
        if (!isIntact)
            problems.Add("The signature uses a digest or a key that is too weak to prove anything.");
        try
        {
            signer.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException)
        {
            isIntact = false;
            problems.Insert(0, "The file was changed after signing: its bytes are not those that were signed.");
        }

        return new CmsFinding(isIntact, CadesSignature.Names(signer, certificate), certificate, cms.Certificates, problems);
    }

    private static bool IsStrong(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var elliptic = certificate.GetECDsaPublicKey();
        return rsa?.KeySize >= FewestRsaBits || elliptic?.KeySize >= FewestEllipticBits;
    }

    private static CmsFinding Broken(string why) => new(false, false, null, [], [why]);
}
