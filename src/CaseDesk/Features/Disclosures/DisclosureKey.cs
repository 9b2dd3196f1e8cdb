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
            Signer = Load(Path.GetFullPath(signing.CertificateFile), signing.CertificatePassword, clock.GetUtcNow());
            return;
        }
        var file = data.Key("disclosure-development.p12");
        if (!File.Exists(file))
        {
            using var made = DevelopmentCertificate.Create("CaseDesk development – not evidence", clock.GetUtcNow().AddMinutes(-5));
            DurableFile.WriteNew(file, made.Export(X509ContentType.Pkcs12));
            DataDirectory.OwnerOnly(file);
        }
        Signer = Load(file, null, clock.GetUtcNow());
    }

    public SigningKey Signer { get; }

    public X509Certificate2 Certificate => Signer.Certificate;

    public bool IsSample { get; }

    private static SigningKey Load(string file, string? password, DateTimeOffset now)
    {
        try
        {
            var key = SigningKey.FromPkcs12(File.ReadAllBytes(file), password);
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
