using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests.Pages;

/// <summary>What a reviewer is shown of the changes since she last saw a request.</summary>
public sealed class LookingAgain(CaseDeskApp app)
{
    private const string Marked = "Changed since your look on";

    [Fact]
    public async Task The_first_look_marks_nothing_and_neither_does_the_same_again()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        var (first, second) = (await reviewer.Text($"/requests/{number}/review"), await reviewer.Text($"/requests/{number}/review"));

        Assert.DoesNotContain(Marked, first, StringComparison.Ordinal);
        Assert.DoesNotContain(Marked, second, StringComparison.Ordinal);
        Assert.Equal(["null", "null"], (await Looks(number)).Select(entry => entry["facts"]!["since"]?.ToJsonString() ?? "null"));
    }

    [Fact]
    public async Task Shows_what_came_and_went_with_labels_and_days()
    {
        var (number, today) = (await app.ARequestWithItsOrder(), TimeProvider.System.GetUtcNow().UtcDateTime.Date);
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        _ = await reviewer.Text($"/requests/{number}/review");
        await Amend(number, item =>
        {
            item["wants"] = new JsonArray("access-log.time", "lookup-log.time");
            item["identifiers"] = new JsonArray(new JsonObject { ["type"] = "ip", ["value"] = "66.249.73.136" });
            item["to"] = $"{today.AddDays(-2):yyyy-MM-dd}T00:00:00Z";
            item["text"] = "Times only";
        });

        var page = await reviewer.Text($"/requests/{number}/review");

        Assert.Contains(Marked, page, StringComparison.Ordinal);
        Assert.Contains("No longer available", page, StringComparison.Ordinal);
        Assert.Contains("Now available", page, StringComparison.Ordinal);
        Assert.Contains("<del>ip: 66.249.73.135</del>", page, StringComparison.Ordinal);
        Assert.Contains("<ins>ip: 66.249.73.136</ins>", page, StringComparison.Ordinal);
        Assert.Contains("<del>Web server access records for the address</del>", page, StringComparison.Ordinal);
        Assert.Contains("<del>access-log</del>", page, StringComparison.Ordinal);
        Assert.Contains("<b>Period</b>", page, StringComparison.Ordinal);
        Assert.Contains("is not asked for", page, StringComparison.Ordinal);
        Assert.Contains("is-changed", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_form_loses_no_mark()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        _ = await reviewer.Text($"/requests/{number}/review");
        await Amend(number, item => item["identifiers"]![0]!["value"] = "66.249.73.136");
        _ = await reviewer.Text($"/requests/{number}/review");

        using var refused = await reviewer.Post($"/requests/{number}/review", ("Form.ScopeHash", "x"));

        Assert.Equal(422, (int)refused.StatusCode);
        Assert.Contains(Marked, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_reviewer_has_looks_of_her_own()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var other = await Browser.SignedInAs(app, "reviewer2");
        _ = await reviewer.Text($"/requests/{number}/review");
        await Amend(number, item => item["identifiers"]![0]!["value"] = "66.249.73.136");

        Assert.DoesNotContain(Marked, await other.Text($"/requests/{number}/review"), StringComparison.Ordinal);
        Assert.Contains(Marked, await reviewer.Text($"/requests/{number}/review"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_came_since_is_said()
    {
        var number = await app.ARegisteredRequest();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        _ = await reviewer.Text($"/requests/{number}/review");
        using var attached = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));

        var page = await reviewer.Text($"/requests/{number}/review");

        Assert.Contains("1 document was attached", page, StringComparison.Ordinal);
        Assert.Contains("No outcome and nothing that is asked has changed.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_looks_at_once_are_all_answered()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => reviewer.Get($"/requests/{number}/review")));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Looks_do_not_fill_the_story_of_the_request()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        _ = await reviewer.Text($"/requests/{number}/review");

        Assert.DoesNotContain("to decide it", await reviewer.Text($"/requests/{number}"), StringComparison.Ordinal);
    }

    private async Task Amend(string number, Action<JsonNode> change)
    {
        var item = Scenarios.AnOrder()["items"]![0]!.DeepClone();
        change(item);
        using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/items/1", item);
        Assert.Equal(200, (int)amended.StatusCode);
    }

    private async Task<IEnumerable<JsonNode>> Looks(string number) =>
        (await app.Entries()).Where(entry => entry["action"]!.ToString() == "decision.look" && entry["object"]?["id"]?.ToString() == number);
}
