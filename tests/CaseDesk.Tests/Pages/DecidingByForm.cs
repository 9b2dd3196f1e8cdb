using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace CaseDesk.Tests.Pages;

public sealed partial class DecidingByForm(CaseDeskApp app)
{
    [Fact]
    public async Task Approves_what_the_page_showed()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var review = await reviewer.Text($"/requests/{number}/review");

        using var answer = await reviewer.Post($"/requests/{number}/review", ADecision(review));

        Assert.DoesNotMatch("type=\"radio\"[^>]*checked", review);
        Assert.Equal($"/requests/{number}", answer.Headers.Location?.OriginalString);
        var page = await reviewer.Text($"/requests/{number}");
        Assert.Contains("The order names the address.", page, StringComparison.Ordinal);
        Assert.Contains("decided the items", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_since_is_shown_and_has_to_be_looked_at_again()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var before = await reviewer.Text($"/requests/{number}/review");
        var item = Scenarios.AnOrder()["items"]![0]!.DeepClone();
        item["identifiers"]![0]!["value"] = "66.249.73.136";
        using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/items/1", item);

        using var answer = await reviewer.Post($"/requests/{number}/review", ADecision(before));

        var now = await answer.Content.ReadAsStringAsync();
        Assert.Equal(409, (int)answer.StatusCode);
        Assert.Contains("look again", now, StringComparison.Ordinal);
        Assert.Contains("66.249.73.136", now, StringComparison.Ordinal);
        Assert.Contains("The order names the address.</textarea>", now, StringComparison.Ordinal);
        Assert.DoesNotMatch("type=\"radio\"[^>]*checked", now);
        Assert.NotEqual(Hash().Match(before).Value, Hash().Match(now).Value);
    }

    [Fact]
    public async Task An_empty_verdict_and_an_empty_reason_are_named_by_item()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var review = await reviewer.Text($"/requests/{number}/review");

        using var answer = await reviewer.Post($"/requests/{number}/review", ("Form.ScopeHash", Hash().Match(review).Groups[1].Value), ("Form.Decisions[0].Item", "1"), ("Form.Decisions[0].Reason", ""));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("Item 1: Approve, narrow or refuse.", page, StringComparison.Ordinal);
        Assert.Contains("id=\"Form_Decisions_0__Reason-error\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verdict_and_ticks_that_contradict_each_other_are_asked_back()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var review = await reviewer.Text($"/requests/{number}/review");
        var offered = Offered().Match(review).Groups[1].Value;

        using var all = await reviewer.Post($"/requests/{number}/review", [.. ADecision(review), ("Offered[0]", offered), ("Form.Decisions[0].Fields", "access-log.time")]);
        using var none = await reviewer.Post($"/requests/{number}/review",
            [.. ANarrowing(review, offered), .. Paths().Matches(review).Select(path => ("Form.Decisions[0].Fields", path.Groups[1].Value))]);

        Assert.Equal(422, (int)all.StatusCode);
        Assert.Contains("Something was taken away, but approving lets all of it out.", await all.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(422, (int)none.StatusCode);
        Assert.Contains("Nothing was taken away.", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_away_is_not_extracted()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var review = await reviewer.Text($"/requests/{number}/review");

        using var answer = await reviewer.Post($"/requests/{number}/review",
            [.. ANarrowing(review, Offered().Match(review).Groups[1].Value), ("Form.Decisions[0].Fields", "access-log.ip"), ("Form.Decisions[0].Fields", "access-log.time")]);

        Assert.Equal(302, (int)answer.StatusCode);
        await app.AFinishedExtraction(number);
        var rows = await (await app.SignedInAs("reviewer")).GetStringAsync(new Uri($"/api/v1/requests/{number}/extraction/rows?format=json", UriKind.Relative));
        Assert.Contains("\"time\"", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("\"user_agent\"", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_registered_sees_why_she_cannot()
    {
        var number = await app.ARequestWithItsOrder("lead");
        using var lead = await Browser.SignedInAs(app, "lead");

        var page = await lead.Text($"/requests/{number}/review");

        Assert.Contains("someone else has to decide it", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Form.Decisions", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_comes_as_a_download()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        using var answer = await reviewer.Get($"/requests/{number}/documents/1");

        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("CaseDesk-Checkpoint", answer.Headers.Select(h => h.Key));
    }

    [Fact]
    public async Task Withdrawing_needs_its_words()
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var without = await clerk.PostTo($"/requests/{number}?handler=Withdraw", $"/requests/{number}", ("Reason", ""));
        using var with = await clerk.PostTo($"/requests/{number}?handler=Withdraw", $"/requests/{number}", ("Reason", "Officer Lin called on 24 November."));

        Assert.Equal(422, (int)without.StatusCode);
        Assert.Contains("id=\"Reason-error\"", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(302, (int)with.StatusCode);
    }

    private static (string Name, string Value)[] ADecision(string review) =>
    [
        ("Form.ScopeHash", Hash().Match(review).Groups[1].Value), ("Form.Decisions[0].Item", "1"), ("Form.Decisions[0].Decision", "approve"), ("Form.Decisions[0].Reason", "The order names the address."),
    ];

    private static (string Name, string Value)[] ANarrowing(string review, string offered) =>
        [.. ADecision(review).Where(field => !field.Name.EndsWith("].Decision", StringComparison.Ordinal)), ("Form.Decisions[0].Decision", "narrow"), ("Offered[0]", offered)];

    [GeneratedRegex("""name="Offered\[0\]" value="([0-9]+)""")]
    private static partial Regex Offered();

    [GeneratedRegex("""name="Form.Decisions\[0\].Fields" value="([^"]+)""")]
    private static partial Regex Paths();

    [GeneratedRegex("""name="Form.ScopeHash" value="([0-9a-f]{64})""")]
    private static partial Regex Hash();
}
