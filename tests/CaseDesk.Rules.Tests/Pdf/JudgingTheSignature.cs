using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>
/// What programs of other people say of a report at level B-LT: each accepts it, and each refuses or reports one flipped byte
/// and bytes that were added. They are skipped where they are not installed; .ci/run installs them.
/// </summary>
public sealed class JudgingTheSignature : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("pdf-signature-judges").FullName;
    private readonly TestPki pki = new(Reports.Created);
    private readonly HttpClient http = new();
    private byte[] signed = [];

    private byte[] Flipped => [.. signed[..5_000], (byte)(signed[5_000] ^ 1), .. signed[5_001..]];

    private byte[] Longer => [.. signed, .. "% more\n"u8];

    public async ValueTask InitializeAsync() => signed = await LongTermReports.Make(pki, http);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        pki.Dispose();
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pdfsig_with_our_root_in_its_store_trusts_the_certificate_and_finds_the_whole_file_signed(bool rsa)
    {
        Need("pdfsig", "certutil");
        using var own = rsa ? RSA.Create(3072) : null;
        signed = await LongTermReports.Make(pki, http, own);
        var store = Directory.CreateDirectory(Path.Combine(folder, "nss")).FullName;
        Ask("certutil", "-N", "-d", store, "--empty-password");
        Ask("certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-i", Save("root.der", pki.Root.RawData));

        var good = Ask("pdfsig", "-nssdir", store, Save("good.pdf", signed)).Output;
        Assert.Contains("Signature is Valid", good, StringComparison.Ordinal);
        Assert.Contains("Certificate is Trusted", good, StringComparison.Ordinal);
        Assert.Contains("Total document signed", good, StringComparison.Ordinal);
        Assert.DoesNotContain("Not total", good, StringComparison.Ordinal);
        Assert.Contains("Digest Mismatch", Ask("pdfsig", "-nssdir", store, Save("flipped.pdf", Flipped)).Output, StringComparison.Ordinal);
        Assert.Contains("Not total document signed", Ask("pdfsig", "-nssdir", store, Save("longer.pdf", Longer)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutool_says_that_the_document_is_unchanged_since_signing()
    {
        Need("mutool");

        var good = Ask("mutool", "sign", "-v", Save("good.pdf", signed)).Output;
        Assert.Contains("unchanged since signing", good, StringComparison.Ordinal);
        Assert.DoesNotContain("unchanged since signing", Ask("mutool", "sign", "-v", Save("flipped.pdf", Flipped)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unchanged since signing", Ask("mutool", "sign", "-v", Save("longer.pdf", SigningAReport.WithLaterRevision(signed, "", replace: 4))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Openssl_verifies_the_message_over_the_covered_bytes_as_CAdES()
    {
        Need("openssl");
        var (firstEnd, secondStart) = SigningAReport.Gap(signed);
        var message = Save("message.der", ProvingForYears.Message(signed));
        var root = Save("root.pem", Encoding.ASCII.GetBytes(pki.Root.ExportCertificatePem()));

        (int Exit, string Output) Verify(byte[] content) => Ask("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", message,
            "-content", Save("covered", content), "-CAfile", root, "-purpose", "any", "-out", Path.Combine(folder, "out"));

        byte[] covered = [.. signed[..firstEnd], .. signed[secondStart..]];
        var good = Verify(covered);
        Assert.True(good.Exit == 0, good.Output);
        Assert.Contains("CAdES Verification successful", good.Output, StringComparison.Ordinal);
        covered[5_000] ^= 1;
        Assert.NotEqual(0, Verify(covered).Exit);
        covered[5_000] ^= 1;
        Assert.NotEqual(0, Verify([.. covered, .. "% more\n"u8]).Exit);
    }

    [Fact]
    public void Openssl_verifies_the_time_stamp_in_the_message()
    {
        Need("openssl");
        var message = new System.Security.Cryptography.Pkcs.SignedCms();
        message.Decode(ProvingForYears.Message(signed));
        var signer = message.SignerInfos[0];
        var root = Save("root.pem", Encoding.ASCII.GetBytes(pki.Root.ExportCertificatePem()));
        var token = Save("token.der", signer.UnsignedAttributes[0].Values[0].RawData);

        // Without -attime it would ask whether the certificate is good today, which is the test machine's day.
        (int Exit, string Output) Verify(byte[] value) => Ask("openssl", "ts", "-verify", "-token_in", "-in", token, "-data", Save("value", value), "-CAfile", root);

        var good = Verify(signer.GetSignature());
        Assert.True(good.Exit == 0, good.Output);
        Assert.NotEqual(0, Verify([1, .. signer.GetSignature()]).Exit);
    }

    [Fact]
    public async Task Qpdf_finds_nothing_wrong_in_the_syntax_also_of_an_archived_copy()
    {
        Need("qpdf");

        foreach (var pdf in (byte[][])[signed, await LongTermReports.Archive(pki, http, signed)])
        {
            var good = Ask("qpdf", "--check", Save("good.pdf", pdf));
            Assert.True(good.Exit == 0, good.Output);
        }

        var damaged = signed.ToArray();
        damaged.AsSpan(damaged.Length - 300, 100).Fill((byte)'x');
        Assert.NotEqual(0, Ask("qpdf", "--check", Save("damaged.pdf", damaged)).Exit);
    }

    private static void Need(params string[] tools)
    {
        foreach (var tool in tools)
            Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, tool))), $"{tool} is not installed here");
    }

    private string Save(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static (int Exit, string Output) Ask(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C.UTF-8" } })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
