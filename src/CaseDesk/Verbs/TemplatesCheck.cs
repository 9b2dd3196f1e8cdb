using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Letters;
using CaseDesk.Features.Templates;

namespace CaseDesk.Verbs;

/// <summary><c>templates check [DIR [OUT]]</c>: what is wrong with templates, each with its place; into OUT a sample of what they make.</summary>
internal static class TemplatesCheck
{
    public static int Run(string directory, string? samples)
    {
        var found = TemplateFiles.Locate(directory);
        if (!Directory.Exists(found))
        {
            Console.Error.WriteLine($"{directory}: there is no such directory.");
            return 2;
        }

        // Letters have a head; a directory that has neither is told what letters need.
        var isOfReports = TemplateLanguage.OfReports.Any(language => File.Exists(Path.Combine(found, language.Code, "report.liquid")));
        var (problems, what) = isOfReports ? Reports(found, samples) : Letters(found, samples);
        foreach (var problem in problems) Console.Error.WriteLine(Path.Combine(directory, problem.ToString()));
        if (problems.Count > 0) return 1;

        Console.Out.WriteLine($"{directory}: {what}");
        return 0;
    }

    private static (IReadOnlyList<TemplateProblem>, string) Reports(string directory, string? samples)
    {
        var templates = new ReportTemplates(directory);
        foreach (var language in Wanted(TemplateLanguage.OfReports, templates.AllProblems, samples))
            Write(samples!, $"report-{language.Code}.pdf", file => DisclosureReport.Write(file, ReportSamples.Full, templates.Write(ReportSamples.Full, language), signature: null, []));
        return (templates.AllProblems, $"reports in {TemplateLanguage.OfReports.Count} languages");
    }

    private static (IReadOnlyList<TemplateProblem>, string) Letters(string directory, string? samples)
    {
        var templates = new LetterTemplates(directory);
        foreach (var language in Wanted(TemplateLanguage.OfLetters, templates.AllProblems, samples))
        {
            foreach (var sample in LetterKind.All.Select(kind => LetterSamples.Of(kind).First()))
                Write(samples!, $"{sample.Kind.Name}-{language.Code}.pdf", file => LetterPdf.Write(file, templates.Write(sample, language), sample, templates.Words(language), language, LetterSamples.At, "SAMPLE – not evidence", signature: false));
        }
        return (templates.AllProblems, $"{LetterKind.All.Count} letters in {TemplateLanguage.OfLetters.Count} languages");
    }

    private static IEnumerable<TemplateLanguage> Wanted(IReadOnlyList<TemplateLanguage> languages, IReadOnlyList<TemplateProblem> problems, string? samples) => samples is null || problems.Count > 0 ? [] : languages;

    private static void Write(string directory, string name, Action<Stream> write)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, name);
        using var file = File.Create(path);
        write(file);
        Console.Out.WriteLine(path);
    }
}
