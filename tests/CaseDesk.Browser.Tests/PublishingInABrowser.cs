using CaseDesk.Tests.Policies;

namespace CaseDesk.Tests;

/// <summary>Drafted by an administrator, published by counsel. On a desk of its own, since it changes what everybody is decided by.</summary>
public sealed class PublishingInABrowser(Chromium chromium) : IAsyncLifetime
{
    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task A_version_is_drafted_compared_and_published()
    {
        var number = await app.ARequestWithItsOrder();
        await using var administrator = await chromium.SignedInAs(app, "admin");
        await administrator.SeesHeading("Versions of the policy");
        await administrator.Look("versions-first");
        await administrator.Follow("Draft the next version");
        await administrator.Fill("The policy", "name: courier\nversion: 1\n");
        await administrator.Press("Keep as a draft");
        await administrator.Sees("Line 1");
        await administrator.Look("draft-refused");
        await administrator.Fill("The policy", NextVersion.Text());
        await administrator.Look("draft");
        await administrator.Press("Keep as a draft");
        await administrator.SeesHeading("What it changes for open requests");
        await NextVersionIsCompared(administrator);
        await administrator.Sees("Administrators see no case");
        await administrator.Look("version-draft-administrator");

        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Follow("Versions");
        await reviewer.Look("versions-draft");
        await reviewer.Follow("courier-2, draft");
        await reviewer.Sees(number);
        await reviewer.Look("version-draft-reviewer");
        var before = TimeProvider.System.GetUtcNow();
        await reviewer.Press("Publish courier-2");
        await reviewer.Sees("Say why this version is published");
        await reviewer.Fill("Why, and what it rests on", "A decision of the court of appeals.");
        await reviewer.Press("Publish courier-2");
        await reviewer.Sees("in force");
        await reviewer.Look("version-published");

        await reviewer.Open($"/requests/{number}/scope");
        await reviewer.Sees("courier-2");
        await reviewer.Look("scope");
        await reviewer.Fill("As of", before.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        await reviewer.Press("Show it as of then");
        await reviewer.Sees("This is a look back");
        await reviewer.Look("scope-as-of");
    }

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task NextVersionIsCompared(Person person)
    {
        // Either the page was drawn after it, or follow.js says so.
        for (var i = 0; i < 600 && !await person.Page.GetByText("Approvals void").IsVisibleAsync(); i++)
        {
            if (await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Look at it" }).IsVisibleAsync()) await person.Follow("Look at it");
            await Task.Delay(100);
        }
    }
}
