using CaseDesk.Pdf;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Text that is not Latin, and text that tries to look like other text.</summary>
public sealed class SettingOtherScripts
{
    [Theory]
    [InlineData("Ελληνικά")]
    [InlineData("Кириллица")]
    [InlineData("שלום, עולם! (123) abc")]
    [InlineData("שָׁלוֹם")]
    [InlineData("مرحبا بالعالم 123 ABC")]
    [InlineData("مُحَمَّد علي، ٤٥٦")]
    [InlineData("لا لَا إلى الأحمد")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("हिन्दी क्षत्रिय श्री")]
    [InlineData("क्\u200Dष क्\u200Cष")]
    [InlineData("東京都 北京市 臺北市 「かな」カナ")]
    [InlineData("서울특별시")]
    [InlineData("🚀 👩\u200D💻 ❤\uFE0F 👩\u200D❤\uFE0F\u200D👨")]
    [InlineData("abcשלוםdef 12.5% مرحبا")]
    public void Keeps_the_exact_text_and_needs_no_escape(string text)
    {
        var (pdf, written) = Reports.WriteWithCount(report =>
        {
            report.Heading(2, text);
            report.Paragraph(text);
            report.Table([new("Sans", 1), new("Mono", 1, Mono: true)], [[text, text]]);
        });

        using var document = PdfDocument.Open(pdf);
        var root = new StructureReader(document).Read();
        Assert.Equal([text, text, text, text], root.All("H1").Concat(root.All("P")).Concat(root.All("TD")).Select(element => element.Text));
        Assert.Equal(0, written.EscapedCharacters);
    }

    [Fact]
    public void Shows_right_to_left_words_from_right_to_left_and_their_numbers_not()
    {
        var letters = Letters(report => report.Table([new("Name", 1)], [["אבג 123"]]));

        Assert.True(X(letters, "א") > X(letters, "ב") && X(letters, "ב") > X(letters, "ג"));
        Assert.True(X(letters, "ג") > X(letters, "3") && X(letters, "3") > X(letters, "2") && X(letters, "2") > X(letters, "1"));
    }

    [Fact]
    public void Never_lets_a_datum_reorder_the_words_around_it()
    {
        // Without isolates the number would be read as part of the name, and stand at its left.
        foreach (var name in (string[])["אבג", "אבג\u202E", "\u2067אבג", "אבג 5", "(אבג"])
        {
            var letters = Letters(report => report.Paragraph($"x {name}: 7y"));

            Assert.True(X(letters, "x") < X(letters, "א"));
            Assert.True(X(letters, "א") < X(letters, "7") && X(letters, "7") < X(letters, "y"));
        }
    }

    [Fact]
    public void Keeps_an_escape_whole_among_words_that_read_the_other_way()
    {
        var letters = Letters(report => report.Table([new("Name", 1)], [["אבג\u202Eדהו"]]));

        // Of signs that come twice, the first.
        var escape = "[U+0E]".Select(sign => X(letters, sign.ToString())).ToList();
        Assert.Equal(escape.Order(), escape);
        Assert.True(X(letters, "ג") > escape[^1] && X(letters, "ד") < escape[0]);
    }

