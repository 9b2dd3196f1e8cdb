using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>The verdict of programs that others wrote, where they are installed (poppler-utils, qpdf).</summary>
public sealed partial class JudgedByOtherTools(SignedSample sample) : IClassFixture<SignedSample>
{
    [Fact]
    public void Pdfsig_finds_the_signature_valid_and_the_whole_document_signed()
    {
        var (_, good) = Judge("pdfsig", sample.Sealed);
        Assert.Contains("Signature is Valid", good, StringComparison.Ordinal);
        Assert.Contains("Total document signed", good, StringComparison.Ordinal);
        Assert.Contains("ETSI.CAdES.detached", good, StringComparison.Ordinal);

        var (_, bad) = Judge("pdfsig", Flipped(sample.Sealed, sample.Draft.Length / 2));
        Assert.DoesNotContain("Signature is Valid", bad, StringComparison.Ordinal);
    }

    [Fact]
    public void Qpdf_finds_no_error()
    {
        foreach (var pdf in (byte[][])[sample.Draft, sample.Sealed])
        {
            var (code, said) = Judge("qpdf", pdf, "--check");
            Assert.True(code == 0, said);
            Assert.DoesNotContain("WARNING", said, StringComparison.Ordinal);
        }

        // Without the end of the table of objects nothing is where the file says.
        Assert.NotEqual(0, Judge("qpdf", sample.Draft[..^200], "--check").Code);
    }

    [Fact]
    public void Pdfinfo_shows_the_structure()
    {
        var said = Judge("pdfinfo", sample.Draft, "-struct").Said;
        foreach (var tag in (string[])["Document", "H1", "H2", "P", "L", "LI", "Lbl", "LBody", "Table", "Caption", "THead", "TBody", "TR", "TH", "TD"])
            Assert.Matches($"(?m)^\\s*{tag}\\b", said);
        Assert.Contains("Scope", said, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"Tagged:\s+yes", Judge("pdfinfo", sample.Draft).Said);
    }

    [Fact]
    public void Pdffonts_finds_every_font_embedded_as_a_subset_with_its_text()
    {
        var fonts = Judge("pdffonts", sample.Draft).Said.Split('\n').Skip(2).Where(line => line.Length > 0).ToList();

        Assert.Equal(3, fonts.Count);
        Assert.All(fonts, line => Assert.Matches(EmbeddedSubset(), line));
    }

    private static byte[] Flipped(byte[] pdf, int place)
    {
        var broken = (byte[])pdf.Clone();
        broken[place] ^= 1;
        return broken;
    }

    private static (int Code, string Said) Judge(string tool, byte[] pdf, params string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, pdf);
            var start = new ProcessStartInfo(tool, [.. arguments, file]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{tool} is not installed.");
            throw;
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"^[A-Z]{6}\+.*\byes yes yes\b")]
    private static partial Regex EmbeddedSubset();
}
