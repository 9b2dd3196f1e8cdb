using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests;

public sealed partial class ReportingTransparency(CaseDeskApp app)
{
    [Fact]
    public async Task Counts_what_came_in_and_what_became_of_it_as_anyone_counts_from_the_ledger()
    {
        var from = Now();
        var open = await AForeignRequest("BR");
        await Refuse(await AForeignRequest("BR"));
        await Withdraw(await AForeignRequest("JP-13"));
        using var asked = await (await app.SignedInAs("reviewer")).PostAsJsonAsync($"/api/v1/requests/{await AForeignRequest("NO")}/clarification", new { question = "Which of the two?" }, TestContext.Current.CancellationToken);
        await ReleaseNothing(await AForeignRequest("JP"));
        await Release(await app.AnExtractedRequest());
        var wrong = await AForeignRequest("IL");
        await ReleaseNothing(wrong);
        using var recalled = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{wrong}/disclosure/recall", new { reason = "It was searched under a wrong address." }, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)recalled.StatusCode);
        await Task.Delay(5, TestContext.Current.CancellationToken);
        var to = Now();
        await Task.Delay(5, TestContext.Current.CancellationToken);
        // After the period: it changes nothing of it.
        await Withdraw(open);

        var csv = await Csv(from, to);

        var rows = csv.TrimEnd().Split("\r\n");
        Assert.Equal("from,to,instrument,country,received,disclosed,none-found,refused,withdrawn,open", rows[0]);
        Assert.Contains($"{from},{to},mlat-request,BR,2,0,0,1,0,1", rows);
        Assert.Contains($"{from},{to},mlat-request,JP,2,0,1,0,1,0", rows);
        Assert.Equal(200, (int)asked.StatusCode);
        // What was recalled is decided again.
        Assert.Contains($"{from},{to},mlat-request,IL,1,0,0,0,0,1", rows);
        Assert.Contains($"{from},{to},mlat-request,NO,1,0,0,0,0,1", rows);
        Assert.Contains(rows, row => Regex.IsMatch(row, "us-2703d-order,US,[1-9][0-9]*,[1-9][0-9]*,"));
        Assert.Equal(await Recount(from, to), rows.Skip(1));
        Assert.Equal(csv, await Csv(from, to));
    }

