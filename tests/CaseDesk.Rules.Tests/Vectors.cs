using System.Text.Json.Nodes;

namespace CaseDesk.Rules.Tests;

/// <summary>Finds the repository's test data from wherever the tests run.</summary>
internal static class Vectors
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "CaseDesk.sln"))) folder = folder.Parent;
        return System.IO.Path.Combine(folder!.FullName, "tests", "data", relative);
    }

    public static JsonNode Json(string relative) => JsonNode.Parse(File.ReadAllText(Path(relative)))!;
}
