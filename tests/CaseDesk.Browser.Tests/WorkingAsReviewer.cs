using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace CaseDesk.Tests;

public sealed class WorkingAsReviewer(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task Finds_reads_and_approves()
    {
        var number = await app.ARequestWithItsOrder();
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Fill("Search by number", number);
        await reviewer.Page.Keyboard.PressAsync("Enter");
        await reviewer.SeesHeading($"Requests with “{number}”");
        await reviewer.Look("queue-search");

        await reviewer.Follow(number);
        await reviewer.Follow("Review 1 item");
        await reviewer.SeesHeading("Decide 1 item");
        await reviewer.Look("review");
        await reviewer.Press("Decide 1 item");
        await reviewer.Sees("Item 1: Approve, narrow or refuse.");
        await reviewer.Look("review-without-verdict");

        await reviewer.Tick("Approve");
        await reviewer.Fill("Reason", "The order names the address and the days.");
        await reviewer.Press("Decide 1 item");
        await reviewer.Sees("decided the items");
        await reviewer.Sees("The order names the address and the days.");
        await app.AFinishedExtraction(number);
        await reviewer.Open($"/requests/{number}");
        await reviewer.Look("request-extracted-reviewer");
    }

    [Fact]
    public async Task Narrows_by_taking_fields_and_days_away()
    {
        var number = await app.ARequestWithItsOrder();
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Open($"/requests/{number}/review");
        await reviewer.Page.GetByText("Take something away").ClickAsync();
        await reviewer.Page.Locator("label[for$=user_agent]").ClickAsync();

        // What was taken away chose the verdict.
        Assert.True(await reviewer.Page.GetByRole(AriaRole.Radio, new() { Name = "Narrow" }).IsCheckedAsync());
        await reviewer.Fill("Reason", "The order does not ask about the browser.");
        await reviewer.Look("review-narrow");
        await reviewer.Tick("Approve");
        await reviewer.Press("Decide 1 item");
        await reviewer.Sees("Something was taken away, but approving lets all of it out.");
        await reviewer.Look("review-narrow-or-approve");

        await reviewer.Tick("Narrow");
        await reviewer.Press("Decide 1 item");
        await reviewer.Sees("decided the items");
        await reviewer.Sees("Narrowed");
        await app.AFinishedExtraction(number);
    }

    [Fact]
    public async Task Refuses_with_a_reason()
    {
        var number = await app.ARequestWithItsOrder();
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Open($"/requests/{number}/review");

        await reviewer.Tick("Refuse");
        await reviewer.Fill("Reason", "The order is not signed.");
        await reviewer.Press("Decide 1 item");

        await reviewer.Sees("Nobody: the request is done.");
        await reviewer.Look("request-refused");
        await reviewer.Open($"/requests/{number}/review");
        await reviewer.Sees("You cannot decide this request.");
        await reviewer.Look("review-of-refused");
    }

    [Fact]
    public async Task Looks_again_at_what_changed_meanwhile()
    {
        var number = await app.ARequestWithItsOrder();
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Open($"/requests/{number}/review");
        var item = Scenarios.AnOrder()["items"]![0]!.DeepClone();
        item["identifiers"]![0]!["value"] = "66.249.73.136";
        using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/items/1", item, TestContext.Current.CancellationToken);

        await reviewer.Tick("Approve");
        await reviewer.Fill("Reason", "The order names the address and the days.");
        await reviewer.Press("Decide 1 item");

        await reviewer.SeesHeading("What this request reaches has changed: look again");
        await reviewer.Look("review-changed");
    }

    [Fact]
    public async Task Who_holds_every_role_decides_nothing_of_her_own()
    {
        var number = await app.ARequestWithItsOrder("lead");
        await using var lead = await chromium.SignedInAs(app, "lead");

        await lead.Open($"/requests/{number}");
        await lead.Sees("someone else has to decide it");
        await lead.Look("request-registered-lead");
        await lead.Follow("Queue");
        await lead.Look("queue-lead");
        await lead.Open($"/requests/{number}/review");
        await lead.SeesNo(AriaRole.Button, "Decide");
        await lead.Look("review-four-eyes");
    }

    [Fact]
    public async Task Asks_the_agency_and_sees_what_its_answer_changed()
    {
        var order = Scenarios.AnOrder();
        order["reference"] = "SPD-26-WIDE";
        order["items"]![0]!["from"] = "2025-11-01T00:00:00Z";
        order["dueAt"] = TimeProvider.System.GetUtcNow().AddDays(3).AddHours(4).AddMinutes(20).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var number = await app.RegisterWithItsOrder(order);
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Open($"/requests/{number}");
        await reviewer.Sees("Larger than usual.");
        await reviewer.Look("request-larger-than-usual");

        // The limit fills the question; what is wrong with one is said beside it.
        await reviewer.Follow("Ask the agency to narrow item 1");
        Assert.StartsWith("The period is longer than 180 days", await reviewer.Page.GetByLabel("Question").InputValueAsync(), StringComparison.Ordinal);
        Assert.True(await reviewer.Page.GetByLabel("About item 1").IsCheckedAsync());
        await reviewer.Look("review-ask");
        await reviewer.Fill("Question", " ");
        await reviewer.Press("Ask the agency");
        await reviewer.Sees("Write what the agency is asked.");
        await reviewer.Look("review-ask-refused");
        await reviewer.Fill("Question", "Which days matter?\nThe order names a year.");
        await reviewer.Press("Ask the agency");
        await reviewer.Sees("Clock stopped");
        await reviewer.Sees("3 days 4 h remained");
        await reviewer.Look("request-asked-reviewer");
        await reviewer.Open($"/requests/{number}/review");
        await reviewer.Sees("Approve and narrow are not offered: the agency has not answered.");
        await reviewer.Look("review-asked");

        await using (var officer = await chromium.SignedInAs(app, "officer@springfield.example"))
        {
            await officer.Open("/requests?q=SPD-26-WIDE");
            await officer.Sees("Your agency: the provider asked a question.");
            await officer.Look("queue-asked-officer");
            await officer.Follow(number);
            await officer.SeesHeading("The provider asks about item 1");
            await officer.Look("request-asked-officer");
        }

        await using (var clerk = await chromium.SignedInAs(app, "clerk"))
        {
            await clerk.Open("/requests?q=SPD-26-WIDE");
            await clerk.Sees("Clock stopped");
            await clerk.Look("queue-asked");
            await clerk.Follow(number);
            await clerk.Press("Record the answer");
            await clerk.Sees("Write what the agency answered");
            await clerk.Look("request-answer-refused");
            var item = Scenarios.AnOrder()["items"]![0]!.DeepClone();
            item["wants"] = new JsonArray("access-log.time", "access-log.ip");
            using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/items/1", item, TestContext.Current.CancellationToken);
            await clerk.Fill("What it answered", "Officer Lin, by telephone: the last thirty days, times only.");
            await clerk.Press("Record the answer");
            await clerk.Sees("recorded the agency's answer");
            await clerk.Sees("stopped for a question");
            await clerk.Look("request-answered");
        }

        await reviewer.Open($"/requests/{number}/review");
        await reviewer.Sees("Changed since your look on");
        await reviewer.Sees("No longer available");
        await reviewer.Look("review-changed-since");
    }
}
