using CaseDesk.Features.Letters;
using CaseDesk.Features.Templates;

namespace CaseDesk.Tests;

/// <summary>What an operator's templates may do, and what no value can.</summary>
public sealed class TemplatingLetters
{
    [Fact]
    public void The_shipped_templates_have_no_mistakes() => Assert.Empty(new LetterTemplates(Shipped).AllProblems);

    [Theory]
    [InlineData("a\n {% include 'item' %}", "en/refusal.liquid:2:12", "Unknown tag 'include'")]
    [InlineData("{% render 'x' %}", "en/refusal.liquid:1:", "Unknown tag 'render'")]
    [InlineData("{% capture x %}{% endcapture %}", "en/refusal.liquid:1:", "Unknown tag 'capture'")]
    [InlineData("ab\n{{ request.password }}", "en/refusal.liquid:2:12", "There is no \"password\" in request")]
    [InlineData("ab\n{{ secret }}", "en/refusal.liquid:2:4", "secret")]
    [InlineData("ab\n{{ provider | upcase }}", "en/refusal.liquid:2:15", "upcase")]
    [InlineData("{% for i in (1..1000000000) %}{% endfor %}", "en/refusal.liquid:1:15", "Ranges")]
    [InlineData("{% if provider %}", "en/refusal.liquid:1:", "endif")]
    [InlineData("line \u202e", "en/refusal.liquid:1:6", "not text")]
    [InlineData("\ue000# no\ue001", "en/refusal.liquid:1:1", "not text")]
    [InlineData("{% comment %}nothing{% endcomment %}", "en/refusal.liquid", "says nothing")]
    public void A_mistake_is_named_with_its_place_and_spares_the_other_letters(string source, string place, string words)
    {
        var templates = With("en/refusal.liquid", source);

        var problem = Assert.Single(templates.AllProblems);
        Assert.StartsWith(place, problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(words, problem.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(templates.Write(LetterSamples.Of(LetterKind.Narrowing).First(), TemplateLanguage.Find("en")!));
        Assert.Equal("letter-template", Assert.Throws<CaseDesk.Model.Refused>(() => templates.Write(LetterSamples.Of(LetterKind.Refusal).First(), TemplateLanguage.Find("en")!)).Refusal.Code);
    }

    [Fact]
    public void What_does_not_end_or_does_not_fit_is_ended()
    {
        var loops = string.Concat(Enumerable.Repeat("{% for a in decision.items %}", 15)) + "x" + string.Concat(Enumerable.Repeat("{% endfor %}", 15));

        Assert.Single(With("en/refusal.liquid", loops).AllProblems);
        Assert.Single(With("en/refusal.liquid", new string('x', LiquidTemplate.LargestFile + 1)).AllProblems);
    }

    [Fact]
    public void Words_that_are_missing_are_named()
    {
        var json = File.ReadAllText(Path.Combine(Shipped, "en", "words.json"));

        Assert.Contains("causes.expired", Assert.Single(With("en/words.json", json.Replace("\"expired\"", "\"lapsed\"", StringComparison.Ordinal)).AllProblems).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("en/words.json:2:", Assert.Single(With("en/words.json", "{\n  nonsense").AllProblems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Decision")]
    [InlineData("- all allowed")]
    [InlineData("> quoted")]
    [InlineData("Answer :: Answered as asked")]
    [InlineData("! Caveat :: none")]
    [InlineData("a\n# Decision")]
    [InlineData("a\r\n\r\n# Decision")]
    [InlineData("a\u2028# Decision")]
    [InlineData("\ue001# Decision\ue000")]
    public void A_value_makes_no_structure(string value)
    {
        var blocks = TemplateText.Blocks($"{TemplateText.Value(value)}\n\nName :: {TemplateText.Value(value)}\n- {TemplateText.Value(value)}");

        Assert.Equal([TemplateBlockKind.Paragraph, TemplateBlockKind.Pair, TemplateBlockKind.Bullet], blocks.Select(block => block.Kind));
        Assert.Equal("Name", blocks[1].Key);
        Assert.All(blocks, block => Assert.DoesNotContain(block.Text, c => c is '\n' or '\r' or '\u2028' or '\ue000' or '\ue001'));
    }

    [Fact]
    public void In_the_text_hidden_characters_are_seen_and_no_line_looks_like_the_templates_own()
    {
        var text = TemplateText.Write(TemplateText.Blocks(TemplateText.Value("a\u202eb\u0007 " + string.Concat(Enumerable.Repeat("- # > ! = word ", 40)))), null);

        Assert.Contains("a[U+202E]b[U+0007]", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n').Skip(1), line => Assert.True(char.IsLetter(line[0]), line));
    }

    [Theory]
    [InlineData("en", "24 November 2026 17:00 UTC", "1 November 2026 to 12 November 2026 (UTC)", "3 March 2026 (UTC)")]
    [InlineData("de", "24. November 2026, 17:00 UTC", "1. November 2026 bis 12. November 2026 (UTC)", "3. März 2026 (UTC)")]
    public void Days_and_periods_read_as_the_language_writes_them(string code, string instant, string days, string day)
    {
        var language = TemplateLanguage.Find(code)!;

        Assert.Equal(instant, language.Instant(new(2026, 11, 24, 17, 0, 0, TimeSpan.Zero)));
        Assert.Equal(days, language.Period(new(Midnight(2026, 11, 1), Midnight(2026, 11, 13))));
        Assert.Equal(day, language.Period(new(Midnight(2026, 3, 3), Midnight(2026, 3, 4))));
    }

    private static DateTimeOffset Midnight(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static string Shipped => Path.Combine(House.Root, "templates", "letters");

    /// <summary>The shipped templates, with another file.</summary>
    private static LetterTemplates With(string file, string content)
    {
        var directory = Directory.CreateTempSubdirectory("casedesk-letters-");
        try
        {
            foreach (var language in Directory.GetDirectories(Shipped))
            {
                var copy = directory.CreateSubdirectory(Path.GetFileName(language));
                foreach (var shipped in Directory.GetFiles(language)) File.Copy(shipped, Path.Combine(copy.FullName, Path.GetFileName(shipped)));
            }
            File.WriteAllText(Path.Combine(directory.FullName, file), content);
            return new LetterTemplates(directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
