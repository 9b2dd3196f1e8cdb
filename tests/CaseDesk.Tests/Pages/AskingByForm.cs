using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseDesk.Tests.Pages;

public sealed partial class AskingByForm(CaseDeskApp app)
{
    [Fact]
    public async Task Is_asked_on_the_review_page_and_answered_on_the_page_of_the_request()
    {
        var order = Scenarios.AnOrder();
        order["dueAt"] = TimeProvider.System.GetUtcNow().AddDays(3).AddHours(4).AddMinutes(30).ToString("o", CultureInfo.InvariantCulture);
        var number = await app.RegisterWithItsOrder(order);
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var asked = await reviewer.PostTo($"/requests/{number}/review?handler=Ask", $"/requests/{number}/review", await Question(reviewer, number, "Which of the two <addresses> do you mean?", "1"));
        var (open, review) = (await clerk.Text($"/requests/{number}"), await reviewer.Text($"/requests/{number}/review"));
        var queue = await clerk.Text($"/requests?q={number}");
        using var answered = await clerk.PostTo($"/requests/{number}?handler=Answer", $"/requests/{number}", ("Answer", "The first one, says Officer Lin."));
        var after = await reviewer.Text($"/requests/{number}");

        Assert.Equal($"/requests/{number}", asked.Headers.Location?.OriginalString);
        Assert.Contains("The agency was asked about item 1", open, StringComparison.Ordinal);
        Assert.Contains("Which of the two &lt;addresses&gt; do you mean?", open, StringComparison.Ordinal);
        Assert.Contains("Clock stopped", open, StringComparison.Ordinal);
        Assert.Contains("3 days 4 h remained", open, StringComparison.Ordinal);
        Assert.Contains("3 days 4 h remained", queue, StringComparison.Ordinal);
        Assert.Contains("The agency: it was asked a question.", queue, StringComparison.Ordinal);
        Assert.Contains("asked the agency a question", open, StringComparison.Ordinal);
        Assert.Contains("the agency has not answered", review, StringComparison.Ordinal);
        Assert.Matches("value=\"approve\"[^>]*disabled", review);
        Assert.DoesNotContain("handler=Ask", review, StringComparison.Ordinal);
        Assert.Equal(302, (int)answered.StatusCode);
        Assert.Contains("as received", after, StringComparison.Ordinal);
        Assert.Contains("stopped for a question", after, StringComparison.Ordinal);
        Assert.Contains("The first one, says Officer Lin.", after, StringComparison.Ordinal);
        Assert.DoesNotContain("Clock stopped", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_question_comes_back_with_what_was_ticked()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        using var answer = await reviewer.PostTo($"/requests/{number}/review?handler=Ask", $"/requests/{number}/review", await Question(reviewer, number, "", "1"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("id=\"Question-error\"", page, StringComparison.Ordinal);
        Assert.Matches("id=\"About_1\"[^>]*checked", page);
        Assert.DoesNotMatch("type=\"radio\"[^>]*checked", page);
    }

    [Fact]
    public async Task An_item_that_is_not_there_is_named_beside_the_ticks()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        using var answer = await reviewer.PostTo($"/requests/{number}/review?handler=Ask", $"/requests/{number}/review", await Question(reviewer, number, "Which?", "7"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("There is no item 7.", page, StringComparison.Ordinal);
        Assert.Contains("id=\"About-error\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_words_or_to_nothing_is_refused()
    {
        var number = await app.ARequestWithItsOrder();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var early = await clerk.PostTo($"/requests/{number}?handler=Answer", $"/requests/{number}", ("Answer", "The first one."));
        using var asked = await reviewer.PostTo($"/requests/{number}/review?handler=Ask", $"/requests/{number}/review", await Question(reviewer, number, "Which?"));
        using var empty = await clerk.PostTo($"/requests/{number}?handler=Answer", $"/requests/{number}", ("Answer", ""));

        Assert.Equal(409, (int)early.StatusCode);
        Assert.Contains("is open: none was asked", await early.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(422, (int)empty.StatusCode);
        Assert.Contains("id=\"Answer-error\"", await empty.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agency_sees_what_it_was_asked_and_nobody_inside()
    {
        var number = await app.ARequestWithItsOrder(agency: "Springfield Police Department");
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var asked = await reviewer.PostTo($"/requests/{number}/review?handler=Ask", $"/requests/{number}/review", await Question(reviewer, number, "Which of the two?"));
        using var officer = await Browser.SignedInAs(app, "officer@springfield.example");

        var (page, queue) = (await officer.Text($"/requests/{number}"), await officer.Text($"/requests?q={number}"));

        Assert.Contains("The provider asks about the whole request", page, StringComparison.Ordinal);
        Assert.Contains("Which of the two?", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" by ", Section().Match(page).Value, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=Answer", page, StringComparison.Ordinal);
        Assert.Contains("Your agency: the provider asked a question.", queue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demand_that_is_larger_than_the_limits_fills_the_question()
    {
        var order = Scenarios.AnOrder();
        order["items"]![0]!["from"] = "2025-01-01T00:00:00Z";
        var number = await app.RegisterWithItsOrder(order);
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var clerk = await Browser.SignedInAs(app, "clerk");

        var (request, forClerk) = (await reviewer.Text($"/requests/{number}"), await clerk.Text($"/requests/{number}"));
        var (plain, filled) = (await reviewer.Text($"/requests/{number}/review"), await reviewer.Text($"/requests/{number}/review?ask=1"));

        Assert.Contains("changes no outcome", request, StringComparison.Ordinal);
        Assert.Contains($"/requests/{number}/review?ask=1#ask", request, StringComparison.Ordinal);
        Assert.Contains("longer than 180 days", forClerk, StringComparison.Ordinal);
        Assert.DoesNotContain("review?ask=1", forClerk, StringComparison.Ordinal);
        Assert.Matches("<textarea[^>]*id=\"Question\"[^>]*>\\s*</textarea>", plain);
        Assert.Matches("<textarea[^>]*id=\"Question\"[^>]*>\\s*The period is longer than 180 days", filled);
        Assert.Matches("id=\"About_1\"[^>]*checked", filled);
        foreach (var other in new[] { "2", "x", "1'" }) Assert.Matches("<textarea[^>]*id=\"Question\"[^>]*>\\s*</textarea>", await reviewer.Text($"/requests/{number}/review?ask={other}"));
    }

    private static async Task<(string, string)[]> Question(Browser reviewer, string number, string question, params string[] about)
    {
        var hash = Hash().Match(await reviewer.Text($"/requests/{number}/review")).Groups[1].Value;
        return [("Form.ScopeHash", hash), ("Question", question), .. about.Select(item => ("About", item))];
    }

    [GeneratedRegex("""name="Form.ScopeHash" value="([0-9a-f]{64})""")]
    private static partial Regex Hash();

    [GeneratedRegex("""<section[^>]*id="question".*?</section>""", RegexOptions.Singleline)]
    private static partial Regex Section();
}