    [Fact]
    public async Task The_page_the_file_and_the_call_say_the_same_and_the_ledger_keeps_the_hash_of_the_file()
    {
        var from = Now();
        var number = await AForeignRequest("IS");
        await Task.Delay(5, TestContext.Current.CancellationToken);
        var to = Now();
        using var reporter = await Browser.SignedInAs(app, "reporter");

        var page = await reporter.Text($"/transparency?from={from}&to={to}");
        using var file = await reporter.Get($"/transparency?handler=Csv&from={from}&to={to}");
        var call = await Json(from, to);

        var csv = await file.Content.ReadAsStringAsync();
        var inFile = csv.TrimEnd().Split("\r\n").Skip(1).Select(row => row.Split(',')).Sum(row => int.Parse(row[4], CultureInfo.InvariantCulture));
        var onPage = int.Parse(Received().Match(page).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal((inFile, inFile), (onPage, call["total"]!["received"]!.GetValue<int>()));
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(await Csv(from, to), csv);
        Assert.DoesNotContain(number, page + csv, StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(SHA256.HashData(await file.Content.ReadAsByteArrayAsync()));
        Assert.Contains(hash, page, StringComparison.Ordinal);
        Assert.Contains(await app.Entries(), e => e["action"]!.ToString() == "transparency.report" && e["facts"]?["csvSha256"]?.ToString() == hash && e["facts"]!["format"]!.ToString() == "csv");
    }

    [Fact]
    public async Task A_period_that_is_not_over_is_refused_beside_its_field()
    {
        var program = await app.SignedInAs("reporter");
        using var reporter = await Browser.SignedInAs(app, "reporter");

        using var call = await program.GetAsync(new Uri("/api/v1/transparency?from=2026-01-01&to=2099-12-31", UriKind.Relative));
        using var page = await reporter.Get("/transparency?from=2026-01-01&to=2099-12-31");
        using var nonsense = await reporter.Get("/transparency?from=soon&to=%3D1%2B1");

        Assert.Equal((422, 422, 422), ((int)call.StatusCode, (int)page.StatusCode, (int)nonsense.StatusCode));
        var words = await page.Content.ReadAsStringAsync();
        Assert.Contains("The period is not over yet", words, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"To-error\"", words, StringComparison.Ordinal);
        Assert.Contains("value=\"2099-12-31\"", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reporter_starts_at_her_work_and_sees_no_case()
    {
        using var reporter = await Browser.SignedInAs(app, "reporter");

        using var home = await reporter.Get("/");
        var page = await reporter.Text("/transparency");
        using var queue = await reporter.Get("/requests");

        Assert.Equal("/transparency", home.Headers.Location?.OriginalString);
        Assert.Contains("How it is counted", page, StringComparison.Ordinal);
        Assert.Equal(403, (int)queue.StatusCode);
    }

    private async Task<string> AForeignRequest(string jurisdiction)
    {
        var order = Scenarios.AnOrder();
        (order["instrument"], order["jurisdiction"]) = ("mlat-request", jurisdiction);
        using var answer = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order);
        Assert.True((int)answer.StatusCode == 201, await answer.Content.ReadAsStringAsync());
        return (await answer.Json())["number"]!.ToString();
    }

    private async Task Refuse(string number)
    {
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number, "refuse"));
        Assert.Equal(200, (int)decided.StatusCode);
    }

    private async Task Withdraw(string number)
    {
        using var answer = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/withdrawal", new { reason = "The officer called." });
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private async Task ReleaseNothing(string number)
    {
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        Assert.Equal(200, (int)decided.StatusCode);
        var done = await app.AFinishedExtraction(number);
        Assert.Equal(0, done["rows"]!.GetValue<int>());
        await Release((number, done["manifestHash"]!.ToString()));
    }

    private async Task Release((string Number, string ManifestHash) extracted)
    {
        using var released = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{extracted.Number}/disclosure", new { manifestHash = extracted.ManifestHash });
        Assert.Equal(201, (int)released.StatusCode);
    }

    private async Task<string> Csv(string from, string to) =>
        await (await app.SignedInAs("reporter")).GetStringAsync(new Uri($"/api/v1/transparency?from={from}&to={to}&format=csv", UriKind.Relative));

    private async Task<JsonNode> Json(string from, string to) =>
        JsonNode.Parse(await (await app.SignedInAs("auditor")).GetStringAsync(new Uri($"/api/v1/transparency?from={from}&to={to}", UriKind.Relative)))!;

    /// <summary>The same rows, counted another way: each request's own entries, asked for their end.</summary>
    private async Task<IReadOnlyList<string>> Recount(string from, string to)
    {
        var entries = (await app.Entries()).Where(e => e["outcome"]!.ToString() == "ok" && string.CompareOrdinal(e["time"]!.ToString(), from) >= 0 && string.CompareOrdinal(e["time"]!.ToString(), to) < 0).ToList();
        return
        [
            .. entries.Where(e => e["action"]!.ToString() == "request.register")
                .Select(register => (
                    Under: $"{register["facts"]!["instrument"]},{register["facts"]!["jurisdiction"]!.ToString().Split('-')[0]}",
                    Own: entries.Where(e => e["object"]?["id"]?.ToString() == register["object"]!["id"]!.ToString()).ToLookup(e => e["action"]!.ToString())))
                .Select(request => (request.Under, End: EndOf(request.Own)))
                .GroupBy(request => request.Under).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{from},{to},{group.Key},{group.Count()}," + string.Join(',', new[] { "disclosed", "none-found", "refused", "withdrawn", "open" }.Select(end => group.Count(request => request.End == end)))),
        ];
    }

    private static string EndOf(ILookup<string, JsonNode> own)
    {
        if (own["disclosure.sign"].Count() > own["disclosure.recall"].Count()) return own["job.extract.complete"].Last()["facts"]!["rows"]!.GetValue<long>() == 0 ? "none-found" : "disclosed";
        if (own["request.withdraw"].Any()) return "withdrawn";
        return own["decision.decide"].Any(d => !d["facts"]!["decisions"]!.ToString().Contains(":approve", StringComparison.Ordinal) && !d["facts"]!["decisions"]!.ToString().Contains(":narrow", StringComparison.Ordinal)) ? "refused" : "open";
    }

    private static string Now() => TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex("h-counts\">([0-9]+) request")]
    private static partial Regex Received();
}
