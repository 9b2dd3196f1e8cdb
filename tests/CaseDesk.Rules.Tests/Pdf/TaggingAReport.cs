using System.Text;
using System.Xml.Linq;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Graphics.Operations.MarkedContent;
using UglyToad.PdfPig.Graphics.Operations.TextShowing;
using UglyToad.PdfPig.Tokens;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Rules of PDF/A-3a and PDF/UA-1 that can be checked without a validator.</summary>
public sealed class TaggingAReport
{
    private static readonly byte[] Pdf = Reports.Full(Reports.Options with { Mark = "SAMPLE – not evidence" });

    [Fact]
    public void Marks_every_piece_of_content_as_content_or_artifact()
    {
        using var document = PdfDocument.Open(Pdf);
        foreach (var page in document.GetPages())
        {
            var depth = 0;
            foreach (var operation in page.Operations)
            {
                depth += operation switch
                {
                    BeginMarkedContent or BeginMarkedContentWithProperties => 1,
                    EndMarkedContent => -1,
                    _ => 0,
                };
                if (Paints(operation))
                    Assert.True(depth > 0, $"page {page.Number}: {operation} is not marked");
            }

            Assert.Equal(0, depth);
        }
    }

    [Fact]
    public void Leads_from_every_piece_of_content_to_its_element_and_back()
    {
        using var document = PdfDocument.Open(Pdf);
        var reader = new StructureReader(document);
        var tree = reader.ParentTree();
        var total = 0;
        foreach (var page in document.GetPages())
        {
            var key = ((NumericToken)page.Dictionary.Data["StructParents"]).Int;
            var ids = page.GetMarkedContents().Select(marked => marked.MarkedContentIdentifier).Where(id => id >= 0).ToList();
            Assert.Equal(Enumerable.Range(0, ids.Count), ids);
            Assert.Equal(ids.Count, tree[key].Count);
            total += ids.Count;
            // The element that the parent tree names is of the type that the content carries.
            foreach (var marked in page.GetMarkedContents().Where(marked => marked.MarkedContentIdentifier >= 0))
            {
                var element = (DictionaryToken)document.Structure.GetObject(tree[key][marked.MarkedContentIdentifier]).Data;
                Assert.Equal(((NameToken)element.Data["S"]).Data, marked.Tag);
            }
        }

        Assert.Equal(document.NumberOfPages, tree.Count);
        Assert.Equal(total, reader.ContentCount);
        Assert.Equal(total, CountContent(reader.Read()));
    }

    [Fact]
    public void Uses_the_standard_types_in_their_places()
    {
        using var document = PdfDocument.Open(Pdf);
        var root = new StructureReader(document).Read();

        Assert.Equal("Document", root.Type);
        AssertPlaces(root);
        Assert.All(root.All("TH"), header => Assert.Contains("Scope", header.Dictionary.Data["A"].ToString(), StringComparison.Ordinal));
        Assert.Equal(["1.", "2.", "•", "•"], root.All("Lbl").Select(label => label.Text));
        Assert.Equal("Records 1 to 120", root.All("Caption").Single().Text);
    }

    [Fact]
    public void Leads_from_every_link_to_its_element_and_back()
    {
        using var document = PdfDocument.Open(Pdf);
        var reader = new StructureReader(document);
        reader.ParentTree();
        var found = 0;
        foreach (var page in document.GetPages().Where(page => page.Dictionary.ContainsKey(NameToken.Annots)))
        {
            foreach (var reference in ((ArrayToken)page.Dictionary.Data["Annots"]).Data.Cast<IndirectReferenceToken>())
            {
                var annotation = reader.Dictionary(reference);
                Assert.Equal("Link", ((NameToken)annotation.Data["Subtype"]).Data);
                Assert.Equal(4, ((NumericToken)annotation.Data["F"]).Int);
                Assert.NotEmpty(((IDataToken<string>)annotation.Data["Contents"]).Data);
                Assert.Contains("URI", reader.Dictionary(annotation.Data["A"]).Data.Keys);
                var element = reader.AnnotationParents[((NumericToken)annotation.Data["StructParent"]).Int];
                Assert.Equal("Link", ((NameToken)element.Data["S"]).Data);
                Assert.Contains(reader.Kids(element), kid => kid is DictionaryToken part && part.Data.TryGetValue("Obj", out var it) && ((IndirectReferenceToken)it).Data.Equals(reference.Data));
                found++;
            }

            Assert.Equal("S", ((NameToken)page.Dictionary.Data["Tabs"]).Data);
        }

        Assert.Equal(1, found);
        Assert.Equal("Where to get the verifier", reader.Read().All("Link").Single().Text);
    }

