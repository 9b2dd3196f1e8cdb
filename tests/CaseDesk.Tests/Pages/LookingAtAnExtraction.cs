using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests.Pages;

public sealed class LookingAtAnExtraction(CaseDeskApp app)
{
    [Fact]
    public async Task Says_what_was_read_and_what_could_not_be()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");

        var page = await clerk.Text($"/requests/{number}/extraction");

        Assert.Contains("482 rows", page, StringComparison.Ordinal);
        Assert.Contains("access-log/access.log", page, StringComparison.Ordinal);
        Assert.Contains("8,899", page, StringComparison.Ordinal);
        Assert.Contains("Not in the format of this log", page, StringComparison.Ordinal);
        Assert.Contains(manifest, page, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/extraction/rows", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_refreshing_leaves_no_entries_and_ends_at_the_whole_page()
    {
        var (number, _) = await app.AnExtractedRequest();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var before = await LedgerSize(number);

        using var polled = await reviewer.Get($"/requests/{number}/extraction?poll=true");
        using var again = await reviewer.Get($"/requests/{number}/extraction?poll=true");

        Assert.Equal($"/requests/{number}/extraction", polled.Headers.Location?.OriginalString);
        Assert.Equal(302, (int)again.StatusCode);
        Assert.Equal(before, await LedgerSize(number));
        await reviewer.Text($"/requests/{number}/extraction");
        Assert.Equal(before + 1, await LedgerSize(number));
    }

    [Fact]
    public async Task A_glance_is_for_those_who_may_look()
    {
        var (number, _) = await app.AnExtractedRequest();
        using var reporter = await Browser.SignedInAs(app, "reporter");
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var refused = await reporter.Get($"/requests/{number}/extraction?poll=true");
        using var unknown = await clerk.Get("/requests/CD-1999-000001/extraction?poll=true");

        Assert.Equal((403, 404), ((int)refused.StatusCode, (int)unknown.StatusCode));
    }

    [Fact]
    public async Task What_failed_says_what_to_do_and_can_be_started_again()
    {
        // A file of one day that no other story reads is damaged, then mended.
        var day = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-3);
        var log = Path.Combine(app.Directory, "data", "logs", "lookup-log", $"lookup-{day:yyyy-MM-dd}.jsonl.gz");
        var good = await File.ReadAllBytesAsync(log);
        await File.WriteAllBytesAsync(log, good[..(good.Length / 2)]);
        var number = await app.ARequestForLookups(day);
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        Assert.Equal("failed", (await app.AFinishedExtraction(number))["state"]!.ToString());
        await File.WriteAllBytesAsync(log, good);

        using var clerk = await Browser.SignedInAs(app, "clerk");
        var seenByClerk = await clerk.Text($"/requests/{number}/extraction");
        using var custodian = await Browser.SignedInAs(app, "custodian");
        var failed = await custodian.Text($"/requests/{number}/extraction");
        using var again = await custodian.Post($"/requests/{number}/extraction");

        Assert.Contains("source-damaged", failed, StringComparison.Ordinal);
        Assert.Contains("The operator restores it from a copy", failed, StringComparison.Ordinal);
        Assert.Contains("Start the extraction again", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("Start the extraction again", seenByClerk, StringComparison.Ordinal);
        Assert.Equal(302, (int)again.StatusCode);
        var done = await app.AFinishedExtraction(number);
        Assert.Equal(("complete", 2), (done["state"]!.ToString(), done["attempt"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Rows_come_by_pages_under_their_caveat_and_each_look_is_recorded()
    {
        var (number, _) = await app.AnExtractedRequest();
        using var custodian = await Browser.SignedInAs(app, "custodian");

        var first = await custodian.Text($"/requests/{number}/extraction/rows");
        var last = await custodian.Text($"/requests/{number}/extraction/rows?p=3");
        using var beyond = await custodian.Get($"/requests/{number}/extraction/rows?p=4");

        Assert.Contains("rows 1 to 200 of 482", first, StringComparison.Ordinal);
        Assert.Contains("rows 401 to 482 of 482", last, StringComparison.Ordinal);
        Assert.All([first, last], page => Assert.Contains("Goes with the data", page, StringComparison.Ordinal));
        Assert.Equal(404, (int)beyond.StatusCode);
        Assert.Equal(["ok", "ok", "denied"], await Outcomes(number, "extraction.preview"));
    }

    [Fact]
    public async Task Rows_can_be_taken_as_files()
    {
        var (number, _) = await app.AnExtractedRequest();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        using var csv = await reviewer.Get($"/requests/{number}/extraction/rows?handler=csv");
        using var json = await reviewer.Get($"/requests/{number}/extraction/rows?handler=json");

        Assert.Equal("attachment", csv.Content.Headers.ContentDisposition?.DispositionType);
        Assert.StartsWith("item,source,line,", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(482, JsonNode.Parse(await json.Content.ReadAsStringAsync())!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Count);
    }

    [Fact]
    public async Task Rows_that_are_not_the_manifest_s_are_shown_to_nobody_and_released_to_nobody()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        foreach (var file in Directory.GetFiles(Path.Combine(app.Directory, "data", "extractions"), "data.*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file);
            if (text.Contains(number, StringComparison.Ordinal) || OfSameDirectory(file, number)) await File.WriteAllTextAsync(file, text.Replace("66.249.73.135", "66.249.73.136", StringComparison.Ordinal));
        }
        using var custodian = await Browser.SignedInAs(app, "custodian");
        var program = await app.SignedInAs("custodian");

        using var page = await custodian.Get($"/requests/{number}/extraction/rows");
        using var download = await custodian.Get($"/requests/{number}/extraction/rows?handler=csv");
        using var api = await program.GetAsync(new Uri($"/api/v1/requests/{number}/extraction/rows?format=json", UriKind.Relative));
        using var release = await program.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });

        Assert.Equal((500, 500), ((int)page.StatusCode, (int)download.StatusCode));
        var words = await page.Content.ReadAsStringAsync();
        Assert.Contains("not what the manifest of this extraction says", words, StringComparison.Ordinal);
        Assert.DoesNotContain("66.249.73.136", words, StringComparison.Ordinal);
        await api.IsRefused(500, "result-damaged");
        await release.IsRefused(500, "result-damaged");
        Assert.Equal(["denied"], await Outcomes(number, "extraction.preview"));
        Assert.Equal(["denied", "denied"], await Outcomes(number, "extraction.rows"));
        Assert.Equal(["denied"], await Outcomes(number, "disclosure.prepare"));
    }

    [Fact]
    public async Task Every_page_of_a_silent_request_says_so()
    {
        var order = Scenarios.AnOrder();
        order["nonDisclosure"] = new JsonObject();
        var number = await app.RegisterWithItsOrder(order);
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        await app.AFinishedExtraction(number);
        using var custodian = await Browser.SignedInAs(app, "custodian");

        foreach (var page in new[] { "", "/extraction", "/extraction/rows" })
            Assert.Contains("Telling the account holder is forbidden", await custodian.Text($"/requests/{number}{page}"), StringComparison.Ordinal);
    }

    // data.csv does not name its request; data.json beside it does.
    private static bool OfSameDirectory(string file, string number) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "data.json")).Contains(number, StringComparison.Ordinal);

    private async Task<int> LedgerSize(string number) => (await EntriesOf(number)).Count;

    private async Task<string[]> Outcomes(string number, string action) => [.. (await EntriesOf(number)).Where(e => e["action"]!.ToString() == action).Select(e => e["outcome"]!.ToString())];

    private async Task<List<JsonNode>> EntriesOf(string number)
    {
        using var answer = await (await app.SignedInAs("auditor")).GetAsync(new Uri($"/api/v1/ledger/entries?object={number}&size=200", UriKind.Relative));
        return [.. (await answer.Json())["entries"]!.AsArray().Select(e => e!["entry"]!)];
    }
}
