using System.Security.Cryptography;
using System.Text;
using CaseDesk.Features.Templates;
using CaseDesk.Pdf;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Disclosures;

/// <summary>
/// The words and the order of reports, read and tried once at the start, as letters' are: what is broken is named in the log and stops the releases in that language, and
/// the shipped words never stand in for an operator's.
/// </summary>
internal sealed class ReportTemplates
{
    public const string LogoFile = "logo.png";
    private const string ReportFile = "report.liquid";
    private const string WordsFile = "words.json";
    private const int LargestLogo = 2_000_000;

    private readonly Dictionary<string, (LiquidTemplate Template, ReportWords Words, string Sha256)> read = new(StringComparer.Ordinal);
    private readonly TemplateFiles files;

    public ReportTemplates(IOptions<CaseDeskOptions> options, ILogger<ReportTemplates> log) : this(TemplateFiles.Locate(options.Value.Reports))
    {
        foreach (var problem in AllProblems) log.LogError("A template of reports is broken, and what needs it cannot be released: {Problem}", problem);
    }

    public ReportTemplates(string directory)
    {
        files = new TemplateFiles(directory);
        Logo = LogoOf(Path.Combine(directory, LogoFile));
        foreach (var language in TemplateLanguage.OfReports)
        {
            var sources = new StringBuilder();
            var template = files.Read($"{language.Code}/{ReportFile}", (name, source) => LiquidTemplate.Parse(name, Kept(source)));
            var words = files.Read($"{language.Code}/{WordsFile}", (name, json) => TemplateFiles.Words(name, Kept(json), ReportWords.Read, w => w.Missing()));
            if (template is null || words is null) continue;
            read[language.Code] = (template, words, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sources.ToString()))));
            foreach (var sample in ReportSamples.All) Try(sample, language);

            string Kept(string text)
            {
                sources.Append(text);
                return text;
            }
        }
    }

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<TemplateProblem> AllProblems => files.Problems;

    /// <summary>The provider's picture as PNG; null where there is none.</summary>
    public byte[]? Logo { get; }

    /// <summary>Refused where the language's files are broken.</summary>
    public ReportText Write(ReportFacts facts, TemplateLanguage language)
    {
        if (AllProblems.FirstOrDefault(problem => Concerns(problem, language)) is { } problem) throw Broken(problem);
        try
        {
            return Render(facts, language);
        }
        catch (TemplateFault fault)
        {
            throw Broken(fault.Problem);
        }
    }

    private ReportText Render(ReportFacts facts, TemplateLanguage language)
    {
        var (template, words, sha256) = read[language.Code];
        var blocks = TemplateText.Blocks(template.Render(new ReportValues(facts, words, language).All()), ofReport: true);
        foreach (var part in blocks.Where(b => b.Kind == TemplateBlockKind.Part))
        {
            if (ReportParts.Mistake(part, facts) is { } mistake) throw template.Misplaced("@" + part.Key, mistake);
        }
        if (blocks.Count == 0) throw new TemplateFault(new($"{language.Code}/{ReportFile}", 0, 0, "The template says nothing."));
        return new ReportText(blocks, words, language, sha256, Logo);
    }

    /// <summary>On a report that has everything and on one that has nothing, so that a name that there is not is found now and not when a report is due.</summary>
    private void Try(ReportFacts sample, TemplateLanguage language)
    {
        try
        {
            Render(sample, language);
        }
        catch (TemplateFault fault)
        {
            files.Add(fault.Problem);
        }
    }

    private byte[]? LogoOf(string path)
    {
        try
        {
            if (!File.Exists(path)) return null;
            if (new FileInfo(path).Length > LargestLogo) throw new ArgumentException($"It has more than {LargestLogo} bytes.");
            var bytes = File.ReadAllBytes(path);
            using var nowhere = new MemoryStream();
            using var pdf = new PdfReport(nowhere, new PdfOptions { Title = "Logo", Language = "en", Created = DateTimeOffset.UnixEpoch });
            pdf.Image(bytes, "Logo");
            return bytes;
        }
        catch (Exception wrong) when (wrong is ArgumentException or IOException or UnauthorizedAccessException)
        {
            files.Add(new(LogoFile, 0, 0, $"The picture cannot be used: {wrong.Message} Save it as PNG without interlacing."));
            return null;
        }
    }

    private static bool Concerns(TemplateProblem problem, TemplateLanguage language) => problem.File == LogoFile || problem.File.StartsWith(language.Code + "/", StringComparison.Ordinal);

    private static Model.Refused Broken(TemplateProblem problem) => new(Model.Requests.RequestRefusals.ReportTemplate($"This report cannot be written, because its template is broken: {problem} The operator corrects it, then starts the desk again."));
}

/// <summary>A report's words in their order, ready to be written.</summary>
/// <param name="Sha256">Of the template and its words, lower-case hex: which words were used can be told later.</param>
internal sealed record ReportText(IReadOnlyList<TemplateBlock> Blocks, ReportWords Words, TemplateLanguage Language, string Sha256, byte[]? Logo);
