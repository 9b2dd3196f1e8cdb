using System.Text.RegularExpressions;
using CaseDesk.Pdf;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>What a reader that is not ours gets out of a report.</summary>
public sealed partial class ReadingAReport
{
    [Fact]
    public void Finds_every_attachment_with_its_bytes()
    {
        var pdf = SampleReport.Write();

        using var document = PdfDocument.Open(pdf);
        Assert.True(document.Advanced.TryGetEmbeddedFiles(out var files));
        Assert.Equal(SampleReport.Csv, files.Single(file => file.Name == "data.csv").Memory.ToArray());
        var own = PdfAttachments.Read(pdf);
        Assert.Equal([("data.csv", "text/csv"), ("manifest.json", "application/json")], own.Select(file => (file.Name, file.MediaType)));
        Assert.Equal(SampleReport.Csv, own[0].Bytes);
    }

    [Theory]
    [InlineData("Efficient offline flow of affidavits")]
    [InlineData("Ελληνικά кириллица Žluťoučký kůň")]
    [InlineData("a -> b != c => d <= e, “quoted” – dash")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")]
    public void Gives_the_exact_text_of_a_paragraph(string text)
    {
        Assert.Contains(text, Text(SampleReport.Only(report => report.Paragraph(text)).Bytes), StringComparison.Ordinal);
        Assert.Contains(text, Text(SampleReport.Only(report => report.Paragraph(text, PdfText.Mono)).Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_a_hash_in_one_piece_and_a_narrow_one_in_groups_of_eight()
    {
        var wide = SampleReport.Only(report => report.KeyValues([("Manifest", SampleReport.Hash, true)])).Bytes;
        var narrow = SampleReport.Only(report => report.Table([new("File", 3), new("Hash", 1, Mono: true)], [["data.csv", SampleReport.Hash]])).Bytes;

        Assert.Contains(SampleReport.Hash, Text(wide), StringComparison.Ordinal);
        var pieces = HashPiece().Matches(Text(narrow)).Select(match => match.Value).ToList();
        Assert.True(pieces.Count > 1);
        Assert.All(pieces, piece => Assert.Equal(0, piece.Length % 8));
        Assert.Equal(SampleReport.Hash, string.Concat(pieces));
    }

    [Fact]
    public void Gives_a_word_of_ten_thousand_letters_whole_in_a_narrow_cell()
    {
        var word = string.Concat(Enumerable.Range(0, 10_000).Select(i => (char)('A' + i % 26)));

        var (pdf, written) = SampleReport.Only(report => report.Table([new("1", 1), new("2", 4)], [[word, "short"]]));

        Assert.True(written.Pages > 1);
        using var document = PdfDocument.Open(pdf);
        var letters = document.GetPages().SelectMany(page => page.Letters).Where(letter => letter.Value is [>= 'A' and <= 'Z']).ToList();
        Assert.Equal(word, string.Concat(letters.Where(letter => letter.FontSize > 9 && letter.StartBaseLine.Y > 66).Select(letter => letter.Value)));
        Assert.All(letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, 545));
    }

    [Fact]
    public void Shows_the_header_of_a_table_the_mark_and_the_page_number_on_every_page()
    {
        using var document = PdfDocument.Open(SampleReport.Write());

        Assert.True(document.NumberOfPages > 4);
        foreach (var page in document.GetPages())
        {
            var text = ContentOrderTextExtractor.GetText(page);
            Assert.Contains("SAMPLE – not evidence", text, StringComparison.Ordinal);
            Assert.Contains($"Page {page.Number} of {document.NumberOfPages}", text, StringComparison.Ordinal);
            if (page.Number > 2)
                Assert.Contains("User agent", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("नमस्ते", "[U+0928]")]
    [InlineData("a\u202Eb", "a[U+202E]b")]
    [InlineData("a\u0000\u001Bb", "a[U+0000][U+001B]b")]
    [InlineData("\U0001F600", "[U+1F600]")]
    [InlineData("שלום", "[U+05E9]")]
    [InlineData("[U+0041]", "[U+005B]U+0041]")]
    public void Shows_an_escape_for_what_a_reader_could_not_see(string hostile, string shown)
    {
        var (pdf, written) = SampleReport.Only(report => report.Table([new("Name", 1)], [[hostile]]));

        Assert.True(written.EscapedCharacters > 0);
        Assert.Contains(shown, Text(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_an_escape_for_half_a_surrogate_pair() =>
        Shows_an_escape_for_what_a_reader_could_not_see("a\uD800b", "a[U+D800]b");

    [Fact]
    public void Counts_no_escape_in_plain_text() =>
        Assert.Equal(0, SampleReport.Only(report => report.Paragraph("Plain text – [brackets] & “quotes”.")).Written.EscapedCharacters);

    [Fact]
    public void Refuses_hostile_bytes_with_a_reason()
    {
        var pdf = SampleReport.Write(rows: 1);
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read([]));
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read("not a pdf"u8.ToArray()));
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read(pdf[..^40]));
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read([.. pdf, .. "more"u8]));
        var random = new Random(417);
        for (var round = 0; round < 400; round++)
        {
            var broken = (byte[])pdf.Clone();
            for (var i = 0; i < 3; i++)
                broken[random.Next(broken.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                PdfAttachments.Read(broken);
            }
            catch (PdfFormatException)
            {
                // The promised answer; any other exception fails the test.
            }
        }
    }

    private static string Text(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(page => ContentOrderTextExtractor.GetText(page)));
    }

    [GeneratedRegex("(?<![0-9a-z.])[0-9a-f]{8,}(?![0-9a-z])")]
    private static partial Regex HashPiece();
}
