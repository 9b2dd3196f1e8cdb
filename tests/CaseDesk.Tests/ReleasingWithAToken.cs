using System.Net.Http.Json;
using System.Security.Cryptography;
using CaseDesk.Pdf;
using CaseDesk.Rules.Tests.Pdf;

namespace CaseDesk.Tests;

/// <summary>The key lies on a token (SoftHSM, which .ci/run installs) and the desk has the certificate only.</summary>
public sealed class ReleasingWithAToken : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so"];

    private readonly TestPki pki = new();
    private readonly CaseDeskApp app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        pki.Dispose();
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("p256")]
    public async Task Signs_on_the_token(string kind)
    {
        using AsymmetricAlgorithm key = kind == "rsa" ? RSA.Create(3072) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = await Configure(key);
        await app.InitializeAsync();
        var (number, manifest) = await app.AnExtractedRequest();

        using var released = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)released.StatusCode);

        var pdf = await (await app.SignedInAs("custodian")).GetByteArrayAsync(new Uri($"/api/v1/requests/{number}/disclosure/report.pdf", UriKind.Relative));
        var report = PadesVerifier.Verify(pdf, [pki.Root]);
        Assert.Empty(report.Reasons);
        Assert.Equal(SignatureLevel.BaselineLT, report.Level);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(signer.RawData)), report.Thumbprint);
    }

    [Theory]
    [InlineData("Pkcs11Pin", "9999", "CKR_PIN_INCORRECT")]
    [InlineData("Pkcs11Key", "another", "0 private keys")]
    [InlineData("Pkcs11Token", "another", "no token of that label")]
    [InlineData("Pkcs11Library", "nowhere.so", "cannot be used")]
    public async Task Does_not_start_with_a_token_that_is_not_there(string option, string value, string why)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = await Configure(key);
        app.Settings["CaseDesk__Signing__" + option] = value;

        Assert.False(await app.Begin(line => line.StartsWith("CaseDesk is at", StringComparison.Ordinal)));
        await app.Program.WaitForExitAsync();

        Assert.Equal(1, app.Program.ExitCode);
        Assert.Contains(why, app.Said, StringComparison.Ordinal);
    }

    private async Task<System.Security.Cryptography.X509Certificates.X509Certificate2> Configure(AsymmetricAlgorithm key)
    {
        var library = Places.FirstOrDefault(File.Exists);
        Assert.SkipUnless(library is not null && Tools.Has("softhsm2-util"), "softhsm2 is not installed here");
        var tokens = Directory.CreateDirectory(Path.Combine(app.Directory, "tokens")).FullName;
        var configuration = Path.Combine(app.Directory, "softhsm2.conf");
        await File.WriteAllTextAsync(configuration, $"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n");
        var pem = Path.Combine(app.Directory, "key.pem");
        await File.WriteAllTextAsync(pem, key.ExportPkcs8PrivateKeyPem());
        // The variable goes to the tool and to the desk; a library reads it when it is loaded.
        await Tools.Run("env", "SOFTHSM2_CONF=" + configuration, "softhsm2-util", "--init-token", "--free", "--label", "desk", "--pin", "1234", "--so-pin", "5678");
        await Tools.Run("env", "SOFTHSM2_CONF=" + configuration, "softhsm2-util", "--import", pem, "--token", "desk", "--label", "disclosure", "--id", "01", "--pin", "1234");

        var signer = pki.Signer(key);
        var certificates = Path.Combine(app.Directory, "signing.pem");
        await File.WriteAllTextAsync(certificates, string.Join('\n', signer.ExportCertificatePem(), pki.Issuing.ExportCertificatePem(), pki.Root.ExportCertificatePem()));
        app.Settings["SOFTHSM2_CONF"] = configuration;
        app.Settings["CaseDesk__Signing__CertificateFile"] = certificates;
        app.Settings["CaseDesk__Signing__Pkcs11Library"] = library;
        app.Settings["CaseDesk__Signing__Pkcs11Token"] = "desk";
        app.Settings["CaseDesk__Signing__Pkcs11Key"] = "disclosure";
        app.Settings["CaseDesk__Signing__Pkcs11Pin"] = "1234";
        app.Settings["CaseDesk__Signing__TimestampUrl"] = pki.Stamps.ToString();
        return signer;
    }
}
