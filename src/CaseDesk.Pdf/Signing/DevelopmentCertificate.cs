using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf;

/// <summary>Makes the key with which a desk signs that has none yet. It proves nothing about who holds it.</summary>
public static class DevelopmentCertificate
{
    private const int KeyBits = 3072;
    private const int Years = 2;

    /// <summary>A self-signed RSA-3072 certificate for signing, valid for two years, with an exportable private key.</summary>
    /// <param name="commonName">The name in it, at most 64 characters (RFC 5280, A.1, ub-common-name).</param>
    /// <param name="notBefore">When it begins to be valid.</param>
    public static X509Certificate2 Create(string commonName, DateTimeOffset notBefore)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commonName);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commonName.Length, 64, nameof(commonName));
        using var key = RSA.Create(KeyBits);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var made = request.CreateSelfSigned(notBefore, notBefore.AddYears(Years));
        // Loaded anew: the key of a certificate as it is made cannot be exported on every platform.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
