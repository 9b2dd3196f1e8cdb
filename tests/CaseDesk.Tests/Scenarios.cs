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
        ["issuedOn"] = "2026-11-01",
        ["servedAt"] = ServedYesterday(),
        ["items"] = new JsonArray(new JsonObject
        {
            ["text"] = "Web server access records for the address",
            ["wants"] = new JsonArray("access-log"),
            ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "ip", ["value"] = "66.249.73.135" }),
            ["from"] = "2026-10-01T00:00:00Z",
            ["to"] = "2026-11-01T00:00:00Z",
        }),
    };

    public static async Task<string> ARegisteredRequest(this CaseDeskApp app, string clerk = "clerk")
    {
        using var answer = await (await app.SignedInAs(clerk)).PostAsJsonAsync("/api/v1/requests", AnOrder());
        Assert.Equal(201, (int)answer.StatusCode);
        return (await answer.Json())["number"]!.ToString();
    }

    public static async Task<string> ARequestWithItsOrder(this CaseDeskApp app, string clerk = "clerk")
    {
        var number = await app.ARegisteredRequest(clerk);
        using var answer = await app.Attach(clerk, number, Encoding.ASCII.GetBytes($"%PDF-1.4\n{new string('0', 100)}{number}\n%%EOF\n"));
        Assert.Equal(201, (int)answer.StatusCode);
        return number;
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

    public static string ServedYesterday() => TimeProvider.System.GetUtcNow().AddDays(-1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
