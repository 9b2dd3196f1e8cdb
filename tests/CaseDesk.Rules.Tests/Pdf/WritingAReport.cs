using System.Text;
using CaseDesk.Pdf;
using UglyToad.PdfPig;

namespace CaseDesk.Rules.Tests.Pdf;

public sealed class WritingAReport
{
    [Fact]
    public void Gives_the_same_bytes_for_the_same_input()
    {
        Assert.Equal(Reports.Full(), Reports.Full());
        Assert.NotEqual(Reports.Full(), Reports.Full(Reports.Options with { Created = Reports.Created.AddSeconds(1) }));
    }

    [Fact]
    public void Says_how_many_pages_it_has_on_each_of_them()
    {
        var (pdf, written) = Reports.WriteWithCount(Reports.ComposeFull);

        using var document = PdfDocument.Open(pdf);
        Assert.Equal(written.Pages, document.NumberOfPages);
        Assert.True(written.Pages >= 4);
        foreach (var page in document.GetPages())
            Assert.Contains($"Page {page.Number} of {written.Pages}", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-10-08 05:14:09.221")]
    [InlineData(Reports.Hash)]
    [InlineData("two  spaces   and trailing ")]
    [InlineData("efficient office AVATAR fi fl ffi")]
    [InlineData("Ελληνικά Кириллица café ñ Łódź – “quoted” € → ✓")]
    [InlineData("/very/long/path/with-hyphens/index.html?q=1&r=2;Mozilla/5.0(Windows)")]
    public void Keeps_the_exact_text_of_a_cell(string value)
    {
        var pdf = Reports.Write(report => report.Table(
            [new("Sans", 1), new("Mono", 1, Mono: true), new("Narrow", 0.2), new("Right", 0.4, Right: true)],
            [[value, value, value, value]]));

        using var document = PdfDocument.Open(pdf);
        var cells = new StructureReader(document).Read().All("TD").Select(cell => cell.Text);
        Assert.Equal([value, value, value, value], cells);
    }

    [Fact]
    public void Wraps_a_word_of_ten_thousand_characters_over_pages_without_losing_one()
    {
        var word = string.Concat(Enumerable.Range(0, 2_500).Select(i => i.ToString("x4", null)));
        var pdf = Reports.Write(report => report.Table([new("a", 1), new("b", 1, Mono: true)], [["before", word], ["after", "end"]]));

        using var document = PdfDocument.Open(pdf);
        var cells = new StructureReader(document).Read().All("TD").Select(cell => cell.Text).ToList();
        Assert.Equal(["before", word, "after", "end"], cells);
        Assert.True(document.NumberOfPages > 2);
        AssertInsideMargins(document);
    }

    [Fact]
    public void Keeps_long_text_of_every_kind_of_block_inside_the_page()
    {
        var word = new string('W', 3_000);
        var prose = string.Concat(Enumerable.Repeat("These logs record look-ups and nothing else. ", 300));
        var pdf = Reports.Write(
            report =>
            {
                report.Heading(1, word);
                report.Paragraph(word + " " + prose);
                report.List([prose, word]);
                report.KeyValues([(word, word, true), ("key", prose, false)]);
                report.Caveat(word, prose + word);
                report.Notice("n", prose);
                report.MonoBlock([word]);
                report.Table([.. Enumerable.Range(0, 25).Select(i => new PdfColumn("column" + i, 1))], [[.. Enumerable.Repeat("value-123456", 25)]], prose);
                report.Table([new(word, 1), new("b", 1)], [["x", "y"]]);
            },
            Reports.Options with { Title = prose, HeaderLeft = prose, HeaderRight = prose, FooterLeft = word, FooterMiddle = word, Mark = prose });

        using var document = PdfDocument.Open(pdf);
        AssertInsideMargins(document);
        var body = new StructureReader(document).Read();
        Assert.Equal(prose + word, body.All("Div").First().Children[1].Text);
    }

    [Theory]
    [InlineData("\u0E01", "[U+0E01]")]
    [InlineData("a\u202Eb", "a[U+202E]b")]
    [InlineData("a\u0000b\tc\nd", "a[U+0000]b[U+0009]c[U+000A]d")]
    [InlineData("\uD808\uDC00", "[U+12000]")]
    [InlineData("\u0712", "[U+0712]")]
    [InlineData("\u202Aa\u202Bb\u202Cc\u202Dd\u202Ee\u2066f\u2067g\u2068h\u2069i", "[U+202A]a[U+202B]b[U+202C]c[U+202D]d[U+202E]e[U+2066]f[U+2067]g[U+2068]h[U+2069]i")]
    [InlineData("a\u200Cb\u200Dc\u200Ed\u200Fe\u061Cf", "a[U+200C]b[U+200D]c[U+200E]d[U+200F]e[U+061C]f")]
    [InlineData("a\u00A0b\u200Bc\uFEFFd\u00ADe", "a[U+00A0]b[U+200B]c[U+FEFF]d[U+00AD]e")]
    [InlineData("[U+0041]", "[U+005B]U+0041]")]
    [InlineData("\u0301a", "[U+0301]a")]
    [InlineData("a\u0301\u0302\u0303\u0304", "a\u0301\u0302[U+0303][U+0304]")]
    [InlineData("x\uFE0Fy\u3164\u2800", "x[U+FE0F]y[U+3164][U+2800]")]
    public void Shows_what_a_reader_could_not_see_as_an_escape(string hostile, string shown)
    {
        var (pdf, written) = Reports.WriteWithCount(report => report.Table([new("a", 1)], [[hostile]]));

        using var document = PdfDocument.Open(pdf);
        Assert.Equal(shown, new StructureReader(document).Read().All("TD").Single().Text);
        Assert.Equal(shown.Split("[U+").Length - 1, written.EscapedCharacters);
    }

    // Not an InlineData: a lone surrogate does not survive the way of test data through UTF-8.
    [Fact]
    public void Shows_half_a_character_as_an_escape()
    {
        var (pdf, written) = Reports.WriteWithCount(report => report.Table([new("a", 1)], [["a\uD800b"]]));

        using var document = PdfDocument.Open(pdf);
        Assert.Equal("a[U+D800]b", new StructureReader(document).Read().All("TD").Single().Text);
        Assert.Equal(1, written.EscapedCharacters);
    }

    [Fact]
    public void Lets_the_desk_break_lines_in_its_own_words()
    {
        var (pdf, written) = Reports.WriteWithCount(report => report.Paragraph("one\ntwo\u00A0words"));

        using var document = PdfDocument.Open(pdf);
        Assert.Equal("onetwo\u00A0words", new StructureReader(document).Read().All("P").Single().Text);
        Assert.Equal(0, written.EscapedCharacters);
        var lines = document.GetPage(1).Letters.Where(letter => letter.Value is "o" or "t" && letter.PointSize == 10).Select(letter => letter.StartBaseLine.Y).Distinct();
        Assert.Equal(2, lines.Count());
    }

    [Fact]
    public void Takes_rows_one_after_the_other_and_repeats_the_header_on_each_page()
    {
        var most = 0L;
        using var output = new MemoryStream();
        using var report = new PdfReport(output, Reports.Options);
        report.Table([new("Number", 1), new("Heading of the second", 1)], Enumerable.Range(0, 2_000).Select(i =>
        {
            most = Math.Max(most, output.Length);
            return (IReadOnlyList<string>)[$"{i}", "x"];
        }));
        // Bytes had gone out before the last row came in.
        Assert.True(most > 10_000);
        report.Finish();

        using var document = PdfDocument.Open(output.ToArray());
        Assert.True(document.NumberOfPages > 20);
        Assert.All(document.GetPages(), page => Assert.Contains("Heading of the second", page.Text, StringComparison.Ordinal));
        Assert.Equal(2, new StructureReader(document).Read().All("TH").Count());
        Assert.Equal(4_000, new StructureReader(document).Read().All("TD").Count());
    }

    [Fact]
    public void Puts_the_mark_on_every_page_and_only_if_asked()
    {
        const string mark = "SAMPLE – not evidence";
        using var marked = PdfDocument.Open(Reports.Full(Reports.Options with { Mark = mark }));
        using var clean = PdfDocument.Open(Reports.Full());

        Assert.All(marked.GetPages(), page => Assert.Contains(mark, page.Text, StringComparison.Ordinal));
        Assert.All(clean.GetPages(), page => Assert.DoesNotContain("SAMPLE", page.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Embeds_files_that_another_reader_finds()
    {
        using var document = PdfDocument.Open(Reports.Full());

        Assert.True(document.Advanced.TryGetEmbeddedFiles(out var files));
        Assert.Equal(["data.csv", "manifest.json"], files.Select(file => file.Name));
        Assert.Equal("time,address\n2026,203.0.113.1\n", Encoding.UTF8.GetString(files[0].Bytes.ToArray()));
    }

    [Fact]
    public void Refuses_names_media_types_relationships_and_tables_that_are_not_allowed()
    {
        using var output = new MemoryStream();
        using var report = new PdfReport(output, Reports.Options);
        foreach (var name in (string[])["", "../x", "a/b", "a b", "a(b", "é.csv", ".hidden", new string('a', 121)])
            Assert.Throws<ArgumentException>(() => report.Attach(name, "text/csv", "", []));
        Assert.Throws<ArgumentException>(() => report.Attach("a.csv", "text", "", []));
        Assert.Throws<ArgumentException>(() => report.Attach("a.csv", "text/csv", "", [], "Wrong"));
        report.Attach("a.csv", "text/csv", "", []);
        Assert.Throws<ArgumentException>(() => report.Attach("a.csv", "text/csv", "", []));
        Assert.Throws<ArgumentException>(() => report.Table([], []));
        Assert.Throws<ArgumentException>(() => report.Table([new("a", 0)], []));
        Assert.Throws<ArgumentException>(() => report.Table([new("a", double.NaN)], []));
        Assert.Throws<ArgumentException>(() => report.Table([new("a", 1)], [["1", "2"]]));
        Assert.Throws<ArgumentException>(() => new PdfReport(output, Reports.Options with { Language = "en) /X (" }));
        Assert.Throws<ArgumentException>(() => new PdfReport(output, Reports.Options with { Title = " " }));
    }

    [Fact]
    public void Ends_once()
    {
        using var output = new MemoryStream();
        using var report = new PdfReport(output, Reports.Options);
        report.Finish();

        Assert.Throws<InvalidOperationException>(() => report.Paragraph("more"));
        Assert.Throws<InvalidOperationException>(report.Finish);
    }

    private static void AssertInsideMargins(PdfDocument document)
    {
        foreach (var page in document.GetPages())
        {
            var outside = page.Letters.Where(letter => letter.Value != " "
                && (letter.StartBaseLine.X < 62 || letter.EndBaseLine.X > 595.276 - 50.5 || letter.StartBaseLine.Y < 10 || letter.StartBaseLine.Y > 832));
            Assert.Empty(outside.Select(letter => $"page {page.Number}: {letter.Value} at {letter.StartBaseLine}"));
        }
    }
}
