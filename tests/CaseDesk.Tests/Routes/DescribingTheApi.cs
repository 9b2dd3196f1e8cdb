using System.Text.Json.Nodes;

namespace CaseDesk.Tests.Routes;

/// <summary>/openapi/v1.json names every call of the contract, what it takes, and how it may answer.</summary>
public sealed class DescribingTheApi(CaseDeskApp app)
{
    [Theory]
    [InlineData("POST /tokens", "Login", 200, 401, 429)]
    [InlineData("POST /requests", "RegisterRequest", 201, 401, 403, 422)]
    [InlineData("GET /requests", null, 200, 401, 403, 422)]
    [InlineData("GET /requests/{number}", null, 200, 401, 403, 404)]
    [InlineData("POST /requests/{number}/items/{item}", "ItemForm", 200, 401, 403, 404, 409, 422)]
    [InlineData("POST /requests/{number}/documents", "OrderUpload", 201, 401, 403, 404, 413, 422)]
    [InlineData("GET /requests/{number}/scope", null, 200, 401, 403, 404)]
    [InlineData("POST /requests/{number}/approval", "DecideRequest", 200, 401, 403, 404, 409, 422)]
    [InlineData("POST /requests/{number}/clarification", "AskForClarification", 200, 401, 403, 404, 409, 422)]
    [InlineData("POST /requests/{number}/clarification/answer", "AgencyAnswer", 200, 401, 403, 404, 409, 422)]
    [InlineData("GET /requests/{number}/extraction", null, 200, 401, 403, 404)]
    [InlineData("POST /requests/{number}/extraction", null, 202, 401, 403, 404, 409)]
    [InlineData("POST /requests/{number}/extraction/cancellation", "Cancellation", 200, 401, 403, 404, 409, 422)]
    [InlineData("GET /requests/{number}/extraction/rows", null, 200, 401, 403, 404)]
    [InlineData("POST /requests/{number}/disclosure", "ReleaseOrder", 201, 401, 403, 404, 409)]
    [InlineData("GET /requests/{number}/disclosure", null, 200, 401, 403, 404)]
    [InlineData("GET /requests/{number}/disclosure/report.pdf", null, 200, 401, 403, 404)]
    [InlineData("GET /requests/{number}/disclosure/receipt", null, 200, 401, 403, 404)]
    [InlineData("GET /requests/{number}/disclosure/data.csv", null, 200, 401, 403, 404)]
    [InlineData("GET /requests/{number}/disclosure/data.json", null, 200, 401, 403, 404)]
    [InlineData("GET /requests/{number}/disclosure/manifest.json", null, 200, 401, 403, 404)]
    [InlineData("POST /requests/{number}/withdrawal", "Withdrawal", 200, 401, 403, 404, 409, 422)]
    [InlineData("POST /policies/preflight", "Preflight", 200, 401, 403, 422)]
    [InlineData("GET /policies/current", null, 200)]
    [InlineData("GET /policies/{version}", null, 200, 404)]
    [InlineData("GET /ledger/entries", null, 200, 401, 403)]
    [InlineData("GET /transparency", null, 200, 401, 403, 422)]
    [InlineData("GET /ledger/proof/{index}", null, 200, 401, 403, 404)]
    public async Task Names_each_call_of_the_contract(string call, string? body, params int[] answers)
    {
        var (method, path) = (call.Split(' ')[0].ToLowerInvariant(), "/api/v1" + call.Split(' ')[1]);

        using var stranger = app.Stranger();
        var document = JsonNode.Parse(await stranger.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;

        var described = document["paths"]![path]?[method];
        Assert.True(described is not null, $"{call} is not described.");
        Assert.NotEmpty(described["summary"]!.ToString());
        var said = described["responses"]!.AsObject().Select(r => int.Parse(r.Key, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.All(answers, status => Assert.Contains(status, said));
        if (body is null)
        {
            Assert.Null(described["requestBody"]);
            return;
        }
        var schema = described["requestBody"]!["content"]!.AsObject().Single().Value!["schema"]!;
        Assert.EndsWith("/" + body, schema["$ref"]!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(document["components"]!["schemas"]![body]);
    }
}
