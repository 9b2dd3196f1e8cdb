using System.Text;
using CaseDesk.Pdf;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Graphics.Operations.MarkedContent;
using UglyToad.PdfPig.Graphics.Operations.PathPainting;
using UglyToad.PdfPig.Graphics.Operations.TextShowing;
using UglyToad.PdfPig.Tokens;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>The rules of tagged PDF, PDF/A-3a and PDF/UA-1 that can be seen from outside.</summary>
public sealed class BuildingAReport
{
    [Fact]
    public void Gives_the_same_bytes_for_the_same_input() => Assert.Equal(SampleReport.Write(), SampleReport.Write());

    [Fact]
    public void Says_what_it_is_in_the_catalog_and_in_readable_metadata()
    {
        var pdf = SampleReport.Write(rows: 2);
        using var document = PdfDocument.Open(pdf);
        var catalog = document.Structure.Catalog.CatalogDictionary;

        foreach (var key in (string[])["Lang", "MarkInfo", "StructTreeRoot", "ViewerPreferences", "Metadata", "OutputIntents", "AF", "Names", "Outlines"])
            Assert.True(catalog.ContainsKey(NameToken.Create(key)), key);
        var text = Encoding.UTF8.GetString(pdf);
        Assert.Contains("<pdfaid:part>3</pdfaid:part>", text, StringComparison.Ordinal);
        Assert.Contains("<pdfaid:conformance>A</pdfaid:conformance>", text, StringComparison.Ordinal);
        Assert.Contains("<pdfuaid:part>1</pdfuaid:part>", text, StringComparison.Ordinal);
        Assert.Contains("Disclosure CD-2026-000417", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_every_piece_of_content_as_structure_or_artifact()
    {
        using var document = PdfDocument.Open(SampleReport.Write());
        foreach (var page in document.GetPages())
        {
            var depth = 0;
            foreach (var operation in page.Operations)
            {
                depth += operation switch { BeginMarkedContent or BeginMarkedContentWithProperties => 1, EndMarkedContent => -1, _ => 0 };
                if (operation is ShowTextsWithPositioning or ShowText or FillPathNonZeroWinding or StrokePath)
                    Assert.True(depth > 0, $"unmarked {operation} on page {page.Number}");
            }

            Assert.Equal(0, depth);
        }
    }

    [Fact]
    public void Leads_from_every_mark_back_to_its_element()
    {
        using var document = PdfDocument.Open(SampleReport.Write());
        var root = Follow(document, document.Structure.Catalog.CatalogDictionary.Data["StructTreeRoot"]);
        var leaves = ((ArrayToken)((DictionaryToken)Follow(document, ((DictionaryToken)root).Data["ParentTree"])).Data["Kids"]).Data
            .SelectMany(kid => ((ArrayToken)((DictionaryToken)Follow(document, kid)).Data["Nums"]).Data).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var page in document.GetPages())
        {
            var parents = ((ArrayToken)Follow(document, leaves[(page.Number - 1) * 2 + 1])).Data;
            var marks = Marks(page);
            Assert.Equal(Enumerable.Range(0, parents.Count), marks.Select(mark => mark.Id));
            foreach (var (tag, id) in marks)
            {
                var element = (DictionaryToken)Follow(document, parents[id]);
                Assert.Equal(tag, ((NameToken)element.Data["S"]).Data);
                if (tag == "TH")
                    Assert.True(((DictionaryToken)Follow(document, element.Data["A"])).Data.ContainsKey("Scope"));
                seen.Add(tag);
            }
        }

        Assert.Superset(new HashSet<string>(["H1", "H2", "H3", "P", "Lbl", "LBody", "TH", "TD", "Caption"], StringComparer.Ordinal), seen);
    }

    [Fact]
    public void Never_shows_the_glyph_notdef()
    {
        var (pdf, _) = SampleReport.Only(report => report.Table([new("Name", 1), new("Mono", 1, Mono: true)],
            [["नमस्ते \u0007 😀 日本 עברית", "नमस्ते \uFFFD 日本 \uDC00"]]));
        using var document = PdfDocument.Open(pdf);
        foreach (var shown in document.GetPages().SelectMany(page => page.Operations).OfType<ShowTextsWithPositioning>())
        {
            foreach (var hex in shown.Array.OfType<HexToken>())
                Assert.All(hex.Bytes.ToArray().Chunk(2), code => Assert.False(code is [0, 0]));
        }
    }

    [Fact]
    public void Takes_rows_one_by_one_and_writes_pages_as_they_fill()
    {
        using var output = new MemoryStream();
        using var report = new PdfReport(output, SampleReport.Options);
        long half = 0;
        report.Table([new("Row", 1)], Enumerable.Range(0, 4000).Select(i =>
        {
            if (i == 2000)
                half = output.Length;
            return (string[])[$"row {i}"];
        }));
        report.Finish();

        Assert.InRange(half, output.Length / 5, output.Length);
    }

    [Fact]
    public void Refuses_what_would_make_a_false_or_broken_file()
    {
        Assert.Throws<ArgumentException>(() => SampleReport.Only(report => report.Attach("../data.csv", "text/csv", "", [])));
        Assert.Throws<ArgumentException>(() => SampleReport.Only(report => report.Attach("data.csv", "text", "", [])));
        Assert.Throws<ArgumentException>(() => SampleReport.Only(report => report.Attach("data.csv", "text/csv", "", [], "Proof")));
        Assert.Throws<ArgumentException>(() => SampleReport.Only(report => report.Table([new("One", 1)], [["1", "2"]])));
        Assert.Throws<ArgumentException>(() => SampleReport.Write(SampleReport.Options with { Language = "en) /X (" }, _ => { }));
        Assert.Throws<InvalidOperationException>(() => SampleReport.Only(report => { report.Finish(); report.Paragraph("late"); }));
    }

    private static List<(string Tag, int Id)> Marks(Page page)
    {
        var marks = new List<(string, int)>();
        foreach (var mark in page.Operations.OfType<BeginMarkedContentWithProperties>())
        {
            if (mark.Properties is { } properties && properties.Data.TryGetValue("MCID", out var id))
                marks.Add((mark.Name.Data, ((NumericToken)id).Int));
        }

        return marks;
    }

    private static IToken Follow(PdfDocument document, IToken token) =>
        token is IndirectReferenceToken reference ? document.Structure.GetObject(reference.Data).Data : token;
}
