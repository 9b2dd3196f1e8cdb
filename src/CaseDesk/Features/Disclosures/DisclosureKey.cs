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
            Certificate = Load(Path.GetFullPath(signing.CertificateFile), signing.CertificatePassword);
            if (!Certificate.HasPrivateKey) throw new CannotStart($"The certificate {signing.CertificateFile} has no private key: CaseDesk:Signing:CertificateFile names a PKCS#12 with both.");
            return;
        }
        var file = data.Key("disclosure-development.p12");
        if (!File.Exists(file))
        {
            using var made = DevelopmentCertificate.Create("CaseDesk development – not evidence", clock.GetUtcNow().AddMinutes(-5));
            DurableFile.WriteNew(file, made.Export(X509ContentType.Pkcs12));
            DataDirectory.OwnerOnly(file);
        }
        Certificate = Load(file, null);
    }

    public X509Certificate2 Certificate { get; }

    public bool IsSample { get; }

    private static X509Certificate2 Load(string file, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CannotStart($"The certificate {file} cannot be read: {fault.Message.TrimEnd('.')}. CaseDesk:Signing names it and its password.", fault);
        }
    }

    public void Dispose() => Certificate.Dispose();
}
