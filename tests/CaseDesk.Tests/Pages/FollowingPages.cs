using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace CaseDesk.Tests.Pages;

/// <summary>What a page asks by itself while somebody looks at it (watch.js).</summary>
public sealed class FollowingPages(CaseDeskApp app)
{
    [Fact]
    public async Task A_queue_learns_within_seconds_what_another_person_decided_and_leaves_no_entry()
    {
        var number = await app.ARequestWithItsOrder();
        var decision = await app.ADecision("reviewer", number);
        using var clerk = await Browser.SignedInAs(app, "clerk2");
        var queue = await clerk.Text($"/requests?q={number}");
        var session = await SessionOf(clerk, number);
        var before = await EntriesOf(session);

        using var first = await clerk.Watch(queue);
        var shown = await first.Content.ReadAsStringAsync();
        var held = clerk.Watch(queue, Mark(first));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.False(held.IsCompleted);
        using var decided = await app.Decide("reviewer", number, decision);
        var since = Stopwatch.StartNew();
        using var moved = await held;
        var took = since.Elapsed;
        using var now = await clerk.Watch(queue, Mark(first));

        Assert.Equal((200, 202, 200), ((int)first.StatusCode, (int)moved.StatusCode, (int)now.StatusCode));
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen {took.TotalMilliseconds:0} ms after it was decided.");
        Assert.Contains($"data-say=\"{number}: Registered\"", shown, StringComparison.Ordinal);
        Assert.Matches($"data-say=\"{number}: (Approved|Extracted)\"", await now.Content.ReadAsStringAsync());
        Assert.Equal(before, await EntriesOf(session));
    }

