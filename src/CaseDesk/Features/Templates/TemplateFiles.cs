using System.Text;
using System.Text.Json;

namespace CaseDesk.Features.Templates;

/// <summary>Reads the files of a directory of templates, and keeps what is wrong with them.</summary>
internal sealed class TemplateFiles(string directory)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly List<TemplateProblem> problems = [];

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<TemplateProblem> Problems => problems;

    /// <summary>Relative paths are looked for below the caller's directory, then beside the program.</summary>
    public static string Locate(string directory) =>
        new[] { Path.GetFullPath(directory), Path.Combine(AppContext.BaseDirectory, directory) }.FirstOrDefault(Directory.Exists) ?? Path.GetFullPath(directory);

    public void Add(TemplateProblem problem)
    {
        if (!problems.Contains(problem)) problems.Add(problem);
    }

    /// <summary>Null, with a problem, where the file cannot be read or is not what it should be.</summary>
    /// <param name="file">Below the directory.</param>
    public T? Read<T>(string file, Func<string, string, T> parse) where T : class
    {
        try
        {
            var path = Path.Combine(directory, file);
            // The length first: what is named here may be anything.
            if (new FileInfo(path) is { Exists: true, Length: > 4L * LiquidTemplate.LargestFile }) throw new TemplateFault(new(file, 0, 0, "The file is too large for a template."));
            return parse(file, File.ReadAllText(path, Strict));
        }
        catch (TemplateFault fault)
        {
            Add(fault.Problem);
        }
        catch (DecoderFallbackException)
        {
            Add(new(file, 0, 0, "The file is not UTF-8."));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            Add(new(file, 0, 0, $"The file cannot be read: {missing.Message}"));
        }
        return null;
    }

    /// <summary>Words of a language for the closed lists.</summary>
    /// <param name="missing">Names that have none.</param>
    public static T Words<T>(string file, string json, Func<string, T> read, Func<T, IEnumerable<string>> missing)
    {
        try
        {
            var words = read(json);
            return missing(words).ToList() is [_, ..] none ? throw new TemplateFault(new(file, 0, 0, $"These have no words: {string.Join(", ", none)}.")) : words;
        }
        catch (JsonException wrong)
        {
            var said = wrong.Message.Split(" Path:")[0].Split(" LineNumber:")[0];
            throw new TemplateFault(new(file, (int)(wrong.LineNumber ?? -1) + 1, (int)(wrong.BytePositionInLine ?? -1) + 1, said));
        }
    }
}
