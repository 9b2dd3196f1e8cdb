using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>The three files of a result, put in place together or not at all.</summary>
internal static class ResultDirectory
{
    public const string Json = "data.json";
    public const string Csv = "data.csv";
    public const string Manifest = "manifest.json";

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <param name="run">The part of the manifest that differs on every repetition; asked for when the data is written.</param>
    /// <param name="cancel">Looked at until the last moment before the result is in place.</param>
    /// <returns>The whole manifest; that of an earlier attempt where it gave the same.</returns>
    public static JsonObject Write(string directory, ExtractionPlan plan, string planHash, Collected collected, Func<JsonObject> run, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)))!);
        var filled = DurableFile.CreateTemporaryDirectoryFor(directory);
        try
        {
            collected.Sort();
            var data = new DataFiles(plan, collected.Rows);
            var json = WriteHashed(Path.Combine(filled, Json), data.WriteJson);
            var escaped = 0L;
            var csv = WriteHashed(Path.Combine(filled, Csv), stream => escaped = data.WriteCsv(stream));
            var result = ResultPart.Of(plan, planHash, collected, json, csv, escaped);
            if (Earlier(directory, result, json, csv) is { } earlier)
                return earlier;

            var manifest = new JsonObject { ["result"] = result, ["run"] = run() };
            WriteHashed(Path.Combine(filled, Manifest), stream => JsonSerializer.Serialize(stream, manifest, _indented));
            cancel.ThrowIfCancellationRequested();
            DurableFile.ReplaceDirectory(filled, directory);
            return manifest;
        }
        finally
        {
            if (Directory.Exists(filled))
                Directory.Delete(filled, recursive: true);
        }
    }

    private static JsonObject? Earlier(string directory, JsonObject result, string json, string csv)
    {
        try
        {
            var manifest = JsonNode.Parse(File.ReadAllBytes(Path.Combine(directory, Manifest))) as JsonObject;
            var same = JsonNode.DeepEquals(manifest?["result"], result)
                && string.Equals(HashOf(Path.Combine(directory, Json)), json, StringComparison.Ordinal)
                && string.Equals(HashOf(Path.Combine(directory, Csv)), csv, StringComparison.Ordinal);
            return same ? manifest : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string WriteHashed(string path, Action<Stream> write)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        write(file);
        DurableFile.Flush(file);
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
