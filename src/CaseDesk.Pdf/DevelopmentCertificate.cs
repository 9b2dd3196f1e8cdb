using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf;

/// <summary>Makes a certificate that vouches for nothing: for development and samples.</summary>
public static class DevelopmentCertificate
{
    private const int KeyBits = 3072;
    private const int Years = 2;

    /// <summary>
    /// A self-signed certificate with a new RSA key of 3072 bits, valid for two years, for digital signature and
    /// non-repudiation. The private key can be exported.
    /// </summary>
    public static X509Certificate2 Create(string commonName, DateTimeOffset notBefore)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commonName);
        using var key = RSA.Create(KeyBits);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(notBefore, notBefore.AddYears(Years));
    }
}
