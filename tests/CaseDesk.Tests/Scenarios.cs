using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests;

/// <summary>The ladder of situations, each made by the desk's own calls.</summary>
internal static class Scenarios
{
    public static JsonObject AnOrder() => new()
    {
        ["instrument"] = "us-2703d-order",
        ["issuerKind"] = "court",
        ["jurisdiction"] = "US",
        ["agency"] = "Springfield Police Department",
        ["reference"] = "SPD-26-10382",
        ["issuedOn"] = Text(TimeProvider.System.GetUtcNow().AddDays(-9))[..10],
        ["servedAt"] = ServedJustNow(),
        ["items"] = new JsonArray(new JsonObject
        {
            ["text"] = "Web server access records for the address",
            ["wants"] = new JsonArray("access-log"),
            ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "ip", ["value"] = "66.249.73.135" }),
            ["from"] = Text(TimeProvider.System.GetUtcNow().AddDays(-30)),
            ["to"] = Text(new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero)),
        }),
    };

    /// <summary>As small as the desk takes it; another mark makes another file.</summary>
    public static byte[] AnOrderAsPdf(string mark) => Encoding.ASCII.GetBytes($"%PDF-1.4\n{new string('0', 100)}{mark}\n%%EOF\n");

    public static async Task<string> ARegisteredRequest(this CaseDeskApp app, string clerk = "clerk", string? agency = null)
    {
        var order = AnOrder();
        if (agency is not null) order["agency"] = agency;
        return await app.Register(order, clerk);
    }

    public static async Task<string> ARequestWithItsOrder(this CaseDeskApp app, string clerk = "clerk", string? agency = null)
    {
        var number = await app.ARegisteredRequest(clerk, agency);
        await app.AttachTheOrder(number, clerk);
        return number;
    }

    /// <summary>Registers the order, and attaches it as a file; answers its number.</summary>
    public static async Task<string> RegisterWithItsOrder(this CaseDeskApp app, JsonObject order)
    {
        var number = await app.Register(order, "clerk");
        await app.AttachTheOrder(number, "clerk");
        return number;
    }

    private static async Task<string> Register(this CaseDeskApp app, JsonObject order, string clerk)
    {
        using var answer = await (await app.SignedInAs(clerk)).PostAsJsonAsync("/api/v1/requests", order);
        Assert.Equal(201, (int)answer.StatusCode);
        return (await answer.Json())["number"]!.ToString();
    }

    private static async Task AttachTheOrder(this CaseDeskApp app, string number, string clerk)
    {
        using var answer = await app.Attach(clerk, number, AnOrderAsPdf(number));
        Assert.Equal(201, (int)answer.StatusCode);
    }

    /// <summary>The item that asks for one day of an account's look-ups.</summary>
    public static JsonObject AnItemForLookups(DateTime day) => new()
    {
        ["text"] = "Look-ups of the account",
        ["wants"] = new JsonArray("lookup-log"),
        ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "account", ["value"] = "k7m2-49vd-xh3p" }),
        ["from"] = $"{day:yyyy-MM-dd}T00:00:00Z",
        ["to"] = $"{day.AddDays(1):yyyy-MM-dd}T00:00:00Z",
    };

    public static Task<string> ARequestForLookups(this CaseDeskApp app, DateTime day)
    {
        var order = AnOrder();
        order["items"] = new JsonArray(AnItemForLookups(day));
        return app.RegisterWithItsOrder(order);
    }

    public static async Task<HttpResponseMessage> Attach(this CaseDeskApp app, string clerk, string number, byte[] bytes)
    {
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var form = new MultipartFormDataContent { { file, "file", "order.pdf" } };
        return await (await app.SignedInAs(clerk)).PostAsync(new Uri($"/api/v1/requests/{number}/documents", UriKind.Relative), form);
    }

    public static async Task<JsonObject> ADecision(this CaseDeskApp app, string reviewer, string number, string decision = "approve")
    {
        using var scope = await (await app.SignedInAs(reviewer)).GetAsync(new Uri($"/api/v1/requests/{number}/scope", UriKind.Relative));
        return new JsonObject
        {
            ["scopeHash"] = (await scope.Json())["hash"]!.ToString(),
            ["decisions"] = new JsonArray(new JsonObject { ["item"] = 1, ["decision"] = decision, ["reason"] = "The order names the address and the days." }),
        };
    }

    public static async Task<HttpResponseMessage> Decide(this CaseDeskApp app, string reviewer, string number, JsonObject decision) =>
        await (await app.SignedInAs(reviewer)).PostAsJsonAsync($"/api/v1/requests/{number}/approval", decision);

    public static async Task<JsonNode> Json(this HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    public static async Task IsRefused(this HttpResponseMessage answer, int status, string code)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, (await answer.Json())["code"]!.ToString());
    }

    /// <summary>Registered, approved, extracted; with the hash of its manifest.</summary>
    public static async Task<(string Number, string ManifestHash)> AnExtractedRequest(this CaseDeskApp app, string reviewer = "reviewer", string? agency = null)
    {
        var number = await app.ARequestWithItsOrder(agency: agency);
        using var decided = await app.Decide(reviewer, number, await app.ADecision(reviewer, number));
        Assert.Equal(200, (int)decided.StatusCode);
        var done = await app.AFinishedExtraction(number, reviewer);
        Assert.Equal("complete-with-rejects", done["state"]!.ToString());
        return (number, done["manifestHash"]!.ToString());
    }

    public static async Task<JsonNode> AFinishedExtraction(this CaseDeskApp app, string number, string reviewer = "reviewer")
    {
        var client = await app.SignedInAs(reviewer);
        for (var i = 0; i < 360; i++)
        {
            using var answer = await client.GetAsync(new Uri($"/api/v1/requests/{number}/extraction", UriKind.Relative));
            var view = await answer.Json();
            if (view["state"]?.ToString() is not ("queued" or "running" or null)) return view;
            await Task.Delay(250);
        }
        throw new TimeoutException("The extraction did not finish within 90 seconds.");
    }

    /// <summary>Every entry of the ledger, as the auditor reads it.</summary>
    public static async Task<IReadOnlyList<JsonNode>> Entries(this CaseDeskApp app)
    {
        var auditor = await app.SignedInAs("auditor");
        List<JsonNode> entries = [];
        while (true)
        {
            using var answer = await auditor.GetAsync(new Uri($"/api/v1/ledger/entries?size=200&after={entries.Count - 1}", UriKind.Relative));
            var page = (await answer.Json())["entries"]!.AsArray();
            entries.AddRange(page.Select(entry => entry!["entry"]!));
            if (page.Count < 200) return entries;
        }
    }

    /// <summary>How often the site did not do what it was asked because the entry could not be written: what an operator is woken by.</summary>
    public static async Task<long> UnwrittenActs(this CaseDeskApp app)
    {
        using var stranger = app.Stranger();
        var line = (await stranger.GetStringAsync(new Uri("/health/metrics", UriKind.Relative))).Split('\n').Single(l => l.StartsWith("casedesk_ledger_unwritten_acts_total ", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(line.IndexOf(' ', StringComparison.Ordinal)), System.Globalization.NumberStyles.AllowLeadingWhite, System.Globalization.CultureInfo.InvariantCulture);
    }

    // The sample data ends yesterday; service a few minutes ago keeps the whole of it inside the order.
    public static string ServedJustNow() => Text(TimeProvider.System.GetUtcNow().AddMinutes(-5));

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
