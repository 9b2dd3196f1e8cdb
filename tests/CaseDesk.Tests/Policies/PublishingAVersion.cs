using System.Net;
using System.Text.Json.Nodes;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests.Policies;

/// <summary>Law belongs to counsel: an administrator drafts, a reviewer sees what it changes and for whom, and publishes. On a desk of its own, since it changes what everybody is decided by.</summary>
public sealed class PublishingAVersion : IAsyncLifetime
{
    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task Changes_open_requests_from_then_on_and_no_stored_decision()
    {
        await app.InitializeAsync();
        var waiting = await app.ARequestWithItsOrder();
        var (approved, _) = await app.AnExtractedRequest();
        using var admin = await Browser.SignedInAs(app, "admin");
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        var draft = await NextVersion.Draft(admin, NextVersion.Text());
        var asAdministrator = await NextVersion.Compared(admin, draft);
        var asReviewer = await NextVersion.Compared(reviewer, draft);

        // The administrator reads what it changes, and counts; never which requests these are.
        Assert.Contains("sca.2703d.path", asAdministrator, StringComparison.Ordinal);
        Assert.Contains("Administrators see no case", asAdministrator, StringComparison.Ordinal);
        Assert.DoesNotContain(waiting, asAdministrator, StringComparison.Ordinal);
        Assert.Contains(waiting, asReviewer, StringComparison.Ordinal);
        Assert.Contains(approved, asReviewer, StringComparison.Ordinal);
        Assert.Contains("1: access-log.path", asReviewer, StringComparison.Ordinal);
        Assert.Contains("1 approval would be void", asReviewer, StringComparison.Ordinal);

        var before = await Scope(waiting);
        _ = await reviewer.Text($"/requests/{waiting}/review");
        using var published = await reviewer.Post(draft, ("Preview", NextVersion.PreviewOn(asReviewer)), ("Reason", "The order of the court of appeals of last week."));
        Assert.Equal(302, (int)published.StatusCode);
        await Until(async () => (await Scope(approved))["policyVersion"]!.ToString() == "courier-2" && (await Detail(approved))["status"]!.ToString() == "registered");

        // The approval is void, and its extraction with it; the request waits for a decision under the new version.
        using var extraction = await (await app.SignedInAs("reviewer")).GetAsync(Api($"requests/{approved}/extraction"));
        var job = await extraction.Json();
        Assert.Equal("cancelled", job["state"]!.ToString());
        Assert.Contains("courier-2", job["reason"]!.ToString(), StringComparison.Ordinal);
        using var release = await (await app.SignedInAs("custodian")).PostAsync(Api($"requests/{approved}/disclosure"), JsonBody("""{"manifestHash":"0"}"""));
        Assert.Equal(409, (int)release.StatusCode);

        var after = await Scope(waiting);
        Assert.NotEqual(before["hash"]!.ToString(), after["hash"]!.ToString());
        Assert.Contains("available", OutcomesOf(before, "path"));
        Assert.Equal(["instrument-insufficient"], OutcomesOf(after, "path"));

        // Who had looked at it sees what became of it.
        Assert.Contains("<b>No longer available</b>", WebUtility.HtmlDecode(await reviewer.Text($"/requests/{waiting}/review")), StringComparison.Ordinal);

        // What was decided is replayed under the policy of its day, to the byte; both versions are there for everybody.
        using var stranger = app.Stranger();
        Assert.Equal("courier-2", (await Json(stranger, "policies/current"))["version"]!.ToString());
        Assert.Equal("courier-1", (await Json(stranger, "policies/courier-1"))["version"]!.ToString());
        var page = await reviewer.Text($"/requests/{approved}/scope");
        Assert.Contains("Replayed under courier-1: the same bytes", page, StringComparison.Ordinal);
        Assert.Equal(before["hash"]!.ToString(), (await Json(await app.SignedInAs("reviewer"), $"requests/{waiting}/scope?asOf={Uri.EscapeDataString(before["decidedAt"]!.ToString())}"))["hash"]!.ToString());

        var entries = (await Json(await app.SignedInAs("auditor"), "ledger/entries?size=200"))["entries"]!.AsArray().Select(e => e!["entry"]!["action"]!.ToString()).ToList();
        foreach (var act in new[] { "policy.begin", "policy.draft", "job.policy.compare", "policy.publish", "job.policy.hold", "job.policy.applied" }) Assert.Contains(act, entries);
    }

    [Fact]
    public async Task Takes_a_policy_that_is_wholly_right_two_people_and_a_look_at_what_it_changes()
    {
        await app.InitializeAsync();

        await OnlyAPolicyThatIsWhollyRightIsTaken();
        await IsRefusedToItsAuthorToClerksAndToWhoeverDidNotLook();
        await WhatBeginsLaterCountsFromItsDay();
    }