    [Fact]
    public void Turns_the_page_round_for_a_language_that_reads_from_right_to_left()
    {
        void Compose(PdfReport report)
        {
            report.Heading(1, "גילוי");
            report.List(["ראשון", "שני"], numbered: true);
            report.KeyValues([("אל", "משטרה", false)]);
            report.Table([new("זמן", 1, Mono: true), new("שם", 1)], [["2026-10-08 05:14", "דנה"]]);
        }

        using var document = PdfDocument.Open(Reports.Write(Compose, Reports.Options with { Language = "he", PageOf = "עמוד {page} מתוך {pages}" }));
        var letters = document.GetPage(1).Letters;
        double Right(string sign) => letters.First(letter => letter.Value == sign).EndBaseLine.X;
        const double rightMargin = 595.276 - 62.36;

        // The margins change sides too; the first letter of the heading touches the right one.
        Assert.InRange(letters.First(letter => letter.Value == "ג" && letter.PointSize > 20).EndBaseLine.X, rightMargin - 4, rightMargin + 0.5);
        // A label stands at the right of its item, and a key at the right of its value.
        Assert.True(letters.First(letter => letter.Value == "1" && letter.PointSize == 10).StartBaseLine.X > Right("ר"));
        Assert.True(Right("א") > Right("מ"));
        // The first column is at the right, and a time in it still reads from left to right.
        var time = letters.Where(letter => letter.PointSize < 9.5 && letter.Value is "2" or "0" or "6" && letter.StartBaseLine.Y < 600 && letter.StartBaseLine.Y > 100).ToList();
        Assert.True(time[0].StartBaseLine.X > 595.276 / 2);
        Assert.Equal(["2", "0", "2", "6"], time.OrderBy(letter => letter.StartBaseLine.X).Take(4).Select(letter => letter.Value));
        // The provider stands at the right of the head.
        Assert.True(letters.First(letter => letter.Value == "C" && letter.PointSize == 15).StartBaseLine.X > 400);

        var root = new StructureReader(document).Read();
        Assert.Contains("RlTb", root.Dictionary.Data["A"].ToString(), StringComparison.Ordinal);
        Assert.Contains("R2L", document.Structure.Catalog.CatalogDictionary.Data["ViewerPreferences"].ToString(), StringComparison.Ordinal);
        Assert.Equal("1.", root.All("Lbl").First().Text);
    }

    [Fact]
    public void Sets_a_paragraph_in_another_language_at_the_side_where_that_begins()
    {
        var letters = Letters(report => report.Paragraph("אבג", language: "he"));

        Assert.InRange(letters.First(letter => letter.Value == "א").EndBaseLine.X, 595.276 - 51.02 - 2, 595.276 - 51.02 + 0.5);
    }

    [Theory]
    [InlineData("م")]
    [InlineData("א")]
    [InlineData("अ")]
    [InlineData("क्ष")]
    [InlineData("語")]
    [InlineData("🚀")]
    [InlineData("a\u0301")]
    [InlineData("(א")]
    [InlineData("لاب")]
    [InlineData("\u200D")]
    [InlineData("\u200Cم")]
    [InlineData("\u0301\u0300")]
    [InlineData("\u0000\u202E")]
    public void Sets_a_word_of_ten_thousand_in_time_and_inside_the_page(string piece)
    {
        var word = string.Concat(Enumerable.Repeat(piece, 10_000 / piece.Length));
        var before = Environment.CpuUsage.TotalTime;
        var (pdf, written) = Reports.WriteWithCount(report => report.Table([new("a", 1), new("b", 1, Mono: true)], [["before", word]]));
        // Far above what it takes, for busy machines; a square would cost more.
        Assert.True(Environment.CpuUsage.TotalTime - before < TimeSpan.FromSeconds(60), $"{Environment.CpuUsage.TotalTime - before}");

        using var document = PdfDocument.Open(pdf);
        foreach (var page in document.GetPages())
            Assert.DoesNotContain(page.Letters, letter => letter.Value != " " && (letter.StartBaseLine.X < 62 || letter.EndBaseLine.X > 595.276 - 50.5));
        var shown = new StructureReader(document).Read().All("TD").Last().Text;
        if (written.EscapedCharacters == 0)
            Assert.Equal(word, shown);
        else
            Assert.Equal(written.EscapedCharacters, shown.Split("[U+").Length - 1);
    }

    private static IReadOnlyList<Letter> Letters(Action<PdfReport> compose)
    {
        using var document = PdfDocument.Open(Reports.Write(compose, Reports.Options with { HeaderLeft = null, HeaderRight = null, FooterLeft = null, FooterMiddle = null, PageOf = "" }));
        return document.GetPage(1).Letters;
    }

    private static double X(IReadOnlyList<Letter> letters, string sign) => letters.First(letter => letter.Value == sign).StartBaseLine.X;
}
