using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests;

/// <summary>The states that the stories of the roles do not come through.</summary>
public sealed class LookingAtARequest(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task Under_a_non_disclosure_order()
    {
        var order = Scenarios.AnOrder();
        order["reference"] = "SPD-26-QUIET";
        order["nonDisclosure"] = new JsonObject { ["until"] = TimeProvider.System.GetUtcNow().AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        using var registered = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order, TestContext.Current.CancellationToken);
        var number = (await registered.Json())["number"]!.ToString();
        await using var clerk = await chromium.SignedInAs(app, "clerk");

        await clerk.Open("/requests?q=SPD-26-QUIET");
        await clerk.Sees("Tell nobody");
        await clerk.Look("queue-non-disclosure");
        await clerk.Open($"/requests/{number}");
        await clerk.Sees("Telling the account holder is forbidden");
        await clerk.Look("request-non-disclosure");
        await clerk.Open($"/requests/{number}/items/1");
        await clerk.Look("correct-item-non-disclosure");
    }

    [Fact]
    public async Task Withdrawn()
    {
        var number = await app.ARegisteredRequest();
        await using var clerk = await chromium.SignedInAs(app, "clerk");
        await clerk.Open($"/requests/{number}");

        await clerk.Press("Withdraw");
        await clerk.Sees("in the way");
        await clerk.Look("request-withdrawal-refused");
        await clerk.Fill("Who withdrew it", "Officer Lin called on 24 November.");
        await clerk.Press("Withdraw");
        await clerk.Sees("withdrew");
        await clerk.Look("request-withdrawn");
        await clerk.Open($"/requests/{number}/items/1");
        await clerk.Look("correct-item-too-late");
    }

    [Fact]
    public async Task Of_an_agency_that_nobody_called_back_and_many_items()
    {
        var order = Scenarios.AnOrder();
        order["agency"] = "Office of the Attorney General of the State of Springfield, Division of Long Names";
        var items = order["items"]!.AsArray();
        var second = items[0]!.DeepClone();
        second["wants"] = new JsonArray("lookup-log", "content", "accounts.address");
        second["identifiers"] = new JsonArray([.. Enumerable.Range(1, 30).Select(i => new JsonObject { ["type"] = "account", ["value"] = $"k7m2-49vd-{i:0000}-of-a-rather-long-name" })]);
        items.Add(second);
        using var registered = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order, TestContext.Current.CancellationToken);
        var number = (await registered.Json())["number"]!.ToString();
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");

        await reviewer.Open($"/requests/{number}");
        await reviewer.Look("request-many-identifiers");
        await reviewer.Open($"/requests/{number}/review");
        await reviewer.Sees("The order is not attached.");
        await reviewer.Look("review-without-order");
    }
}
