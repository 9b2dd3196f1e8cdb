using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Pdf;

namespace CaseDesk.Tests;

public sealed class ReleasingADisclosure(CaseDeskApp app)
{
    [Fact]
    public async Task Gives_exactly_the_approved_rows_signed_and_proven()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");

        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)released.StatusCode);
        var pdf = await custodian.GetByteArrayAsync(Of(number, "report.pdf"));
        var data = await custodian.GetStringAsync(Of(number, "data.json"));
        var csv = await custodian.GetStringAsync(Of(number, "data.csv"));

        Assert.Equal(482, JsonNode.Parse(data)!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Count);
        var signature = PadesVerifier.Verify(pdf);
        Assert.True(signature.IsIntact && signature.CoversWholeFile, string.Join('\n', signature.Reasons));
        var attached = PdfAttachments.Read(pdf).ToDictionary(a => a.Name, a => a.Bytes);
        Assert.Equal(data, Encoding.UTF8.GetString(attached["data.json"]));
        Assert.Equal(csv, Encoding.UTF8.GetString(attached["data.csv"]));
        // No referrer anywhere: the log's commonest one is looked for in every output.
        var text = ReadText(pdf);
        foreach (var output in new[] { data, csv, text, Encoding.UTF8.GetString(attached["manifest.json"]) })
            Assert.DoesNotContain("semicomplete.com/projects/xdotool/", output, StringComparison.Ordinal);
        Assert.Contains("SAMPLE", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Carries_proofs_that_lead_to_the_public_ledger()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        var pdf = await custodian.GetByteArrayAsync(Of(number, "report.pdf"));
        var policy = TlogPolicy.Parse(await custodian.GetStringAsync(new Uri("/ledger/tlog-policy", UriKind.Relative)));

        var attached = PdfAttachments.Read(pdf).ToDictionary(a => a.Name, a => a.Bytes);
        var inside = ReceiptCheck.Check(Encoding.UTF8.GetString(attached["prepare.tlog-proof"]), attached["prepare.entry.json"], policy);
        var receipt = await custodian.GetStringAsync(Of(number, "receipt"));
        var extra = JsonNode.Parse(TlogProof.Parse(receipt).Extra!)!;
        var beside = ReceiptCheck.Check(receipt, Convert.FromBase64String(extra["entry"]!.ToString()), policy);

        Assert.True(inside.IsGood, inside.Finding?.Message);
        Assert.True(beside.IsGood, beside.Finding?.Message);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(pdf)), extra["openings"]![0]!["value"]!.ToString());
    }

    [Fact]
    public async Task Names_in_one_line_what_nobody_asked_for()
    {
        var order = Scenarios.AnOrder();
        order["items"]![0]!["wants"] = new JsonArray("access-log.ip", "access-log.time");
        var number = await app.RegisterWithItsOrder(order);
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        var custodian = await app.SignedInAs("custodian");
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = (await app.AFinishedExtraction(number))["manifestHash"]!.ToString() });
        Assert.Equal(201, (int)released.StatusCode);

        var text = ReadText(await custodian.GetByteArrayAsync(Of(number, "report.pdf")));

        Assert.Contains("Not asked for: access-log: method, path, protocol, status, bytes, user_agent", text, StringComparison.Ordinal);
        Assert.DoesNotContain("The item does not ask for", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speaks_the_language_that_the_custodian_chose_and_leaves_the_policys_words_as_they_are()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");

        using var unknown = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest, language = "tlh" });
        await unknown.IsRefused(422, "validation");
        Assert.Contains("en, he", JsonNode.Parse(await unknown.Content.ReadAsStringAsync())!["errors"]!["language"]!.ToString(), StringComparison.Ordinal);
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest, language = "he" });
        Assert.Equal(201, (int)released.StatusCode);
        var pdf = await custodian.GetByteArrayAsync(Of(number, "report.pdf"));

        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        Assert.Equal("he", document.Structure.Catalog.CatalogDictionary.Data["Lang"].ToString()!.Trim('(', ')'));
        var text = ReadText(pdf);
        Assert.Contains("An IP address names a connection", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Answer in short", text, StringComparison.Ordinal);
        if (!Tools.Has("pdftotext")) return;
        var folder = Directory.CreateTempSubdirectory("casedesk-hebrew-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "report.pdf"), pdf);
        // In the order of reading, by a reader that is not ours.
        var read = await Tools.Run("pdftotext", Path.Combine(folder, "report.pdf"), "-");
        foreach (var words in new[] { "גילוי נתונים", "התשובה בקצרה", "שרשרת המשמורת" }) Assert.Contains(words, read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotency_key_releases_once_and_answers_twice()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        async Task<HttpResponseMessage> Send()
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/requests/{number}/disclosure") { Content = JsonContent.Create(new { manifestHash = manifest }), Headers = { { "Idempotency-Key", "release-" + number } } };
            return await custodian.SendAsync(message);
        }

        using var first = await Send();
        using var second = await Send();

        Assert.Equal(201, (int)first.StatusCode);
        Assert.Equal(201, (int)second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Who_approved_cannot_release()
    {
        var (number, manifest) = await app.AnExtractedRequest(reviewer: "lead");

        using var answer = await (await app.SignedInAs("lead")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });

        await answer.IsRefused(403, "four-eyes");
    }

    [Fact]
    public async Task Nothing_goes_to_an_agency_that_nobody_called_back()
    {
        var (number, manifest) = await app.AnExtractedRequest(agency: "Ogdenville Marshal");

        using var answer = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });

        await answer.IsRefused(409, "agency-unverified");
    }

    [Fact]
    public async Task Another_manifest_than_the_one_seen_is_not_released()
    {
        var (number, _) = await app.AnExtractedRequest();

        using var answer = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = new string('0', 64) });

        await answer.IsRefused(409, "preview-changed");
    }

    [Fact]
    public async Task Rows_are_for_those_who_decide_or_release()
    {
        var (number, _) = await app.AnExtractedRequest();
        var rows = new Uri($"/api/v1/requests/{number}/extraction/rows?format=csv", UriKind.Relative);

        using var auditor = await (await app.SignedInAs("auditor")).GetAsync(rows);
        using var clerk = await (await app.SignedInAs("clerk")).GetAsync(rows);
        using var reviewer = await (await app.SignedInAs("reviewer")).GetAsync(rows);

        await auditor.IsRefused(403, "role");
        await clerk.IsRefused(403, "role");
        Assert.Equal(200, (int)reviewer.StatusCode);
    }

    [Fact]
    public async Task Pdfsig_and_qpdf_agree_and_refuse_a_changed_file()
    {
        if (!Tools.Has("pdfsig") || !Tools.Has("qpdf")) Assert.Skip("pdfsig or qpdf not found (install poppler-utils and qpdf).");
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        var pdf = await custodian.GetByteArrayAsync(Of(number, "report.pdf"));
        var good = Path.Combine(app.Directory, number + ".pdf");
        var bad = Path.Combine(app.Directory, number + "-changed.pdf");
        await File.WriteAllBytesAsync(good, pdf);
        pdf[5000] ^= 1;
        await File.WriteAllBytesAsync(bad, pdf);

        Assert.Contains("Signature is Valid", await Tools.Run("pdfsig", good), StringComparison.Ordinal);
        Assert.Contains("Total document signed", await Tools.Run("pdfsig", good), StringComparison.Ordinal);
        Assert.Contains("No syntax or stream encoding errors", await Tools.Run("qpdf", "--check", good), StringComparison.Ordinal);
        Assert.DoesNotContain("Signature is Valid", await Tools.Run("pdfsig", bad), StringComparison.Ordinal);
    }

    private static Uri Of(string number, string file) => new($"/api/v1/requests/{number}/disclosure/{file}", UriKind.Relative);

    private static string ReadText(byte[] pdf)
    {
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(page => page.Text));
    }
}

/// <summary>Independent judges, where they are installed.</summary>
internal static class Tools
{
    public static bool Has(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    public static async Task<string> Run(string tool, params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complained) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();
        return await said + await complained;
    }
}
