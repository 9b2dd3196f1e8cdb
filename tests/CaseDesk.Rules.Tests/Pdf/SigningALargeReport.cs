using System.Diagnostics;
using System.Security.Cryptography;
using CaseDesk.Pdf;

namespace CaseDesk.Rules.Tests.Pdf;

public sealed class SigningALargeReport
{
    [Fact]
    public async Task Takes_little_memory_and_time_for_100_megabytes()
    {
        using var pki = new TestPki(Reports.Created);
        using var rsa = RSA.Create(3072);
        using var key = SigningKey.Of(pki.Signer(rsa), [pki.Issuing, pki.Root]);
        using var http = new HttpClient();
        var path = Path.GetTempFileName();
        try
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            var place = Write(file);
            GC.Collect();
            using var mine = Process.GetCurrentProcess();
            var (cpu, allocated) = (mine.TotalProcessorTime, GC.GetTotalAllocatedBytes());

            await PadesSigner.SignAndStamp(file, place, key, new TimestampAuthority(http, pki.Stamps), CancellationToken.None);

            mine.Refresh();
            var (seconds, bytes) = ((mine.TotalProcessorTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes() - allocated);
            TestContext.Current.TestOutputHelper!.WriteLine($"{file.Length} bytes signed and stamped in {seconds:0.00} CPU s; {bytes} bytes allocated by the whole process meanwhile");
            Assert.True(file.Length > 100_000_000);
            Assert.True(seconds <= 5, $"{seconds} CPU s");
            Assert.True(PadesVerifier.Verify(ReadAll(file), [pki.Root]).IsGood);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SignaturePlace Write(Stream file)
    {
        // Bytes that cannot be packed, the same each time.
        var bytes = new byte[101_000_000];
        new Random(1).NextBytes(bytes);
        return Reports.WriteTo(file, new PadesOptions { SignedAt = Reports.Created }, report =>
        {
            report.Heading(1, "Large");
            report.Attach("data.bin", "application/octet-stream", "Random bytes", bytes);
        }).Signature!;
    }

    private static byte[] ReadAll(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(bytes);
        return bytes;
    }
}
