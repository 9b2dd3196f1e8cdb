using CaseDesk.Features.Letters;

namespace CaseDesk.Verbs;

internal static class TemplatesCheck
{
    public static int Run(string directory)
    {
        var found = LetterTemplates.Locate(directory);
        if (!Directory.Exists(found))
        {
            Console.Error.WriteLine($"{directory}: there is no such directory.");
            return 2;
        }

        var problems = new LetterTemplates(found).AllProblems;
        foreach (var problem in problems) Console.Error.WriteLine(Path.Combine(directory, problem.ToString()));
        if (problems.Count > 0) return 1;

        Console.Out.WriteLine($"{directory}: {LetterKind.All.Count} letters in {LetterLanguage.All.Count} languages");
        return 0;
    }
}
