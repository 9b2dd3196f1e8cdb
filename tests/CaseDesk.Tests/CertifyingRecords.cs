using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseDesk.Pdf;

namespace CaseDesk.Tests;

/// <summary>The declaration of a custodian of records: hers, and nobody else's.</summary>
public sealed class CertifyingRecords(CaseDeskApp app)
{
    private const string Reason = "I was away when the log was kept.";

    [Fact]
    public async Task A_draft_is_subscribed_by_the_person_whom_it_names_and_the_agency_gets_it_sealed()
    {
        var (number, report) = await AReleasedRequest();
        var (custodian, lead, officer, auditor) = (await app.SignedInAs("custodian"), await app.SignedInAs("lead"), await app.SignedInAs("officer@springfield.example"), await app.SignedInAs("auditor"));

        var draft = await Drafted(number, new { declarant = "lead@courier.example", form = "us" });
        var unsubscribed = await Bytes(auditor, number, "1.pdf");
        var text = await (await custodian.GetAsync(Of(number, "/1.txt"), TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("draft", "Robin", 1), (draft["state"]!.ToString(), draft["declarant"]!.ToString(), (int)draft["certificate"]!));
        Assert.All(PagesOf(unsubscribed), page => Assert.Contains("DRAFT–notsubscribed", Squeezed(page), StringComparison.Ordinal));
        Assert.DoesNotContain("/s/", string.Concat(PagesOf(unsubscribed)), StringComparison.Ordinal);
        // Nobody outside sees a draft, and nobody but the declarant can do anything with it.
        Assert.Empty((await List(officer, number))["certificates"]!.AsArray());
        await Refused(officer.GetAsync(Of(number, "/1.pdf")), 404, "not-found");
        object right = new { textHash = draft["textSha256"]!.ToString(), name = "Robin", place = "Springfield, Illinois" };
        await Refused(custodian.PostAsJsonAsync(Of(number, "/1/subscription"), right), 403, "not-the-declarant");
        await Refused(custodian.PostAsJsonAsync(Of(number, "/1/subscription"), new { textHash = draft["textSha256"]!.ToString(), name = "Wren", place = "Springfield" }), 403, "not-the-declarant");
        await Refused(custodian.PostAsJsonAsync(Of(number, "/1/refusal"), new { reason = "Not mine." }), 403, "not-the-declarant");
        await Refused(lead.PostAsJsonAsync(Of(number, "/1/subscription"), new { textHash = new string('0', 64), name = "Robin", place = "Springfield" }), 409, "preview-changed");
        await Refused(lead.PostAsJsonAsync(Of(number, "/1/subscription"), new { textHash = draft["textSha256"]!.ToString(), name = "robin", place = "Springfield" }), 422, "validation");

        using var subscribed = await lead.PostAsJsonAsync(Of(number, "/1/subscription"), right, TestContext.Current.CancellationToken);
        Assert.True(200 == (int)subscribed.StatusCode, await subscribed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var made = await subscribed.Json();
        var pdf = await Bytes(officer, number, "1.pdf");

        Assert.Equal(("sealed", Convert.ToHexStringLower(SHA256.HashData(pdf))), (made["state"]!.ToString(), made["pdfSha256"]!.ToString()));
        var signature = PadesVerifier.Verify(pdf);
        Assert.True(signature.IsIntact && signature.CoversWholeFile, string.Join('\n', signature.Reasons));
        var entries = (await app.Entries()).Where(entry => entry["object"]?["id"]?.ToString() == number && entry["action"]!.ToString().StartsWith("certificate.", StringComparison.Ordinal)).ToList();
        var act = entries.Single(entry => entry["action"]!.ToString() == "certificate.subscribe" && entry["outcome"]!.ToString() == "ok");
        var said = Squeezed(string.Concat(PagesOf(pdf)));
        foreach (var words in new[]
        {
            "I declare under penalty of perjury that the foregoing is true and correct.", "/s/ Robin", "Executed on", "at Springfield, Illinois.", $"entry {act["seq"]} of the provider's ledger", "The seal is not the declaration",
            "Rules 803(6) and 902(11)", "Rule 902(13)", "Rule 902(14)", "28 U.S.C. § 1746(2)", "Each line is written when the web server has finished answering the request",
            "A line is written for every request that the web server answers", "An IP address names a connection, not a person", report, "data.csv", "That is the proponent's task", "482 records",
        })
            Assert.Contains(Squeezed(words), said, StringComparison.Ordinal);
        Assert.DoesNotContain("DRAFT", string.Concat(PagesOf(pdf)), StringComparison.Ordinal);
        await OthersReadIt(number, pdf);
        // No identifier of a subject is in it.
        Assert.DoesNotContain("66.249.73.135", text + said, StringComparison.Ordinal);
        Assert.Equal(["certificate.draft", "certificate.subscribe", "certificate.seal"], entries.Where(entry => entry["outcome"]!.ToString() == "ok" && entry["action"]!.ToString() is "certificate.draft" or "certificate.subscribe" or "certificate.seal").Select(entry => entry["action"]!.ToString()));
        Assert.Equal((int)act["seq"]!, (int)entries.Last(entry => entry["action"]!.ToString() == "certificate.seal")["facts"]!["entry"]!);
        Assert.DoesNotContain("Robin", string.Concat(entries.Select(entry => entry.ToJsonString())), StringComparison.Ordinal);
        Assert.Equal("Robin", (await List(officer, number))["certificates"]![0]!["declarant"]!.ToString());
        await Refused(lead.PostAsJsonAsync(Of(number, "/1/subscription"), right), 409, "already-subscribed");
        await Refused(lead.PostAsJsonAsync(Of(number, "/1/refusal"), new { reason = "Too late." }), 409, "already-subscribed");
    }

    [Theory]
    [InlineData("us", null, "I declare under penalty of perjury that the foregoing is true and correct.", "902(11)")]
    [InlineData("abroad", null, "I declare under penalty of perjury under the laws of the United States of America that the foregoing is true and correct.", "28 U.S.C. § 1746(1)")]
    [InlineData("foreign", "Germany", "if it is false, it subjects me to criminal penalty in Germany, the country in which it is signed.", "Federal Rules of Evidence 902(12), 902(13) and 902(14)")]
    public async Task Each_form_has_the_sentence_that_it_needs(string form, string? country, params string[] sentences)
    {
        var (number, _) = await AReleasedRequest();
        var draft = await Drafted(number, new { form, country });

        var text = Folded(await (await app.SignedInAs("custodian")).GetStringAsync(Of(number, "/1.txt"), TestContext.Current.CancellationToken));

        Assert.Equal("Wren", draft["declarant"]!.ToString());
        Assert.All(sentences, sentence => Assert.Contains(sentence, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_declines_says_why_the_draft_is_dead_and_another_takes_its_place()
    {
        var (number, _) = await AReleasedRequest();
        var custodian = await app.SignedInAs("custodian");
        var draft = await Drafted(number, new { form = "us" });

        using var declined = await custodian.PostAsJsonAsync(Of(number, "/1/refusal"), new { reason = Reason }, TestContext.Current.CancellationToken);

        Assert.Equal(("declined", Reason), ((await declined.Json())["state"]!.ToString(), (await List(custodian, number))["certificates"]![0]!["declinedReason"]!.ToString()));
        await Refused(custodian.PostAsJsonAsync(Of(number, "/1/subscription"), new { textHash = draft["textSha256"]!.ToString(), name = "Wren", place = "Here" }), 409, "certificate-declined");
        Assert.Equal(2, (int)(await Drafted(number, new { form = "abroad" }))["certificate"]!);
    }

    [Fact]
    public async Task Nothing_is_certified_before_a_release_of_nothing_or_in_a_form_that_is_none()
    {
        var (extracted, _) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");

        await Refused(custodian.PostAsJsonAsync(Of(extracted), new { form = "us" }), 409, "not-released");
        var (number, _) = await AReleasedRequest("203.0.113.77");
        await Refused(custodian.PostAsJsonAsync(Of(number), new { form = "us" }), 409, "nothing-to-certify");
        await Refused(custodian.PostAsJsonAsync(Of(number), new { form = "sworn" }), 422, "validation");
        await Refused(custodian.PostAsJsonAsync(Of(number), new { form = "foreign" }), 422, "validation");
        await Refused(custodian.PostAsJsonAsync(Of(number), new { form = "us", country = "Germany" }), 422, "validation");
        await Refused(custodian.PostAsJsonAsync(Of(number), new { form = "us", declarant = "reviewer@courier.example" }), 422, "validation");
        await Refused((await app.SignedInAs("clerk")).PostAsJsonAsync(Of(number), new { form = "us" }), 403, "role");
        await Refused(custodian.PostAsJsonAsync(Of(number, "/7/subscription"), new { textHash = "x", name = "Wren", place = "Here" }), 404, "not-found");
    }

    /// <summary>What a kill between the two halves, or a disk that took nothing, leaves.</summary>
    [Fact]
    public async Task A_subscription_whose_file_could_not_be_written_is_finished_by_the_same_again_and_stands_once()
    {
        var (number, _) = await AReleasedRequest();
        var custodian = await app.SignedInAs("custodian");
        var order = new { textHash = (await Drafted(number, new { form = "us" }))["textSha256"]!.ToString(), name = "Wren", place = "Springfield" };
        var (vault, away) = (Path.Combine(app.Data, "certificates"), Path.Combine(app.Data, "certificates-away-" + number));

        Directory.Move(vault, away);
        await File.WriteAllTextAsync(vault, "no directory", TestContext.Current.CancellationToken);
        using var failed = await custodian.PostAsJsonAsync(Of(number, "/1/subscription"), order, TestContext.Current.CancellationToken);
        File.Delete(vault);
        Directory.Move(away, vault);

        Assert.True((int)failed.StatusCode >= 500);
        Assert.Equal("subscribed", (await List(custodian, number))["certificates"]![0]!["state"]!.ToString());
        await Refused(custodian.GetAsync(Of(number, "/1.pdf")), 404, "not-found");
        Assert.Empty((await List(await app.SignedInAs("officer@springfield.example"), number))["certificates"]!.AsArray());
        using var again = await custodian.PostAsJsonAsync(Of(number, "/1/subscription"), order, TestContext.Current.CancellationToken);
        Assert.Equal("sealed", (await again.Json())["state"]!.ToString());
        Assert.Single(await app.Entries(), entry => entry["object"]?["id"]?.ToString() == number && entry["action"]!.ToString() == "certificate.subscribe" && entry["outcome"]!.ToString() == "ok");
    }

    /// <summary>Readers that are not ours, where they are installed.</summary>
    private async Task OthersReadIt(string number, byte[] pdf)
    {
        var file = Path.Combine(app.Directory, number + "-certificate.pdf");
        await File.WriteAllBytesAsync(file, pdf);
        if (Tools.Has("pdftotext")) Assert.Contains(Squeezed("I declare under penalty of perjury that the foregoing is true and correct. Executed on"), Squeezed(await Tools.Run("pdftotext", file, "-")), StringComparison.Ordinal);
        if (Tools.Has("pdfsig")) Assert.Contains("Total document signed", await Tools.Run("pdfsig", file), StringComparison.Ordinal);
        if (Tools.Has("qpdf")) Assert.Contains("No syntax or stream encoding errors", await Tools.Run("qpdf", "--check", file), StringComparison.Ordinal);
    }

    private async Task<(string Number, string ReportSha256)> AReleasedRequest(string? address = null)
    {
        var order = Scenarios.AnOrder();
        if (address is not null) order["items"]![0]!["identifiers"]![0]!["value"] = address;
        var number = await app.RegisterWithItsOrder(order);
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        using var released = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = (await app.AFinishedExtraction(number))["manifestHash"]!.ToString() });
        Assert.Equal(201, (int)released.StatusCode);
        return (number, (await released.Json())["pdfSha256"]!.ToString());
    }

    private async Task<JsonNode> Drafted(string number, object order)
    {
        using var answer = await (await app.SignedInAs("custodian")).PostAsJsonAsync(Of(number), order);
        Assert.True(201 == (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Json();
    }

    private static async Task<JsonNode> List(HttpClient reader, string number)
    {
        using var answer = await reader.GetAsync(Of(number));
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Json();
    }

    private static async Task<byte[]> Bytes(HttpClient reader, string number, string file) => await reader.GetByteArrayAsync(Of(number, "/" + file));

    private static async Task Refused(Task<HttpResponseMessage> sent, int status, string code)
    {
        using var answer = await sent;
        await answer.IsRefused(status, code);
    }

    private static Uri Of(string number, string rest = "") => new($"/api/v1/requests/{number}/certificates{rest}", UriKind.Relative);

    private static IReadOnlyList<string> PagesOf(byte[] pdf)
    {
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        return [.. document.GetPages().Select(page => page.Text)];
    }

    // Lines are broken where the page does, and hyphens stand there.
    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string Folded(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A policy that states nothing of how its records are kept.</summary>
public sealed class CertifyingWithoutFacts : IAsyncLifetime
{
    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task Is_refused_with_what_to_do_where_no_source_has_them()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest }, TestContext.Current.CancellationToken);

        using var refused = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates", new { form = "us" }, TestContext.Current.CancellationToken);

        await refused.IsRefused(409, "business-record-missing");
        Assert.Contains("access-log", (await refused.Json())["detail"]!.ToString(), StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "templates", "policies", "courier.yaml"));
        var without = new List<string>();
        var isFact = false;
        foreach (var line in lines)
        {
            isFact = line == "    businessRecord:" || (isFact && line.StartsWith("      ", StringComparison.Ordinal));
            if (!isFact) without.Add(line);
        }
        Directory.CreateDirectory(app.Directory);
        var policy = Path.Combine(app.Directory, "policy.yaml");
        await File.WriteAllLinesAsync(policy, without);
        app.Settings["CaseDesk__Policy"] = policy;
        await app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
