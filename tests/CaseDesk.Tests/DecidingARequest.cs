using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests;

public sealed class DecidingARequest(CaseDeskApp app)
{
    [Fact]
    public async Task Thirty_simultaneous_approvals_give_exactly_one()
    {
        var number = await app.ARequestWithItsOrder();
        var decision = await app.ADecision("reviewer", number);
        await app.SignedInAs("reviewer2");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => app.Decide(i % 2 == 0 ? "reviewer" : "reviewer2", number, (JsonObject)decision.DeepClone())));

        Assert.Single(answers, a => (int)a.StatusCode == 200);
        Assert.Equal(29, answers.Count(a => (int)a.StatusCode == 409));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Who_registered_cannot_decide()
    {
        var number = await app.ARequestWithItsOrder("lead");

        using var answer = await app.Decide("lead", number, await app.ADecision("lead", number));

        await answer.IsRefused(403, "four-eyes");
    }

    [Fact]
    public async Task Compulsory_process_needs_its_document()
    {
        var number = await app.ARegisteredRequest();

        using var answer = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));

        await answer.IsRefused(409, "document-missing");
    }

    [Fact]
    public async Task What_changed_since_the_look_is_not_decided()
    {
        var number = await app.ARequestWithItsOrder();
        var seen = await app.ADecision("reviewer", number);
        using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/items/1", AmendedItem());
        Assert.Equal(200, (int)amended.StatusCode);

        using var answer = await app.Decide("reviewer", number, seen);

        await answer.IsRefused(409, "scope-changed");
    }

    [Fact]
    public async Task Refusing_every_item_closes_the_request()
    {
        var number = await app.ARegisteredRequest();

        using var answer = await app.Decide("reviewer", number, await app.ADecision("reviewer", number, "refuse"));

        Assert.Equal("refused", (await answer.Json())["status"]!.ToString());
    }

    [Fact]
    public async Task An_amendment_voids_the_approval()
    {
        var number = await app.ARequestWithItsOrder();
        using var approved = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        Assert.Equal("approved", (await approved.Json())["status"]!.ToString());

        using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/items/1", AmendedItem());

        Assert.Equal("registered", (await amended.Json())["status"]!.ToString());
    }

    private static JsonObject AmendedItem()
    {
        var item = (JsonObject)Scenarios.AnOrder()["items"]![0]!.DeepClone();
        item["identifiers"]![0]!["value"] = "66.249.73.136";
        return item;
    }
}