    [Fact]
    public void Says_in_words_what_every_figure_shows()
    {
        using var document = PdfDocument.Open(Pdf);
        var figures = new StructureReader(document).Read().All("Figure").ToList();

        Assert.Equal(["The provider's mark", "The address of the verifier"], figures.Select(figure => ((IDataToken<string>)figure.Dictionary.Data["Alt"]).Data));
        Assert.All(figures, figure => Assert.Contains("BBox", figure.Dictionary.Data["A"].ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Never_skips_a_level_of_headings()
    {
        using var document = PdfDocument.Open(Reports.Write(report =>
        {
            report.Heading(2, "first");
            report.Heading(3, "second");
            report.Heading(1, "third");
            report.Heading(3, "fourth");
        }));

        var types = new StructureReader(document).Read().Children.Select(child => child.Type);
        Assert.Equal(["H1", "H2", "H1", "H2"], types);
        Assert.True(document.TryGetBookmarks(out var bookmarks));
        Assert.Equal(["first", "second", "third", "fourth"], bookmarks.GetNodes().Select(node => node.Title));
    }

    [Fact]
    public void Never_shows_the_glyph_of_a_missing_character()
    {
        using var document = PdfDocument.Open(Reports.Write(report => report.Paragraph("plain \u4F60 हिन्दी שלום مرحبا 한국 \uD83D\uDE80 \u0E01 \uE000 \u0378")));
        var shown = document.GetPages().SelectMany(page => page.Operations).OfType<ShowTextsWithPositioning>()
            .SelectMany(operation => operation.Array).OfType<HexToken>().SelectMany(token => token.Bytes.ToArray().Chunk(2)).ToList();

        Assert.NotEmpty(shown);
        Assert.All(shown, code => Assert.NotEqual(0, code[0] << 8 | code[1]));
        foreach (var map in Maps(document))
        {
            // Code 0 is .notdef; no other code may lead to it.
            Assert.Equal([0, 0], map[0]);
            Assert.All(map.Skip(1), glyph => Assert.NotEqual(0, glyph[0] << 8 | glyph[1]));
        }
    }

    [Fact]
    public void Says_in_its_metadata_what_it_is()
    {
        using var document = PdfDocument.Open(Reports.Full(Reports.Options with { Title = "A <b> & \"c\" \u0001", Language = "pt-BR" }));

        Assert.True(document.TryGetXmpMetadata(out var metadata));
        var xmp = XDocument.Parse(Encoding.UTF8.GetString(metadata.GetXmlBytes().ToArray()).Trim('\uFEFF'));
        XNamespace pdfa = "http://www.aiim.org/pdfa/ns/id/", pdfua = "http://www.aiim.org/pdfua/ns/id/", dc = "http://purl.org/dc/elements/1.1/";
        Assert.Equal("3", xmp.Descendants(pdfa + "part").Single().Value);
        Assert.Equal("A", xmp.Descendants(pdfa + "conformance").Single().Value);
        Assert.Equal("1", xmp.Descendants(pdfua + "part").Single().Value);
        Assert.Equal("A <b> & \"c\" [U+0001]", xmp.Descendants(dc + "title").Single().Value);
        Assert.Equal("A <b> & \"c\" [U+0001]", document.Information.Title);

        var catalog = document.Structure.Catalog.CatalogDictionary;
        Assert.Equal("pt-BR", ((StringToken)catalog.Data["Lang"]).Data);
        Assert.Contains("OutputIntents", catalog.Data.Keys);
        Assert.Contains("AF", catalog.Data.Keys);
        Assert.Contains("True", ((DictionaryToken)catalog.Data["MarkInfo"]).Data["Marked"].ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("DisplayDocTitle", ((DictionaryToken)catalog.Data["ViewerPreferences"]).Data.Keys);
        Assert.Equal(1.7, document.Version);
    }

    private static bool Paints(IGraphicsStateOperation operation) =>
        operation.Operator is "Tj" or "TJ" or "'" or "\"" or "f" or "F" or "f*" or "S" or "s" or "B" or "b" or "B*" or "b*" or "Do" or "sh" or "BI" or "EI";

    private static void AssertPlaces(Element element)
    {
        string[] allowed = element.Type switch
        {
            "Document" => ["H1", "H2", "H3", "P", "L", "Table", "Div", "Figure"],
            "P" => ["Link"],
            "Div" => ["P"],
            "L" => ["LI"],
            "LI" => ["Lbl", "LBody"],
            "Table" => ["Caption", "THead", "TBody", "TR"],
            "THead" or "TBody" => ["TR"],
            "TR" => ["TH", "TD"],
            _ => [],
        };
        foreach (var child in element.Children)
        {
            Assert.Contains(child.Type, allowed);
            AssertPlaces(child);
        }
    }

    private static int CountContent(Element element)
    {
        var own = element.Dictionary.Data.TryGetValue("K", out var kids) switch
        {
            false => 0,
            true when kids is NumericToken => 1,
            true when kids is ArrayToken array => array.Data.Count(kid => kid is DictionaryToken part && part.Data.ContainsKey("MCID")),
            _ => 0,
        };
        return own + element.Children.Sum(CountContent);
    }

    private static IEnumerable<List<byte[]>> Maps(PdfDocument document)
    {
        var reader = new StructureReader(document);
        var resources = reader.Dictionary(document.GetPage(1).Dictionary.Data["Resources"]);
        foreach (var (_, token) in reader.Dictionary(resources.Data["Font"]).Data)
        {
            var font = reader.Dictionary(token);
            var descendant = reader.Dictionary(((ArrayToken)font.Data["DescendantFonts"]).Data[0]);
            Assert.Contains("FontFile2", reader.Dictionary(descendant.Data["FontDescriptor"]).Data.Keys);
            Assert.Contains("ToUnicode", font.Data.Keys);
            var stream = (StreamToken)reader.Resolve(descendant.Data["CIDToGIDMap"]);
            yield return [.. stream.Decode(document.Structure.FilterProvider, document.Structure.TokenScanner).ToArray().Chunk(2)];
        }
    }
}
