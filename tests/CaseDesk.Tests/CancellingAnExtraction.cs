using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests;

/// <summary>An extraction that takes seconds, on a desk of its own.</summary>
public sealed class CancellingAnExtraction : IAsyncLifetime
{
    private readonly CaseDeskApp app = RealLog.ADesk();

    [Fact]
    public async Task Ends_its_worker_within_a_second_and_keeps_nothing_and_can_be_taken_back()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        await app.InTheMiddle(number);
        var workers = Workers.Of(app);
        Assert.NotEmpty(workers);

        using var cancelled = await Cancel(number, "The agency called: the wrong day.");
        var since = Stopwatch.StartNew();
        while (Workers.Live(workers) && since.Elapsed < TimeSpan.FromSeconds(20)) await Task.Delay(5, TestContext.Current.CancellationToken);
        var took = since.Elapsed;

        TestContext.Current.TestOutputHelper?.WriteLine($"Gone {took.TotalMilliseconds:0} ms after the answer.");
        Assert.True(took < TimeSpan.FromSeconds(1), $"The worker was gone after {took}.");
        Assert.Equal(200, (int)cancelled.StatusCode);
        var answer = await cancelled.Json();
        Assert.Equal(("cancelled", "cancelled", 1), (answer["state"]!.ToString(), answer["code"]!.ToString(), (int)answer["attempt"]!));
        Assert.Contains("The agency called: the wrong day.", answer["reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(app.Data, "extractions")));

        using var again = await Start(number);
        Assert.Equal((202, "queued"), ((int)again.StatusCode, (await again.Json())["state"]!.ToString()));
        await IsDoneOnce(number, attempt: 2);
        var act = Assert.Single(await app.Entries(), e => e["action"]!.ToString() == "extraction.cancel");
        Assert.Equal(("ok", number), (act["outcome"]!.ToString(), act["object"]!["id"]!.ToString()));
        // What the person wrote is opened to whom it concerns; the ledger commits to it.
        Assert.DoesNotContain("wrong day", act.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task And_starting_it_at_once_gives_one_result_however_often()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        for (var round = 1; round <= 3; round++)
        {
            using var worker = await app.HeldInTheMiddle(number);
            using var cancelled = await Cancel(number, "Tried again.");
            using var again = await Start(number);
            Assert.Equal((200, 202), ((int)cancelled.StatusCode, (int)again.StatusCode));
        }

        await IsDoneOnce(number, attempt: 4);
    }

    [Fact]
    public async Task By_form_asks_for_a_reason_and_says_so_where_it_comes_too_late()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        using var reviewer = await Browser.SignedInAs(app, "reviewer");
        using var clerk = await Browser.SignedInAs(app, "clerk");
        var (page, form) = ($"/requests/{number}/extraction", $"/requests/{number}/extraction?handler=Cancel");
        await app.InTheMiddle(number);

        var seenByClerk = await clerk.Text(page);
        using var unsaid = await reviewer.PostTo(form, page, ("Reason", " "));
        using var cancelled = await reviewer.PostTo(form, page, ("Reason", "The wrong <day>."));
        var after = await reviewer.Text(page);
        using var twice = await reviewer.PostTo(form, page, ("Reason", "Once more."));

        Assert.DoesNotContain("Cancel this extraction", seenByClerk, StringComparison.Ordinal);
        Assert.Equal((422, 302, 302), ((int)unsaid.StatusCode, (int)cancelled.StatusCode, (int)twice.StatusCode));
        Assert.Contains("Say why it is cancelled", await unsaid.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Cancelled by a person: The wrong &lt;day&gt;.", after, StringComparison.Ordinal);
        Assert.Contains("Start the extraction again", after, StringComparison.Ordinal);
        using var again = await reviewer.Post(page);
        await IsDoneOnce(number, attempt: 2);
        using var late = await Cancel(number, "Too late.");
        await late.IsRefused(409, "extraction-over");
    }

    [Fact]
    public async Task Right_after_the_approval_leaves_no_worker_behind()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        using var cancelled = await Cancel(number, "At once.");

        var view = await app.Extraction(number);

        Assert.Equal((200, "cancelled"), ((int)cancelled.StatusCode, view["state"]!.ToString()));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.Empty(Workers.Of(app));
        using var again = await Start(number);
        Assert.Equal("complete-with-rejects", (await app.AFinishedExtraction(number))["state"]!.ToString());
    }

    private async Task IsDoneOnce(string number, int attempt)
    {
        var done = await app.AFinishedExtraction(number);
        Assert.Equal(("complete-with-rejects", attempt), (done["state"]!.ToString(), (int)done["attempt"]!));
        Assert.Equal(482, done["manifest"]!["result"]!["rowCount"]!.GetValue<int>());
        Assert.Null(done["reason"]);
        Assert.Single(await app.Entries(), e => e["action"]?.ToString() == "job.extract.complete");
        Assert.Single(Directory.GetDirectories(Path.Combine(app.Data, "extractions")));
        await Workers.Ended(Workers.Of(app));
    }

    private async Task<HttpResponseMessage> Cancel(string number, string reason) =>
        await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/extraction/cancellation", new JsonObject { ["reason"] = reason });

    private async Task<HttpResponseMessage> Start(string number) => await (await app.SignedInAs("reviewer")).PostAsync(new Uri($"/api/v1/requests/{number}/extraction", UriKind.Relative), null);

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
