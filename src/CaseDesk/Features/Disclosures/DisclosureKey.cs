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
            Certificate = X509CertificateLoader.LoadPkcs12FromFile(Path.GetFullPath(signing.CertificateFile), signing.CertificatePassword);
            return;
        }
        var file = data.Key("disclosure-development.p12");
        if (!File.Exists(file))
        {
            using var made = DevelopmentCertificate.Create("CaseDesk development – not evidence", clock.GetUtcNow().AddMinutes(-5));
            DurableFile.Write(file, made.Export(X509ContentType.Pkcs12));
            DataDirectory.OwnerOnly(file);
        }
        Certificate = X509CertificateLoader.LoadPkcs12FromFile(file, null);
    }

    public X509Certificate2 Certificate { get; }

    public bool IsSample { get; }

    public void Dispose() => Certificate.Dispose();
}
