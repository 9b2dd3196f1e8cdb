using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf.Signing;

namespace CaseDesk.Pdf;

/// <summary>
/// Who signs: a certificate, the chain to its root as far as it is known, and the private key, which may be one that never
/// leaves a hardware token (a class of its own that derives from <see cref="RSA"/> or <see cref="ECDsa"/> and overrides SignHash).
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const int FewestRsaBits = 3072;
    private const int FewestCurveBits = 256;

    private readonly AsymmetricAlgorithm key;

    /// <summary>Takes all over, and frees it with itself.</summary>
    /// <param name="others">Certificates among which the chain is looked for.</param>
    /// <exception cref="SigningRefused">The key is too weak, of another kind, not the certificate's, or not for signing.</exception>
    public SigningKey(X509Certificate2 certificate, AsymmetricAlgorithm key, IEnumerable<X509Certificate2> others)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(others);
        (Certificate, this.key) = (certificate, key);
        Chain = CertificatePath.From(certificate, others);
        if (Weakness() is { } why)
            throw new SigningRefused($"The certificate of {Name} cannot sign: {why}");
    }

    /// <summary>The signer's certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The signer's certificate first, then each one's issuer, to the root if it is known.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>The chain ends with a certificate that vouches for itself.</summary>
    public bool ReachesRoot => CertificatePath.IsSelfIssued(Chain[^1]);

    private string Name => Certificate.GetNameInfo(X509NameType.SimpleName, false) is { Length: > 0 } name ? name : Certificate.Subject;

    /// <summary>A key that lies in the certificate object.</summary>
    /// <exception cref="SigningRefused">There is none, or it cannot sign.</exception>
    public static SigningKey Of(X509Certificate2 certificate, IEnumerable<X509Certificate2>? others = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
            ?? throw new SigningRefused($"The certificate of {certificate.Subject} has no private key that signs with RSA or ECDSA.");
        return new SigningKey(certificate, key, others ?? []);
    }

    /// <summary>From a PKCS#12 file (RFC 7292) with the key, its certificate and, as they may be there, those of its issuers.</summary>
    /// <exception cref="SigningRefused">It has no key or several, or its key cannot sign.</exception>
    /// <exception cref="CryptographicException">It is not such a file, or the password is another one.</exception>
    public static SigningKey FromPkcs12(ReadOnlySpan<byte> content, string? password, IEnumerable<X509Certificate2>? others = null)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, password);
        if (all.Where(certificate => certificate.HasPrivateKey).ToList() is not [var certificate])
            throw new SigningRefused("The PKCS#12 file does not have exactly one certificate with a private key.");
        return Of(certificate, all.Concat(others ?? []));
    }

    /// <summary>Refuses to sign at a time at which the certificate is not valid.</summary>
    /// <exception cref="SigningRefused">It is not valid yet, or not any more.</exception>
    public void MustBeValid(DateTimeOffset at)
    {
        if (at < Certificate.NotBefore)
            throw new SigningRefused($"The certificate of {Name} cannot sign yet: it becomes valid on {Words(Certificate.NotBefore)}.");
        if (at > Certificate.NotAfter)
            throw new SigningRefused($"The certificate of {Name} cannot sign any more: it ran out on {Words(Certificate.NotAfter)}. Put a new one in its place.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        key.Dispose();
        Certificate.Dispose();
    }

    internal bool IsRsa => key is RSA;

    /// <summary>Signs with SHA-256; RSA with the padding of PKCS#1 1.5, which every reader of PDF knows, ECDSA in the form of RFC 3279, 2.2.3.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> content)
    {
        var hash = SHA256.HashData(content);
        return key switch
        {
            RSA rsa => rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ECDsa curve => curve.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence),
            _ => throw new InvalidOperationException(),
        };
    }

    private string? Weakness()
    {
        if (key is not (RSA or ECDsa))
            return "its key is neither RSA nor ECDSA.";
        if (key is RSA { KeySize: < FewestRsaBits } or ECDsa { KeySize: < FewestCurveBits })
            return string.Create(CultureInfo.InvariantCulture, $"its key has {key.KeySize} bits; RSA needs {FewestRsaBits}, ECDSA {FewestCurveBits}.");
        if (Certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage
            && (usage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) == 0)
            return "it is not meant for signatures (key usage).";
        return IsItsKey() ? null : "the private key is not this certificate's.";
    }

    private bool IsItsKey()
    {
        if (key is RSA rsa)
        {
            using var known = Certificate.GetRSAPublicKey();
            var (mine, its) = (rsa.ExportParameters(false), known?.ExportParameters(false));
            return its is { } values && mine.Modulus.AsSpan().SequenceEqual(values.Modulus) && mine.Exponent.AsSpan().SequenceEqual(values.Exponent);
        }
        else
        {
            using var known = Certificate.GetECDsaPublicKey();
            var (mine, its) = (((ECDsa)key).ExportParameters(false).Q, known?.ExportParameters(false).Q);
            return its is { } point && mine.X.AsSpan().SequenceEqual(point.X) && mine.Y.AsSpan().SequenceEqual(point.Y);
        }
    }

    private static string Words(DateTime at) => at.ToUniversalTime().ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