    private async Task OnlyAPolicyThatIsWhollyRightIsTaken()
    {
        using var admin = await Browser.SignedInAs(app, "admin");
        var first = NextVersion.First;

        foreach (var (text, expected) in new[]
        {
            (first, "Line "),
            (first.Replace("version: 1\n", "version: 2\n", StringComparison.Ordinal), "effectiveFrom"),
            (NextVersion.Text().Replace("retention: P25D", "retention: P-25D", StringComparison.Ordinal), "Line "),
            (NextVersion.Text() + "\nsurprise: 1\n", "surprise"),
            ("a: &a [x]\nb: *a\n", "Line 1"),
            ("", "Write the policy"),
            (new string('#', 1_200_000), "larger than 1 MB"),
        })
        {
            using var refused = await admin.Post("/policies/draft", ("Text", text));
            Assert.True(422 == (int)refused.StatusCode, $"{(int)refused.StatusCode} for {text[..Math.Min(60, text.Length)]}");
            Assert.Contains(expected, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }

        using var huge = await admin.Post("/policies/draft", ("Text", new string('#', 5_000_000)));
        Assert.Equal(413, (int)huge.StatusCode);
        Assert.Contains("too large", await huge.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(", draft", await admin.Text("/policies"), StringComparison.Ordinal);
        using var stranger = app.Stranger();
        Assert.Equal("courier-1", (await Json(stranger, "policies/current"))["version"]!.ToString());
    }

    private async Task IsRefusedToItsAuthorToClerksAndToWhoeverDidNotLook()
    {
        using var admin = await Browser.SignedInAs(app, "admin");
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var clerk = await Browser.SignedInAs(app, "clerk");
        var draft = await NextVersion.Draft(admin, NextVersion.Text());
        var preview = NextVersion.PreviewOn(await NextVersion.Compared(reviewer, draft));

        using var byItsAuthor = await admin.PostTo(draft, draft, ("Preview", preview), ("Reason", "Because."));
        using var unseen = await reviewer.Post(draft, ("Preview", Guid.Empty.ToString()), ("Reason", "Because."));
        using var unreasoned = await reviewer.Post(draft, ("Preview", preview));
        using var forClerks = await clerk.Get(draft);

        Assert.Equal((403, 409, 422, 403), ((int)byItsAuthor.StatusCode, (int)unseen.StatusCode, (int)unreasoned.StatusCode, (int)forClerks.StatusCode));
        Assert.Contains("Look at what this version would change", WebUtility.HtmlDecode(await unseen.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using var stranger = app.Stranger();
        Assert.Equal("courier-1", (await Json(stranger, "policies/current"))["version"]!.ToString());
        using var notYet = await stranger.GetAsync(Api("policies/courier-2"));
        await notYet.IsRefused(404, "not-found");
    }

    private async Task WhatBeginsLaterCountsFromItsDay()
    {
        var waiting = await app.ARequestWithItsOrder();
        using var admin = await Browser.SignedInAs(app, "admin");
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var later = $"{TimeProvider.System.GetUtcNow().AddDays(3):yyyy-MM-dd}";
        var draft = await NextVersion.Draft(admin, NextVersion.Text(later));
        var other = await NextVersion.Draft(admin, NextVersion.Text(later).Replace("provider: Courier", "provider: Courier Inc", StringComparison.Ordinal));

        using var discarded = await admin.PostTo(other + "?handler=Discard", other, ("DiscardReason", "The name stays."));
        using var published = await reviewer.Post(draft, ("Preview", NextVersion.PreviewOn(await NextVersion.Compared(reviewer, draft))), ("Reason", "As agreed with the agencies."));

        Assert.Equal((302, 302), ((int)discarded.StatusCode, (int)published.StatusCode));
        Assert.Equal("courier-1", (await Scope(waiting))["policyVersion"]!.ToString());
        var versions = await admin.Text("/policies");
        Assert.Contains("comes into force", versions, StringComparison.Ordinal);
        Assert.Contains("discarded", versions, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<JsonNode> Scope(string number) => await Json(await app.SignedInAs("reviewer"), $"requests/{number}/scope");

    private async Task<JsonNode> Detail(string number) => await Json(await app.SignedInAs("reviewer"), $"requests/{number}");

    private static IReadOnlyList<string> OutcomesOf(JsonNode scope, string field) =>
        [.. scope["items"]![0]!["answers"]!.AsArray().Where(a => a!["field"]!.ToString() == field).Select(a => a!["outcome"]!.ToString()).Distinct()];

    private static async Task<JsonNode> Json(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(Api(path));
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Json();
    }

    private static StringContent JsonBody(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 900; i++)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }
        Assert.Fail("It did not come to it within 90 seconds.");
    }

    private static Uri Api(string path) => new("/api/v1/" + path, UriKind.Relative);
}
