using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>Whether data files, manifest and ledger entry speak of the same production (docs/manifest.md).</summary>
internal static class ManifestFindings
{
    /// <summary>The part of the manifest that its hash covers, or null with a finding.</summary>
    public static JsonElement? Result(byte[] manifest, FindingList findings)
    {
        if (StrictJson.Object(manifest)?.Member("result") is { ValueKind: JsonValueKind.Object } result)
            return result;
        findings.Add("manifest.malformed", DisclosureFiles.ManifestName, "The manifest is not JSON with a part \"result\", or has a name twice.");
        return null;
    }

    /// <summary>SHA-256 of the canonical JSON (RFC 8785) of the part, lower-case hex; null with a finding if it has no canonical form.</summary>
    public static string? Hash(JsonElement result, FindingList findings)
    {
        try
        {
            return Hex(CanonicalJson.Serialize(JsonObject.Create(result)));
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, DisclosureFiles.ManifestName);
            return null;
        }
    }

    /// <summary>The files are those that the manifest lists.</summary>
    public static void CheckOutputs(JsonElement result, DisclosureFiles files, FindingList findings)
    {
        foreach (var (name, content) in ((string, byte[])[])[(DisclosureFiles.CsvName, files.DataCsv), (DisclosureFiles.JsonName, files.DataJson)])
        {
            var listed = result.Member("outputs")?.Member(name);
            if (listed?.Text("sha256") is not { } hash)
                findings.Add("manifest.output", DisclosureFiles.ManifestName, $"The manifest does not say which hash {name} has.");
            else if (!string.Equals(hash, Hex(content), StringComparison.Ordinal))
                findings.Add("data.hash", name, $"{name} is not the file of the manifest: its SHA-256 is {Hex(content)}, the manifest says {hash}.");
            else if (listed.Value.Whole("size") is { } size && size != content.LongLength)
                findings.Add("data.size", name, $"{name} has {content.LongLength} bytes, the manifest says {size}.");
        }
    }

    /// <summary>The entry, which cannot change any more, names this manifest, these files and this request.</summary>
    public static void CheckEntry(LedgerEntry entry, JsonElement result, string hash, DisclosureFiles files, FindingList findings)
    {
        Compare("manifestHash", hash, "manifest.hash", "The manifest is not the one that was recorded");
        Compare("planHash", result.Text("planHash"), "manifest.plan", "The manifest's plan is not the one that was recorded");
        Compare("scopeHash", result.Text("scopeHash"), "manifest.scope", "The manifest's scope decision is not the one that was recorded");
        Compare("files", $"{Hex(files.DataCsv)} {Hex(files.DataJson)}", "entry.files", "The data files are not those that were recorded");
        if (entry.Request is not { } request || !string.Equals(request, result.Text("request"), StringComparison.Ordinal))
            findings.Add("manifest.request", DisclosureFiles.EntryName, $"The manifest is for request \"{result.Text("request")}\", the ledger's entry for \"{entry.Request}\".");

        void Compare(string fact, string? value, string code, string message)
        {
            if (!string.Equals(entry.Fact(fact), value, StringComparison.Ordinal) || value is null)
                findings.Add(code, DisclosureFiles.EntryName, $"{message}: the entry says {fact} \"{entry.Fact(fact)}\", it is \"{value}\".");
        }
    }

    public static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
