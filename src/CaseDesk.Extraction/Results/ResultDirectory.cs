using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Extraction.Results;

/// <summary>The three files of a result, put in place together or not at all.</summary>
internal static class ResultDirectory
{
    public const string DataJson = "data.json";
    public const string DataCsv = "data.csv";
    public const string Manifest = "manifest.json";

    private const int LargestManifest = 64 * 1024 * 1024;

    /// <summary>Stores a result, or keeps the one that stands there when it is the same.</summary>
    /// <returns>The manifest as it stands in the directory.</returns>
    /// <exception cref="SourceException">The directory holds something that is not an earlier result of the same plan.</exception>
    /// <exception cref="IOException">Nothing was stored.</exception>
    public static JsonObject Store(string directory, JsonObject result, JsonObject run, byte[] dataJson, byte[] dataCsv)
    {
        var standing = Standing(directory);
        if (standing is not null && JsonNode.DeepEquals(standing["result"], result) && Holds(directory, DataJson, dataJson) && Holds(directory, DataCsv, dataCsv))
            return standing;
        if (standing is not null && (string?)standing["result"]?["planHash"] != (string?)result["planHash"])
            throw Conflict("it holds the result of another plan");

        var manifest = new JsonObject { ["result"] = result.DeepClone(), ["run"] = run };
        DurableFile.ReplaceDirectory(directory, fresh =>
        {
            DurableFile.Write(Path.Combine(fresh, DataJson), dataJson);
            DurableFile.Write(Path.Combine(fresh, DataCsv), dataCsv);
            DurableFile.Write(Path.Combine(fresh, Manifest), Encoding.UTF8.GetBytes(manifest.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n"));
        });
        return manifest;
    }

    private static JsonObject? Standing(string directory)
    {
        if (!Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any())
            return null;
        var path = Path.Combine(directory, Manifest);
        if (!File.Exists(path) || new FileInfo(path).Length > LargestManifest)
            throw Conflict("it holds something that is not a result");
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw Conflict("its manifest cannot be read");
        }
        catch (JsonException)
        {
            throw Conflict("its manifest cannot be read");
        }
    }

    private static bool Holds(string directory, string name, byte[] content)
    {
        var file = new FileInfo(Path.Combine(directory, name));
        if (!file.Exists || file.Length != content.Length)
            return false;
        using var stream = file.OpenRead();
        return SHA256.HashData(stream).AsSpan().SequenceEqual(SHA256.HashData(content));
    }

    private static SourceException Conflict(string why) =>
        new(Reasons.ResultConflict, $"The result directory cannot be used: {why}.");
}
