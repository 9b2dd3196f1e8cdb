using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Work;

namespace CaseDesk.Features.Extractions;

/// <summary>A file to hand out: the very bytes that were checked, so that nothing can be exchanged between the check and the sending.</summary>
/// <param name="Name">Name that the download gets.</param>
public sealed record CheckedFile(byte[] Bytes, string Name, string MediaType)
{
    /// <summary>Of a file of a result, by its name there.</summary>
    internal static string MediaTypeOf(string name) => name == "data.csv" ? "text/csv; charset=utf-8" : "application/json";
}

/// <summary>
/// Reads the files of a result, each compared with the manifest that people approved. The directory is only a directory:
/// whoever can write to it must not be able to choose what a custodian sees, or what leaves.
/// </summary>
internal sealed class ResultFiles(DataDirectory data, ILogger<ResultFiles> log)
{
    private const string ManifestName = "manifest.json";

    public async Task<byte[]> Read(ExtractionJob job, string name, CancellationToken cancel)
    {
        var result = ResultOf(job);
        var bytes = await Bytes(job, name, cancel);
        var isSame = name == ManifestName
            ? HashOfResult(bytes) == job.ManifestHash
            : Convert.ToHexStringLower(SHA256.HashData(bytes)) == result["outputs"]?[name]?["sha256"]?.ToString();
        return isSame ? bytes : throw Damaged(job, name);
    }

    /// <summary>All three, before a release is begun.</summary>
    public async Task Check(ExtractionJob job, CancellationToken cancel)
    {
        foreach (var name in new[] { "data.json", "data.csv", ManifestName }) await Read(job, name, cancel);
    }

    /// <summary>The manifest's hash is what was looked at and what a release names: the copy in the database has to have it too.</summary>
    private JsonNode ResultOf(ExtractionJob job)
    {
        var result = job.ManifestJson is { } json ? JsonNode.Parse(json)?["result"] : null;
        return result is not null && HashOf(result) == job.ManifestHash ? result : throw Damaged(job, "the manifest in the database");
    }

    private async Task<byte[]> Bytes(ExtractionJob job, string name, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllBytesAsync(Path.Combine(data.Extraction(job.Id, job.Attempt), name), cancel);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Damaged(job, name);
        }
    }

    /// <summary>Empty for what is no manifest at all.</summary>
    private static string HashOfResult(byte[] manifest)
    {
        try
        {
            return HashOf(JsonNode.Parse(manifest)?["result"]);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            return "";
        }
    }

    private static string HashOf(JsonNode? result) => result is null ? "" : Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(result)));

    private Refused Damaged(ExtractionJob job, string what)
    {
        log.LogError("The result of extraction {Extraction} is not what its manifest says: {What} is missing or differs.", job.Id, what);
        return new Refused(ExtractionRefusals.ResultDamaged);
    }
}
