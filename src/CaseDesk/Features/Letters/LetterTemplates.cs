using CaseDesk.Features.Templates;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Letters;

/// <summary>
/// The words of the letters, read and tried once at the start. What is broken is named in the log and refused when it is wanted; nothing else of the desk stops for it, and
/// the shipped words never stand in for an operator's.
/// </summary>
internal sealed class LetterTemplates
{
    private const string Head = "head.liquid";
    private const string Foot = "foot.liquid";
    private const string Item = "item.liquid";
    private const string WordsFile = "words.json";

    private readonly Dictionary<string, object> read = new(StringComparer.Ordinal);
    private readonly TemplateFiles files;

    public LetterTemplates(IOptions<CaseDeskOptions> options, ILogger<LetterTemplates> log) : this(TemplateFiles.Locate(options.Value.Letters))
    {
        foreach (var problem in AllProblems) log.LogError("A template of letters is broken, and the letters that need it cannot be written: {Problem}", problem);
    }

    public LetterTemplates(string directory)
    {
        files = new TemplateFiles(directory);
        foreach (var language in TemplateLanguage.OfLetters)
        {
            foreach (var file in new[] { Head, Foot, Item }.Concat(LetterKind.All.Select(FileOf)))
                Read($"{language.Code}/{file}", LiquidTemplate.Parse);
            Read($"{language.Code}/{WordsFile}", (name, json) => TemplateFiles.Words(name, json, LetterWords.Read, words => words.Missing()));
            foreach (var kind in LetterKind.All.Where(kind => !Problems(kind, language).Any())) Try(kind, language);
        }
    }

    /// <summary>Everything that is wrong, in the order of the files.</summary>
    public IReadOnlyList<TemplateProblem> AllProblems => files.Problems;

    public LetterWords Words(TemplateLanguage language) => (LetterWords)read[$"{language.Code}/{WordsFile}"];

    /// <summary>Refused where a file that this letter needs is broken, or names what this letter does not have.</summary>
    public IReadOnlyList<TemplateBlock> Write(LetterFacts facts, TemplateLanguage language)
    {
        if (Problems(facts.Kind, language).FirstOrDefault() is { } problem) throw Broken(problem);
        try
        {
            return Render(facts, language);
        }
        catch (TemplateFault fault)
        {
            throw Broken(fault.Problem);
        }
    }

    private IReadOnlyList<TemplateBlock> Render(LetterFacts facts, TemplateLanguage language)
    {
        var values = new LetterValues(facts, Words(language), language);
        var alone = values.All();
        var item = Template(language, Item);
        var all = values.All(one => item.Render(new Dictionary<string, Fluid.Values.FluidValue>(alone, StringComparer.Ordinal) { ["item"] = one }));
        all["head"] = new Fluid.Values.StringValue(Template(language, Head).Render(alone));
        all["foot"] = new Fluid.Values.StringValue(Template(language, Foot).Render(alone));
        return TemplateText.Blocks(Template(language, FileOf(facts.Kind)).Render(all));
    }

    private LiquidTemplate Template(TemplateLanguage language, string file) => (LiquidTemplate)read[$"{language.Code}/{file}"];

    private IEnumerable<TemplateProblem> Problems(LetterKind kind, TemplateLanguage language)
    {
        var needed = new[] { Head, Foot, Item, WordsFile, FileOf(kind) }.Select(file => $"{language.Code}/{file}").ToList();
        return files.Problems.Where(problem => needed.Contains(problem.File));
    }

    private void Read(string file, Func<string, string, object> parse)
    {
        if (files.Read(file, parse) is { } found) read[file] = found;
    }

    /// <summary>With a letter that has everything and with one that has nothing, so that a name that there is not is found now and not when a letter is due.</summary>
    private void Try(LetterKind kind, TemplateLanguage language)
    {
        foreach (var sample in LetterSamples.Of(kind))
        {
            try
            {
                if (Render(sample, language).Count == 0) throw new TemplateFault(new($"{language.Code}/{FileOf(kind)}", 0, 0, "The template says nothing."));
            }
            catch (TemplateFault fault)
            {
                files.Add(fault.Problem);
                return;
            }
        }
    }

    private static string FileOf(LetterKind kind) => kind.Name + ".liquid";

    private static Refused Broken(TemplateProblem problem) => new(LetterRefusals.Template($"This letter cannot be written, because its template is broken: {problem} The operator corrects it, then starts the desk again."));
}
