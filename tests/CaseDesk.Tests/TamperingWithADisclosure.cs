using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Pdf;
using CaseDesk.Verify;

namespace CaseDesk.Tests;

/// <summary>
/// What an outsider's tool says of a report that the provider itself put together wrongly: its signature holds, its parts do not fit together.
/// Somebody with a key makes such reports here from the parts of a released one.
/// </summary>
public sealed class TamperingWithADisclosure(CaseDeskApp app) : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("casedesk-tampering-").FullName;

    [Fact]
    public async Task Nothing_that_was_not_approved_passes()
    {
        var genuine = await TheFilesOfARelease();
        Assert.Contains("plan.json", genuine.Keys);

        Good(genuine);
        Good(genuine, without: "approval.tlog-proof", note: "compared by their hashes only");
        Bad(genuine, "scope.hash", Flip("scope.json"));
        Bad(genuine, "plan.hash", Change("plan.json", plan => plan["reads"]![0]!["windows"]![0]!["fields"]!.AsArray().Add(new JsonObject { ["name"] = "referrer", ["from"] = "referrer" })));
        Bad(genuine, "approval.other", Change("approval.entry.json", entry => entry["facts"]!["planHash"] = new string('0', 64)));
        Bad(genuine, "receipt.inclusion", Change("approval.entry.json", entry => entry["salt"] = "AAAA"));
        Bad(genuine, "entry.action", files => (files["approval.entry.json"], files["approval.tlog-proof"]) = (files["prepare.entry.json"], files["prepare.tlog-proof"]));
        Bad(genuine, "caveat.changed", Change("data.json", data => data["items"]![0]!["sources"]![0]!["caveat"] = "They prove everything."));
        Bad(genuine, "data.wider", Change("data.json", data => data["items"]![0]!["sources"]![0]!["fields"]!.AsArray().Add("referrer")));
        Bad(genuine, "data.fields", Change("data.json", data => data["items"]![0]!["sources"]![0]!["rows"]![0]!["values"]!["referrer"] = "https://example.org/"));
        Bad(genuine, "data.fields", files => files["data.csv"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files["data.csv"]).Replace("item,source,line,", "item,source,line,referrer,", StringComparison.Ordinal)));
        Bad(genuine, "manifest.reads", Change("manifest.json", manifest => manifest["result"]!["reads"]![0]!["windows"]![0]!["from"] = "2001-01-01T00:00:00Z"));
        // A plan that is the manifest's and wider than the decision: everything that names it fits, but it does not.
        Bad(genuine, "plan.wider", files =>
        {
            Change("plan.json", plan => plan["reads"]![0]!["windows"]![0]!["from"] = "2001-01-01T00:00:00Z")(files);
            Change("manifest.json", manifest => manifest["result"]!["planHash"] = Convert.ToHexStringLower(SHA256.HashData(files["plan.json"])))(files);
        });
    }

    private async Task<Dictionary<string, byte[]>> TheFilesOfARelease()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)released.StatusCode);
        await File.WriteAllBytesAsync(Path.Combine(directory, "tlog-policy"), await custodian.GetByteArrayAsync(new Uri("/ledger/tlog-policy", UriKind.Relative)));
        return PdfAttachments.Read(await custodian.GetByteArrayAsync(new Uri($"/api/v1/requests/{number}/disclosure/report.pdf", UriKind.Relative))).ToDictionary(a => a.Name, a => a.Bytes);
    }

    private void Good(Dictionary<string, byte[]> genuine, string? without = null, string? note = null)
    {
        var said = Ask(genuine.Where(file => file.Key != without));
        Assert.True(said["good"]!.GetValue<bool>(), said.ToString());
        Assert.Contains(note ?? "", said.ToString(), StringComparison.Ordinal);
        if (without is null) Assert.Equal("checked", said["approval"]!.ToString());
    }

    private void Bad(Dictionary<string, byte[]> genuine, string code, Action<Dictionary<string, byte[]>> tamper)
    {
        var files = genuine.ToDictionary();
        tamper(files);
        var said = Ask(files);
        Assert.False(said["good"]!.GetValue<bool>(), code);
        Assert.Contains(code, said["findings"]!.AsArray().Select(finding => finding!["code"]!.ToString()));
    }

    private static Action<Dictionary<string, byte[]>> Change(string name, Action<JsonNode> change) => files =>
    {
        var json = JsonNode.Parse(files[name])!;
        change(json);
        files[name] = CanonicalJson.Serialize(json);
    };

    private static Action<Dictionary<string, byte[]>> Flip(string name) => files => files[name] = [.. files[name][..^2], (byte)(files[name][^2] ^ 1), files[name][^1]];

    private JsonNode Ask(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var at = TimeProvider.System.GetUtcNow();
        using var certificate = DevelopmentCertificate.Create("Somebody", at.AddDays(-1));
        using var output = new MemoryStream();
        using (var pdf = new PdfReport(output, new PdfOptions { Title = "Disclosure", Language = "en", Created = at, Signature = new PadesOptions { SignedAt = at, Name = "Somebody" } }))
        {
            pdf.Heading(1, "Disclosure");
            foreach (var (name, bytes) in files) pdf.Attach(name, "application/octet-stream", name, bytes);
            PadesSigner.Sign(output, pdf.Finish().Signature!, SigningKey.Of(certificate));
        }
        var file = Path.Combine(directory, "report.pdf");
        File.WriteAllBytes(file, output.ToArray());
        using var said = new StringWriter();
        VerifyTool.Run(["disclosure", file, "--policy", Path.Combine(directory, "tlog-policy"), "--json"], said, said);
        return JsonNode.Parse(said.ToString())!;
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