    [Fact]
    public async Task What_comes_into_a_list_is_counted_and_not_shown()
    {
        var reference = "WATCHED-" + Guid.CreateVersion7().ToString("n")[..12];
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var officer = await Browser.SignedInAs(app, "officer@springfield.example");
        var queue = await reviewer.Text("/requests?q=" + reference);
        var outside = await officer.Text("/requests?q=" + reference);
        using var empty = await reviewer.Watch(queue);
        using var nothing = await officer.Watch(outside);

        var number = await Register(reference, "Another Police Department " + reference);
        using var now = await reviewer.Watch(queue, Mark(empty));
        using var still = await officer.Watch(outside);

        var parts = await now.Content.ReadAsStringAsync();
        Assert.Contains("1 request has come into this list.", parts, StringComparison.Ordinal);
        Assert.All([number, reference], word => Assert.DoesNotContain(word, parts, StringComparison.Ordinal));
        Assert.Equal(Mark(nothing), Mark(still));
        Assert.Contains(number, await reviewer.Text("/requests?q=" + reference), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_officer_cannot_tell_that_somebody_works_inside()
    {
        var number = await app.ARegisteredRequest();
        using var officer = await Browser.SignedInAs(app, "officer@springfield.example");
        using var clerk = await Browser.SignedInAs(app, "clerk2");
        var (outside, inside) = (await officer.Text($"/requests/{number}"), await clerk.Text($"/requests/{number}"));
        using var officerFirst = await officer.Watch(outside);
        using var clerkFirst = await clerk.Watch(inside);

        using var attached = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        using var officerNow = await officer.Watch(outside);
        using var clerkNow = await clerk.Watch(inside);

        Assert.Equal(Mark(officerFirst), Mark(officerNow));
        Assert.NotEqual(Mark(clerkFirst), Mark(clerkNow));
        Assert.Contains("This request has changed since you opened this page.", await clerkNow.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("This request has changed", await officerNow.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_can_be_followed_in_its_own_session_only()
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");
        using var other = await Browser.SignedInAs(app, "clerk");
        using var reporter = await Browser.SignedInAs(app, "reporter");
        var page = await clerk.Text($"/requests/{number}");
        var ticket = Browser.TicketOf(page);

        using var foreign = await other.Watch(page);
        using var bent = await clerk.Get($"/watch?of={ticket[..^6]}AAAAAA");
        using var made = await clerk.Get($"/watch?of={number}");
        using var none = await clerk.Get("/watch");
        using var refused = await reporter.Watch(page);

        Assert.Equal((404, 404, 404, 404, 403), ((int)foreign.StatusCode, (int)bent.StatusCode, (int)made.StatusCode, (int)none.StatusCode, (int)refused.StatusCode));
    }

    [Fact]
    public async Task A_session_that_ends_while_its_question_is_held_learns_nothing_more()
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk2");
        var page = await clerk.Text($"/requests/{number}");
        using var first = await clerk.Watch(page);
        var held = clerk.Watch(page, Mark(first));
        using (var bye = await clerk.PostTo("/account/sign-out", "/account/password")) Assert.Equal(302, (int)bye.StatusCode);

        using var attached = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        using var told = await held;
        using var asked = await clerk.Watch(page, Mark(first));

        Assert.Equal((202, 302), ((int)told.StatusCode, (int)asked.StatusCode));
        Assert.Empty(await told.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task One_session_cannot_hold_many_questions()
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk2");
        var page = await clerk.Text($"/requests/{number}");
        using var first = await clerk.Watch(page);
        var held = Enumerable.Range(0, 8).Select(_ => clerk.Watch(page, Mark(first))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        using var ninth = await clerk.Watch(page, Mark(first));

        Assert.Equal((304, TimeSpan.FromSeconds(10)), ((int)ninth.StatusCode, ninth.Headers.RetryAfter?.Delta));
        using var attached = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        foreach (var question in held)
        {
            using var told = await question;
            Assert.Equal(202, (int)told.StatusCode);
        }
    }

    private static string Mark(HttpResponseMessage answer) => answer.Headers.ETag!.ToString();

    private async Task<string> Register(string reference, string agency)
    {
        var order = Scenarios.AnOrder();
        (order["reference"], order["agency"]) = (reference, agency);
        using var registered = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order);
        Assert.Equal(201, (int)registered.StatusCode);
        return (await registered.Json())["number"]!.ToString();
    }

    /// <summary>A look at the request, to find whose session looked.</summary>
    private async Task<string> SessionOf(Browser browser, string number)
    {
        await browser.Text($"/requests/{number}");
        return (await app.Entries()).Last(e => e["action"]!.ToString() == "request.view" && e["object"]?["id"]?.ToString() == number)["actor"]!["session"]!.ToString();
    }

    private async Task<int> EntriesOf(string session) => (await app.Entries()).Count(e => e["actor"]!["session"]?.ToString() == session);
}

/// <summary>An extraction that takes seconds, on a desk of its own.</summary>
public sealed class FollowingAnExtraction : IAsyncLifetime
{
    private readonly CaseDeskApp app = RealLog.ADesk();

    [Fact]
    public async Task Its_page_moves_until_it_is_done_and_says_only_its_states()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        var page = await reviewer.Text($"/requests/{number}/extraction");

        using var over = new CancellationTokenSource();
        var slowed = app.Slowed(over.Token);
        List<string> figures = [], said = [], left = [];
        string? mark = null;
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromMinutes(2);)
        {
            using var answer = await reviewer.Watch(page, mark);
            if (answer.StatusCode != System.Net.HttpStatusCode.OK) continue;
            mark = Mark(answer);
            var parts = await answer.Content.ReadAsStringAsync();
            if (Regex.Match(parts, "<b class=\"num\">([0-9.]+) of [0-9.]+ MB</b> read") is { Success: true } figure) figures.Add(figure.Groups[1].Value);
            if (Regex.Match(parts, "a few seconds left|about [0-9]+ seconds left") is { Success: true } end) left.Add(end.Value);
            var word = Regex.Match(parts, $"data-say=\"Extraction of {number}: ([^\"]+)\"").Groups[1].Value;
            if (said.LastOrDefault() != word) said.Add(word);
            if (word.StartsWith("Complete", StringComparison.Ordinal))
            {
                Assert.Contains("See the result", parts, StringComparison.Ordinal);
                break;
            }
        }

        await over.CancelAsync();
        await slowed;
        Assert.Contains("<noscript><meta http-equiv=\"refresh\"", page, StringComparison.Ordinal);
        Assert.True(figures.Distinct().Count() > 2, string.Join(' ', figures));
        Assert.Equal(figures.OrderBy(figure => double.Parse(figure, System.Globalization.CultureInfo.InvariantCulture)), figures);
        Assert.NotEmpty(left);
        Assert.StartsWith("Complete", said[^1], StringComparison.Ordinal);
        Assert.InRange(said.Count, 2, 3);
        // The one look at the page; the rest was following.
        Assert.Single(await app.Entries(), e => e["action"]!.ToString() == "extraction.view");
    }

    private static string Mark(HttpResponseMessage answer) => answer.Headers.ETag!.ToString();

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
