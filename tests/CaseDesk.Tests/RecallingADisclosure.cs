using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Pdf;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests;

/// <summary>What was released and is wrong: it stays, is marked, and is released again, corrected.</summary>
public sealed class RecallingADisclosure(CaseDeskApp app)
{
    private const string Reason = "The user agents were not wanted in this case.";

    [Fact]
    public async Task The_wrong_one_stays_and_is_marked_and_a_corrected_one_takes_its_place_and_says_what_changed()
    {
        var (number, wrong) = await AReleasedRequest();
        var (custodian, officer, clerk) = (await app.SignedInAs("custodian"), await app.SignedInAs("officer@springfield.example"), await app.SignedInAs("clerk"));
        await Refused(clerk.PostAsJsonAsync(Api(number, "/disclosure/recall"), new { reason = Reason }), 403, "role");
        await Refused(custodian.PostAsJsonAsync(Api(number, "/disclosure/recall"), new { reason = "" }), 422, "validation");
        await Refused(clerk.PostAsJsonAsync(Api(number, "/letters"), new { kind = "recall", language = "en" }), 409, "letter-not-due");

        using var recalled = await custodian.PostAsJsonAsync(Api(number, "/disclosure/recall"), new { reason = Reason }, TestContext.Current.CancellationToken);
        Assert.True(200 == (int)recalled.StatusCode, await recalled.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((1, wrong), ((int)(await recalled.Json())["edition"]!, (await recalled.Json())["pdfSha256"]!.ToString()));
        await Refused(custodian.PostAsJsonAsync(Api(number, "/disclosure/recall"), new { reason = Reason }), 409, "not-released");

        // The agency reads it plainly, and still gets what it got.
        var request = await Get(officer, number, "");
        var disclosure = await Get(officer, number, "/disclosure");
        Assert.Equal("registered", request["status"]!.ToString());
        Assert.Null(request["releasedAt"]);
        Assert.NotNull(request["recalledAt"]);
        Assert.Equal(("recalled", Reason), (disclosure["state"]!.ToString(), disclosure["recalled"]!["reason"]!.ToString()));
        Assert.Null(disclosure["recalled"]!["by"]);
        Assert.Equal(wrong, HashOf(await officer.GetByteArrayAsync(Api(number, "/disclosure/report.pdf"), TestContext.Current.CancellationToken)));
        using (var outside = await Browser.SignedInAs(app, "officer@springfield.example"))
        {
            var page = WebUtility.HtmlDecode(await outside.Text($"/requests/{number}/disclosure"));
            Assert.Contains("Do not rely on it", page, StringComparison.Ordinal);
            Assert.Contains(Reason, page, StringComparison.Ordinal);
        }
        var (letter, letterPdf) = await Letter(number, "en");
        Assert.Contains(wrong, letter, StringComparison.Ordinal);
        Assert.Contains(Reason, letter, StringComparison.Ordinal);
        Assert.Contains("Your demand is being decided again.", letter, StringComparison.Ordinal);
        Assert.True(PadesVerifier.Verify(letterPdf).IsIntact);

        // The usual line, with its four eyes.
        var decision = await app.ADecision("reviewer", number, "narrow");
        decision["decisions"]![0]!["fields"] = new JsonArray("access-log.ip", "access-log.time", "access-log.path");
        using var decided = await app.Decide("reviewer", number, decision);
        Assert.True(200 == (int)decided.StatusCode, await decided.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var manifest = (await app.AFinishedExtraction(number))["manifestHash"]!.ToString();
        var (seen, _) = await LookingBeforeReleasing.Look(custodian, number);
        using var released = await LookingBeforeReleasing.Release(custodian, number, manifest, seen);
        Assert.True(201 == (int)released.StatusCode, await released.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var corrected = (await released.Json())["pdfSha256"]!.ToString();
        Assert.Equal(2, (int)(await released.Json())["edition"]!);

        var said = Squeezed(ReadText(await officer.GetByteArrayAsync(Api(number, "/disclosure/report.pdf"), TestContext.Current.CancellationToken)));
        foreach (var words in new[] { "Version 2: this supersedes an earlier disclosure", wrong, Reason, "What changed", "Approved, now Narrowed", "removed: access-log.method, access-log.protocol, access-log.status, access-log.bytes, access-log.user_agent; another decision", "The attached data differs" })
            Assert.Contains(Squeezed(words), said, StringComparison.Ordinal);
        var (old, now) = (await Get(officer, number, "/disclosure?edition=1"), await Get(officer, number, "/disclosure"));
        Assert.Equal(("recalled", wrong, "released", corrected), (old["state"]!.ToString(), old["pdfSha256"]!.ToString(), now["state"]!.ToString(), now["pdfSha256"]!.ToString()));
        await Refused(officer.GetAsync(Api(number, "/disclosure?edition=3")), 404, "not-found");

        // Each has its own files and its own receipt.
        var policy = TlogPolicy.Parse(await custodian.GetStringAsync(new Uri("/ledger/tlog-policy", UriKind.Relative), TestContext.Current.CancellationToken));
        foreach (var (edition, hash, fields) in new[] { (1, wrong, true), (2, corrected, false) })
        {
            var receipt = await custodian.GetStringAsync(Api(number, $"/disclosure/receipt?edition={edition}"), TestContext.Current.CancellationToken);
            var extra = JsonNode.Parse(TlogProof.Parse(receipt).Extra!)!;
            var check = ReceiptCheck.Check(receipt, Convert.FromBase64String(extra["entry"]!.ToString()), policy);
            Assert.True(check.IsGood, check.Finding?.Message);
            Assert.Equal(hash, extra["openings"]![0]!["value"]!.ToString());
            var csv = await custodian.GetStringAsync(Api(number, $"/disclosure/data.csv?edition={edition}"), TestContext.Current.CancellationToken);
            Assert.Equal(fields, csv.Contains("user_agent", StringComparison.Ordinal));
        }
        var entries = (await app.Entries()).Where(entry => entry["object"]?["id"]?.ToString() == number).ToList();
        var recall = entries.Single(entry => entry["action"]!.ToString() == "disclosure.recall" && entry["outcome"]!.ToString() == "ok");
        Assert.Equal((1, true), ((int)recall["facts"]!["edition"]!, (bool)recall["facts"]!["voidsApproval"]!));
        Assert.Equal([null, wrong], entries.Where(entry => entry["action"]!.ToString() == "disclosure.prepare").Select(entry => entry["facts"]!["supersedes"]?.ToString()));

        var (german, _) = await Letter(number, "de");
        Assert.Contains(wrong, german, StringComparison.Ordinal);
        Assert.Contains($"Berichtigter Bericht: SHA-256 {corrected}", german, StringComparison.Ordinal);
        Assert.DoesNotContain("not what the ledger committed to", await TextAs("custodian", $"/requests/{number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrected_one_that_is_wrong_too_is_recalled_like_the_first()
    {
        var (number, _) = await AReleasedRequest();
        await Recall(number);
        var second = await Release(number);
        await Recall(number);
        var third = await Release(number);

        var now = await Get(await app.SignedInAs("custodian"), number, "/disclosure");

        Assert.Equal((3, third), ((int)now["edition"]!, now["pdfSha256"]!.ToString()));
        var text = Squeezed(ReadText(await (await app.SignedInAs("custodian")).GetByteArrayAsync(Api(number, "/disclosure/report.pdf"), TestContext.Current.CancellationToken)));
        Assert.Contains(second, text, StringComparison.Ordinal);
        Assert.Contains(Squeezed("The attached data is the same, byte by byte"), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_handed_out_stays_where_the_demand_is_withdrawn_afterwards_and_the_letter_still_goes()
    {
        var (number, wrong) = await AReleasedRequest();
        await Recall(number);
        using var withdrawn = await (await app.SignedInAs("clerk")).PostAsJsonAsync(Api(number, "/withdrawal"), new { reason = "The officer called." }, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)withdrawn.StatusCode);

        var custodian = await app.SignedInAs("custodian");
        using var rows = await custodian.GetAsync(Api(number, "/disclosure/data.csv"), TestContext.Current.CancellationToken);
        var (letter, _) = await Letter(number, "en");

        Assert.Equal(200, (int)rows.StatusCode);
        Assert.Contains(wrong, letter, StringComparison.Ordinal);
        Assert.Contains("No corrected disclosure follows", letter, StringComparison.Ordinal);
        Assert.Contains("No corrected disclosure follows", await TextAs("officer@springfield.example", $"/requests/{number}/disclosure"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_declares_anything_about_a_disclosure_that_is_recalled()
    {
        var (number, _) = await AReleasedRequest();
        var custodian = await app.SignedInAs("custodian");
        using var drafted = await custodian.PostAsJsonAsync(Api(number, "/certificates"), new { form = "us" }, TestContext.Current.CancellationToken);
        await Recall(number);

        await Refused(custodian.PostAsJsonAsync(Api(number, "/certificates/1/subscription"), new { textHash = (await drafted.Json())["textSha256"]!.ToString(), name = "Wren", place = "Springfield" }), 409, "disclosure-recalled");
        await Refused(custodian.PostAsJsonAsync(Api(number, "/certificates"), new { form = "us" }), 409, "not-released");
    }

    private async Task<(string Number, string ReportSha256)> AReleasedRequest()
    {
        var number = await app.ARequestWithItsOrder();
        return (number, await Release(number));
    }

    private async Task<string> Release(string number)
    {
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        Assert.True(200 == (int)decided.StatusCode, await decided.Content.ReadAsStringAsync());
        using var released = await (await app.SignedInAs("custodian")).PostAsJsonAsync(Api(number, "/disclosure"), new { manifestHash = (await app.AFinishedExtraction(number))["manifestHash"]!.ToString() });
        Assert.True(201 == (int)released.StatusCode, await released.Content.ReadAsStringAsync());
        return (await released.Json())["pdfSha256"]!.ToString();
    }

    private async Task Recall(string number)
    {
        using var recalled = await (await app.SignedInAs("custodian")).PostAsJsonAsync(Api(number, "/disclosure/recall"), new { reason = Reason });
        Assert.True(200 == (int)recalled.StatusCode, await recalled.Content.ReadAsStringAsync());
    }

    private async Task<(string Text, byte[] Pdf)> Letter(string number, string language)
    {
        var custodian = await app.SignedInAs("custodian");
        using var written = await custodian.PostAsJsonAsync(Api(number, "/letters"), new { kind = "recall", language });
        Assert.True(201 == (int)written.StatusCode, await written.Content.ReadAsStringAsync());
        var letter = (await written.Json())["letter"]!.ToString();
        var text = string.Join(' ', (await custodian.GetStringAsync(Api(number, $"/letters/{letter}/letter.txt"))).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return (text, await custodian.GetByteArrayAsync(Api(number, $"/letters/{letter}/letter.pdf")));
    }

    private async Task<string> TextAs(string mailbox, string page)
    {
        using var browser = await Browser.SignedInAs(app, mailbox);
        return WebUtility.HtmlDecode(await browser.Text(page));
    }

    private static async Task<JsonNode> Get(HttpClient reader, string number, string what)
    {
        using var answer = await reader.GetAsync(Api(number, what));
        Assert.True(200 == (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Json();
    }

    private static async Task Refused(Task<HttpResponseMessage> sent, int status, string code)
    {
        using var answer = await sent;
        await answer.IsRefused(status, code);
    }

    private static Uri Api(string number, string what) => new($"/api/v1/requests/{number}{what}", UriKind.Relative);

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string ReadText(byte[] pdf)
    {
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(page => page.Text));
    }
}

/// <summary>What the database itself keeps, whoever writes to it.</summary>
public sealed class GuardingWhatFollows(CaseDeskApp app)
{
    [Fact]
    public async Task Refuses_to_change_what_was_declared_or_recalled_and_whose_it_is()
    {
        var custodian = await app.SignedInAs("custodian");
        var (number, manifest) = await app.AnExtractedRequest();
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest }, TestContext.Current.CancellationToken);
        using var first = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates", new { form = "us" }, TestContext.Current.CancellationToken);
        using var subscribed = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates/1/subscription", new { textHash = (await first.Json())["textSha256"]!.ToString(), name = "Wren", place = "Springfield" }, TestContext.Current.CancellationToken);
        using var second = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates", new { form = "us" }, TestContext.Current.CancellationToken);
        using var recalled = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure/recall", new { reason = "It is wrong." }, TestContext.Current.CancellationToken);
        Assert.Equal((201, 200, 201, 200), ((int)first.StatusCode, (int)subscribed.StatusCode, (int)second.StatusCode, (int)recalled.StatusCode));

        await using var connection = await Open();
        foreach (var (sql, word) in new[]
        {
            ("UPDATE \"Certificates\" SET \"Place\" = 'Elsewhere' WHERE \"SealedAt\" IS NOT NULL", "certificate-is-sealed"),
            ("UPDATE \"Certificates\" SET \"DeclarantId\" = (SELECT \"Id\" FROM \"AspNetUsers\" WHERE \"DisplayName\" = 'Robin') WHERE \"SubscribedAt\" IS NULL", "certificate-is-sealed"),
            ("UPDATE \"Certificates\" SET \"SealedAt\" = \"DraftedAt\", \"PdfSha256\" = 'x' WHERE \"SubscribedAt\" IS NULL", "certificate-is-sealed"),
            ("UPDATE \"Certificates\" SET \"SubscribedAt\" = \"DraftedAt\" WHERE \"SubscribedAt\" IS NULL", "certificate-is-sealed"),
            ("DELETE FROM \"Certificates\"", "certificate-is-sealed"),
            ("UPDATE \"Recalls\" SET \"Reason\" = 'Nothing.'", "recall-is-sealed"),
            ("DELETE FROM \"Recalls\"", "recall-is-sealed"),
            ("UPDATE \"Disclosures\" SET \"Edition\" = 7", "disclosure-edition"),
        })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        }
    }

#if POSTGRESQL
    private async Task<System.Data.Common.DbConnection> Open() => await PostgreSqlCluster.Administrator(app);
#else
    private async Task<System.Data.Common.DbConnection> Open()
    {
        var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(app.Data, "casedesk.db")};Mode=ReadWrite;Pooling=False");
        await file.OpenAsync();
        return file;
    }
#endif
}
