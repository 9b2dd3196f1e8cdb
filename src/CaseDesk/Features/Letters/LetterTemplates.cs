using System.Text;
using System.Text.Json;
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
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, object> read = new(StringComparer.Ordinal);
    private readonly List<TemplateProblem> problems = [];

    public LetterTemplates(IOptions<CaseDeskOptions> options, ILogger<LetterTemplates> log) : this(Locate(options.Value.Letters))
    {
        foreach (var problem in problems) log.LogError("A template of letters is broken, and the letters that need it cannot be written: {Problem}", problem);
    }

    public LetterTemplates(string directory)
    {
        foreach (var language in LetterLanguage.All)
        {
            foreach (var file in new[] { Head, Foot, Item }.Concat(LetterKind.All.Select(FileOf)))
                Read(directory, $"{language.Code}/{file}", (name, source) => LetterTemplate.Parse(name, source));
            Read(directory, $"{language.Code}/{WordsFile}", WordsOf);
            foreach (var kind in LetterKind.All.Where(kind => !Problems(kind, language).Any())) Try(kind, language);
        }
    }

    /// <summary>Everything that is wrong, in the order of the files.</summary>
    public IReadOnlyList<TemplateProblem> AllProblems => problems;

    /// <summary>Relative paths are looked for below the caller's directory, then beside the program.</summary>
    public static string Locate(string directory) =>
        new[] { Path.GetFullPath(directory), Path.Combine(AppContext.BaseDirectory, directory) }.FirstOrDefault(Directory.Exists) ?? Path.GetFullPath(directory);

    public LetterWords Words(LetterLanguage language) => (LetterWords)read[$"{language.Code}/{WordsFile}"];

    /// <summary>Refused where a file that this letter needs is broken, or names what this letter does not have.</summary>
    public IReadOnlyList<LetterBlock> Write(LetterFacts facts, LetterLanguage language)
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

    private IReadOnlyList<LetterBlock> Render(LetterFacts facts, LetterLanguage language)
    {
        var values = new LetterValues(facts, Words(language), language);
        var alone = values.All();
        var item = Template(language, Item);
        var all = values.All(one => item.Render(new Dictionary<string, Fluid.Values.FluidValue>(alone, StringComparer.Ordinal) { ["item"] = one }));
        all["head"] = new Fluid.Values.StringValue(Template(language, Head).Render(alone));
        all["foot"] = new Fluid.Values.StringValue(Template(language, Foot).Render(alone));
        return LetterText.Blocks(Template(language, FileOf(facts.Kind)).Render(all));
    }

    private LetterTemplate Template(LetterLanguage language, string file) => (LetterTemplate)read[$"{language.Code}/{file}"];

    private IEnumerable<TemplateProblem> Problems(LetterKind kind, LetterLanguage language)
    {
        var needed = new[] { Head, Foot, Item, WordsFile, FileOf(kind) }.Select(file => $"{language.Code}/{file}").ToList();
        return problems.Where(problem => needed.Contains(problem.File));
    }

    private void Read(string directory, string file, Func<string, string, object> parse)
    {
        try
        {
            var path = Path.Combine(directory, file);
            // The length first: what is named here may be anything.
            if (new FileInfo(path) is { Exists: true, Length: > 4L * LetterTemplate.LargestFile }) throw new TemplateFault(new(file, 0, 0, "The file is too large for a template."));
            read[file] = parse(file, File.ReadAllText(path, Strict));
        }
        catch (TemplateFault fault)
        {
            problems.Add(fault.Problem);
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new(file, 0, 0, "The file is not UTF-8."));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(file, 0, 0, $"The file cannot be read: {missing.Message}"));
        }
    }

    private static LetterWords WordsOf(string file, string json)
    {
        try
        {
            var words = LetterWords.Read(json);
            return words.Missing().ToList() is [_, ..] missing ? throw new TemplateFault(new(file, 0, 0, $"These have no words: {string.Join(", ", missing)}.")) : words;
        }
        catch (JsonException wrong)
        {
            var said = wrong.Message.Split(" Path:")[0].Split(" LineNumber:")[0];
            throw new TemplateFault(new(file, (int)(wrong.LineNumber ?? -1) + 1, (int)(wrong.BytePositionInLine ?? -1) + 1, said));
        }
    }

    /// <summary>With a letter that has everything and with one that has nothing, so that a name that there is not is found now and not when a letter is due.</summary>
    private void Try(LetterKind kind, LetterLanguage language)
    {
        foreach (var sample in LetterSamples.Of(kind))
        {
            try
            {
                if (Render(sample, language).Count == 0) throw new TemplateFault(new($"{language.Code}/{FileOf(kind)}", 0, 0, "The template says nothing."));
            }
            catch (TemplateFault fault)
            {
                if (!problems.Contains(fault.Problem)) problems.Add(fault.Problem);
                return;
            }
        }
    }

    private static string FileOf(LetterKind kind) => kind.Name + ".liquid";

    private static Refused Broken(TemplateProblem problem) => new(LetterRefusals.Template($"This letter cannot be written, because its template is broken: {problem} The operator corrects it, then starts the desk again."));
}
