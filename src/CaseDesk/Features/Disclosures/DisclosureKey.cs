using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Extraction;
using CaseDesk.Pdf;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Disclosures;

/// <summary>The certificate that signs disclosures. What the development certificate signs is a sample, and says so on every page.</summary>
internal sealed class DisclosureKey : IDisposable
{
    public DisclosureKey(IOptions<CaseDeskOptions> options, DataDirectory data, TimeProvider clock)
    {
        var signing = options.Value.Signing;
        IsSample = signing.CertificateFile.Length == 0;
        if (!IsSample)
        {
            Signer = signing.Pkcs11Library.Length > 0
                ? OfToken(signing, clock.GetUtcNow())
                : Load(Path.GetFullPath(signing.CertificateFile), signing.CertificatePassword, clock.GetUtcNow(), Certificates(signing.CertificateChainFile));
            return;
        }
        var file = data.Key("disclosure-development.p12");
        if (!File.Exists(file))
        {
            using var made = DevelopmentCertificate.Create("CaseDesk development – not evidence", clock.GetUtcNow().AddMinutes(-5));
            DurableFile.WriteNew(file, made.Export(X509ContentType.Pkcs12));
            DataDirectory.OwnerOnly(file);
        }
        Signer = Load(file, null, clock.GetUtcNow(), []);
    }

    public SigningKey Signer { get; }

    public X509Certificate2 Certificate => Signer.Certificate;

    /// <summary>SHA-256 of the certificate, lower-case hex: what is printed, and compared by whoever verifies.</summary>
    public string Thumbprint => Convert.ToHexStringLower(SHA256.HashData(Certificate.RawData));

    public bool IsSample { get; }

    /// <summary>The certificates of a PEM file that an option names; none where it names none.</summary>
    public static X509Certificate2Collection Certificates(string file)
    {
        var found = new X509Certificate2Collection();
        if (file.Length == 0) return found;
        try
        {
            found.ImportFromPemFile(Path.GetFullPath(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CannotStart($"The certificates in {file} cannot be read: {fault.Message.TrimEnd('.')}. CaseDesk:Signing names a PEM file with them.", fault);
        }
        return found.Count > 0 ? found : throw new CannotStart($"{file} has no certificates. CaseDesk:Signing names a PEM file with them.");
    }

    private static SigningKey OfToken(SigningOptions signing, DateTimeOffset now)
    {
        try
        {
            var all = Certificates(signing.CertificateFile);
            var key = new SigningKey(all[0], TokenKey.Open(signing, all[0]), all.Concat(Certificates(signing.CertificateChainFile)));
            key.MustBeValid(now);
            return key;
        }
        catch (SigningRefused fault)
        {
            throw new CannotStart($"The certificate {signing.CertificateFile} cannot be used with the token {signing.Pkcs11Token}. {fault.Message}", fault);
        }
    }

    private static SigningKey Load(string file, string? password, DateTimeOffset now, X509Certificate2Collection chain)
    {
        try
        {
            var key = SigningKey.FromPkcs12(File.ReadAllBytes(file), password, chain);
            key.MustBeValid(now);
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CannotStart($"The certificate {file} cannot be read: {fault.Message.TrimEnd('.')}. CaseDesk:Signing names it and its password.", fault);
        }
        catch (SigningRefused fault)
        {
            throw new CannotStart($"The certificate {file} cannot be used. {fault.Message} CaseDesk:Signing:CertificateFile names a PKCS#12 with the certificate and its key.", fault);
        }
    }

    public void Dispose() => Signer.Dispose();
}
