using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Templates;
using CaseDesk.Verbs;

namespace CaseDesk.Tests;

/// <summary>What an operator's words for reports may do, and what they can never take away.</summary>
public sealed class TemplatingReports
{
    private static readonly TemplateLanguage English = TemplateLanguage.OfReports[0];

    [Fact]
    public void The_shipped_templates_have_no_mistakes() => Assert.Empty(new ReportTemplates(Shipped).AllProblems);

    [Theory]
    [InlineData("# a\n{{ rows }}", "en/report.liquid:2:4", "rows")]
    [InlineData("# a\n\n@custdy", "en/report.liquid:3:1", "There is no part \"@custdy\"")]
    [InlineData("# a\n@rows", "en/report.liquid:2:1", "@rows {{ table.number }}")]
    [InlineData("# a\n@rows 9", "en/report.liquid:2:1", "needs the number of a table")]
    [InlineData("# a\n@answers 0", "en/report.liquid:2:1", "needs the number of an item")]
    [InlineData("a\n{% include 'x' %}", "en/report.liquid:2:", "Unknown tag 'include'")]
    [InlineData("{% comment %}nothing{% endcomment %}", "en/report.liquid", "says nothing")]
    public void A_mistake_is_named_with_its_place_and_spares_the_other_language(string source, string place, string words)
    {
        var templates = With("en/report.liquid", source);

        var problem = Assert.Single(templates.AllProblems);
        Assert.StartsWith(place, problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(words, problem.ToString(), StringComparison.Ordinal);
        Assert.Equal("report-template", Assert.Throws<CaseDesk.Model.Refused>(() => templates.Write(ReportSamples.Full, English)).Refusal.Code);
        Assert.NotEmpty(templates.Write(ReportSamples.Full, TemplateLanguage.OfReports[1]).Blocks);
    }

    [Fact]
    public void What_does_not_end_is_ended_and_words_that_are_missing_are_named()
    {
        var loops = string.Concat(Enumerable.Repeat("{% for a in items %}", 15)) + "x" + string.Concat(Enumerable.Repeat("{% endfor %}", 15));
        var json = File.ReadAllText(Path.Combine(Shipped, "en", "words.json"));

        Assert.Single(With("en/report.liquid", loops).AllProblems);
        Assert.Contains("acts.decision.decide", Assert.Single(With("en/words.json", json.Replace("\"decision.decide\"", "\"decided\"", StringComparison.Ordinal)).AllProblems).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("en/words.json:2:", Assert.Single(With("en/words.json", "{\n  nonsense").AllProblems).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("logo.png: The picture cannot be used", Assert.Single(With("logo.png", "no picture").AllProblems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Mine")]
    [InlineData("{% if report.is_sample == false %}\n@caveats\n@minimisation\n@custody\n{% endif %}\nNothing.")]
    public void No_template_takes_a_caveat_a_row_or_a_proof_away(string source)
    {
        var facts = ReportSamples.Full;
        var text = Read(Pdf(facts, With("en/report.liquid", source).Write(facts, English)));

        var caveat = facts.Data.Sections[0].Caveat;
        // Once for each source, and once more with each table.
        Assert.Equal(4, Count(text, Squeezed(caveat)));
        Assert.All(facts.Data.Rows(facts.Data.Sections[0]), row => Assert.Contains(Squeezed(row.Values[1]), text, StringComparison.Ordinal));
        foreach (var words in new[] { "None found: the approved period", "access-log.time", "accounts.name", "A citation (a.rule)", "A Reviewer", "The extraction began to read", facts.ManifestHash, facts.Checkpoint.Split('\n')[0], "Signed for Provider", "These are three different answers", "This document is signed by a development key" })
            Assert.Contains(Squeezed(words), text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_placed_stands_once_where_it_was_placed()
    {
        var facts = ReportSamples.Full;
        var text = Read(Pdf(facts, With("en/report.liquid", "# Mine\n@custody\n@custody\nAfter it").Write(facts, English)));

        Assert.Equal(1, Count(text, Squeezed("Who did what, and when")));
        Assert.True(text.IndexOf(Squeezed("Who did what, and when"), StringComparison.Ordinal) < text.IndexOf(Squeezed("After it"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("@signature")]
    [InlineData("# Released")]
    [InlineData("{{ report.made }}")]
    [InlineData("{% for i in items %}")]
    [InlineData("a\n@rows 1")]
    [InlineData("\u202egnihton")]
    [InlineData("\ue000")]
    public void Data_are_never_structure(string value)
    {
        var facts = ReportSamples.Full with { Provider = value, MadeBy = value };
        var templates = new ReportTemplates(Shipped);
        var usual = templates.Write(ReportSamples.Full, English);

        foreach (var language in TemplateLanguage.OfReports)
        {
            var text = templates.Write(facts, language);
            Assert.Equal(usual.Blocks.Select(block => block.Kind), text.Blocks.Select(block => block.Kind));
            Assert.NotEmpty(Read(Pdf(facts, text)));
        }
    }

    [Fact]
    public void A_logo_stands_on_the_first_page()
    {
        // Eight by four pixels of teal.
        var with = With("logo.png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAIAAAA8r+mnAAAAEElEQVR4nGNgSCjAjqgnAQAGrxoBQ4htKgAAAABJRU5ErkJggg=="));

        Assert.Empty(with.AllProblems);
        using var document = UglyToad.PdfPig.PdfDocument.Open(Pdf(ReportSamples.Full, with.Write(ReportSamples.Full, English)));
        Assert.Single(document.GetPage(1).GetImages());
    }

    [Fact]
    public void Rows_are_read_where_they_lie_as_a_parser_reads_them()
    {
        var random = new Random(7);
        string[] letters = ["a", "é", "\"", "\\", "{", "}", "[", "]", "\n", ",", "😀"];
        string Word() => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => letters[random.Next(letters.Length)]));
        var data = new JsonObject
        {
            ["request"] = "CD-2026-000001",
            ["items"] = new JsonArray([.. Enumerable.Range(1, 3).Select(item => new JsonObject
            {
                ["item"] = item,
                ["sources"] = new JsonArray([.. Enumerable.Range(0, item).Select(source => new JsonObject
                {
                    ["source"] = $"s{source}",
                    ["caveat"] = Word(),
                    ["fields"] = new JsonArray("a", "b"),
                    ["rows"] = new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(line => new JsonObject
                    {
                        ["line"] = new JsonObject { ["file"] = Word(), ["number"] = line },
                        ["values"] = line % 2 == 0 ? new JsonObject { ["a"] = Word(), ["b"] = Word() } : new JsonObject { ["b"] = Word() },
                    })]),
                })]),
            })]),
        };
        var bytes = Encoding.UTF8.GetBytes(data.ToJsonString(new() { WriteIndented = true }));

        var read = DataRows.Of(bytes);

        var expected = data["items"]!.AsArray().SelectMany(i => i!["sources"]!.AsArray().Select(s => (Item: i["item"]!.GetValue<int>(), Source: s!))).ToList();
        Assert.Equal(expected.Select(e => (e.Item, e.Source["source"]!.ToString(), e.Source["caveat"]!.ToString(), (long)e.Source["rows"]!.AsArray().Count)), read.Sections.Select(s => (s.Item, s.Source, s.Caveat, s.RowCount)));
        foreach (var (section, wanted) in read.Sections.Zip(expected))
        {
            Assert.Equal(
                wanted.Source["rows"]!.AsArray().Select(r => string.Join('|', r!["line"]!["number"]!.ToString(), r["values"]!["a"]?.ToString() ?? "", r["values"]!["b"]!.ToString())),
                read.Rows(section).Select(r => string.Join('|', r.Values.Prepend(r.Line))));
        }
    }

    [Fact]
    public void The_operator_gets_samples_of_what_her_words_make()
    {
        var samples = System.IO.Directory.CreateTempSubdirectory("casedesk-samples-").FullName;

        Assert.Equal(0, TemplatesCheck.Run(Shipped, samples));
        Assert.Equal(1, TemplatesCheck.Run(Directory("en/report.liquid", Encoding.UTF8.GetBytes("{{ nothing }}")), samples));

        foreach (var language in TemplateLanguage.OfReports) Assert.Contains("SAMPLE", Read(File.ReadAllBytes(Path.Combine(samples, $"report-{language.Code}.pdf"))), StringComparison.Ordinal);
    }

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "templates", "reports");

    private static byte[] Pdf(ReportFacts facts, ReportText text)
    {
        using var output = new MemoryStream();
        DisclosureReport.Write(output, facts, text, signature: null, []);
        return output.ToArray();
    }

    private static string Read(byte[] pdf)
    {
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        return Squeezed(string.Concat(document.GetPages().Select(page => page.Text)));
    }

    /// <summary>Lines end where the page does: words are compared without their spaces.</summary>
    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static int Count(string text, string words) => text.Split(words).Length - 1;

    private static ReportTemplates With(string file, string content) => With(file, Encoding.UTF8.GetBytes(content));

    private static ReportTemplates With(string file, byte[] content) => new(Directory(file, content));

    private static string Directory(string file, byte[] content)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("casedesk-reports-").FullName;
        foreach (var shipped in System.IO.Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(directory, Path.GetRelativePath(Shipped, shipped));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(shipped, copy);
        }
        File.WriteAllBytes(Path.Combine(directory, file), content);
        return directory;
    }
}
