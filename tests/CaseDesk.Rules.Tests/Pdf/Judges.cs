using System.Diagnostics;
using System.Text;
using CaseDesk.Pdf;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>What programs that others wrote say about our files. Each is also shown a file that it must refuse.</summary>
public sealed class Judges : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pdf-judges").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Pdfsig_finds_the_signature_valid_and_the_whole_file_signed()
    {
        var signed = Signed();

        var good = Ask("pdfsig", "-nocert", Save("signed.pdf", signed));
        Assert.Contains("Signature is Valid", good.Output, StringComparison.Ordinal);
        Assert.Contains("Total document signed", good.Output, StringComparison.Ordinal);
        Assert.Contains("ETSI.CAdES.detached", good.Output, StringComparison.Ordinal);

        signed[5_000] ^= 1;
        var bad = Ask("pdfsig", "-nocert", Save("flipped.pdf", signed));
        Assert.Contains("Digest Mismatch", bad.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature is Valid", bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Pdfsig_sees_bytes_that_were_added()
    {
        byte[] more = [.. Signed(), .. "% more\n"u8];

        Assert.Contains("Not total document signed", Ask("pdfsig", "-nocert", Save("more.pdf", more)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Qpdf_finds_nothing_wrong_in_the_syntax()
    {
        foreach (var pdf in (byte[][])[Reports.Full(), Signed()])
        {
            var good = Ask("qpdf", "--check", Save("good.pdf", pdf));
            Assert.True(good.Exit == 0, good.Output);
        }

        var damaged = Reports.Full();
        damaged.AsSpan(damaged.Length - 300, 100).Fill((byte)'x');
        Assert.NotEqual(0, Ask("qpdf", "--check", Save("damaged.pdf", damaged)).Exit);
    }

    [Fact]
    public void Pdffonts_finds_every_font_embedded_subset_and_with_its_text()
    {
        var lines = Ask("pdffonts", Save("fonts.pdf", Reports.Full())).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];

        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains("CID TrueType", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches(@"Identity-H\s+yes yes yes", line));
    }

    [Fact]
    public void Pdfinfo_shows_the_structure_with_its_text()
    {
        // A short one: poppler walks the page anew for each piece of content.
        var file = Save("structure.pdf", Reports.Write(report => Reports.Compose(report, rows: 4)));

        Assert.Matches(@"Tagged:\s+yes", Ask("pdfinfo", file).Output);
        var structure = Ask("pdfinfo", "-struct-text", file).Output;
        foreach (var part in (string[])["Document", "H1", "/ListNumbering /Decimal", "Lbl", "LBody", "Table", "THead", "TBody", "/Scope /Column", "/Scope /Row", "\"203.0.113.3\"", Reports.Hash])
            Assert.Contains(part, structure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reports.Hash)]
    [InlineData("efficient office fi fl ffi AVATAR")]
    [InlineData("Ελληνικά Кириллица Łódź")]
    [InlineData("हिन्दी")]
    [InlineData("שלום עולם")]
    [InlineData("مرحبا بكم")]
    [InlineData("المشترك في المدينة")]
    [InlineData("東京都 北京市 臺北 서울")]
    public void Pdftotext_copies_the_exact_text(string text)
    {
        var file = Save("text.pdf", Reports.Write(report =>
        {
            report.Paragraph(text);
            report.Paragraph(text, PdfText.Mono);
        }));

        var copied = Ask("pdftotext", file, "-").Output;
        Assert.Equal(3, copied.Split(text).Length);
    }

    private static byte[] Signed()
    {
        using var certificate = DevelopmentCertificate.Create("Courier", Reports.Created.AddDays(-1));
        return Reports.Signed(certificate);
    }

    private string Save(string name, byte[] pdf)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, pdf);
        return path;
    }

    private static (int Exit, string Output) Ask(string tool, params string[] arguments)
    {
        Assert.SkipUnless(Find(tool), $"{tool} is not installed here");
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    private static bool Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(place => File.Exists(Path.Combine(place, tool)) || File.Exists(Path.Combine(place, tool + ".exe")));
}
