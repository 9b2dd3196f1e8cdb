using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseDesk.Tests;

/// <summary>What one person does shows in another's window by itself.</summary>
public sealed class FollowingEachOther(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task What_one_decides_stands_in_the_other_s_queue_and_moves_nobody()
    {
        var number = await app.ARequestWithItsOrder();
        var decision = await app.ADecision("reviewer", number);
        await using var clerk = await chromium.SignedInAs(app, "clerk");
        await clerk.Open($"/requests?q={number}");
        var row = clerk.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = number });
        await Expect(row).ToContainTextAsync("Registered");
        var link = row.GetByRole(AriaRole.Link);
        await link.FocusAsync();

        using var decided = await app.Decide("reviewer", number, decision);

        await Expect(row).Not.ToContainTextAsync("Registered", new() { Timeout = 10_000 });
        await Expect(row).ToContainTextAsync("Extracted", new() { Timeout = 60_000 });
        await Expect(clerk.Page.Locator("[data-watch-said]")).ToHaveTextAsync($"{number}: Extracted.");
        await Expect(link).ToBeFocusedAsync();
    }

    [Fact]
    public async Task An_open_request_says_that_it_has_changed_and_a_list_what_has_come()
    {
        var number = await app.ARequestWithItsOrder();
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Open($"/requests/{number}");
        await reviewer.Sees("Changes appear here by themselves.");

        using var attached = await app.Attach("clerk", number, System.Text.Encoding.ASCII.GetBytes($"%PDF-1.4\n{new string('1', 100)}{number}\n%%EOF\n"));

        await reviewer.Sees("This request has changed since you opened this page.");
        await reviewer.Look("request-has-changed");
        await reviewer.Follow("Look again");
        await reviewer.Sees("Changes appear here by themselves.");
        await Expect(reviewer.Page.GetByText("This request has changed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_desk_that_does_not_answer_is_said_with_the_time_and_followed_again_when_it_does()
    {
        var number = await app.ARegisteredRequest();
        await using var clerk = await chromium.SignedInAs(app, "clerk");
        await clerk.Page.RouteAsync("**/watch?*", route => route.FulfillAsync(new() { Status = 503 }));
        await clerk.Page.GotoAsync($"/requests?q={number}");

        await clerk.Sees("Not current since");
        await clerk.Look("queue-not-current");
        await clerk.Page.UnrouteAsync("**/watch?*");
        await clerk.SeesInTime("Changes appear here by themselves.");

        StoriesWithoutFaultsAttribute.OfThisStory().RemoveAll(fault => fault.Contains("503: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_script_the_same_pages_stand_still_and_say_nothing_of_following()
    {
        var (number, _) = await app.AnExtractedRequest();
        await using var clerk = await chromium.SignedInAs(app, "clerk", withScript: false);
        foreach (var page in new[] { $"/requests?q={number}", $"/requests/{number}", $"/requests/{number}/extraction" })
        {
            await clerk.Open(page);
            await Expect(clerk.Page.GetByText(number).First).ToBeVisibleAsync();
            await Expect(clerk.Page.GetByText("Changes appear here by themselves.")).ToBeHiddenAsync();
        }
    }
}
