namespace CaseDesk.Tests;

/// <summary>A desk of its own: at first there is nothing, then much to read.</summary>
public sealed class WatchingAnExtraction(Chromium chromium) : IAsyncLifetime
{
    private readonly CaseDeskApp app = RealLog.ADesk();

    [Fact]
    public async Task From_an_empty_queue_to_work_that_runs_waits_and_is_cancelled()
    {
        await using var clerk = await chromium.SignedInAs(app, "clerk");
        await clerk.SeesHeading("No request has come in yet");
        await clerk.Look("queue-empty");

        await app.MakeLogLarge();
        var (first, second) = (await app.AnApprovedWarrant(), await app.AnApprovedWarrant());
        using var worker = await app.HeldInTheMiddle(first);
        await clerk.Open($"/requests/{first}/extraction");
        await clerk.Sees(" MB");
        await clerk.SeesInTime(" left");
        await clerk.Press("Hold still");
        await clerk.Sees("Held still since");
        await clerk.Look("extraction-running");
        await clerk.Open($"/requests/{second}/extraction");
        await clerk.Sees("it waits for its turn");
        await clerk.Look("extraction-queued");
        await clerk.Open($"/requests/{second}");
        await clerk.Look("request-approved");

        await clerk.Fill("Who withdrew it", "Officer Lin called on 24 November.");
        await clerk.Press("Withdraw");
        await clerk.Open($"/requests/{second}/extraction");
        await clerk.Sees("It cannot be started again");
        await clerk.Look("extraction-cancelled");

        await clerk.Open($"/requests/{first}/extraction");
        await clerk.Sees("Changes appear here by themselves.");
        worker.Signal("CONT");
        await clerk.SeesInTime("See the result");
        await clerk.Look("extraction-has-ended");
        await clerk.Follow("See the result");
        await clerk.Sees("482 rows");
        await clerk.Open("/requests");
        await clerk.Look("queue-warrants");
    }

    [Fact]
    public async Task Somebody_cancels_it_and_starts_it_again()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        using var first = await app.HeldInTheMiddle(number);
        await using var reviewer = await chromium.SignedInAs(app, "reviewer");
        await reviewer.Open($"/requests/{number}/extraction");
        await reviewer.Page.GetByText("Cancel this extraction").ClickAsync();
        await reviewer.Press("Cancel the extraction");
        await reviewer.Sees("Say why it is cancelled");
        await reviewer.Look("extraction-cancel-asked");
        await reviewer.Fill("Why it is cancelled", "The agency called: it meant another day.");
        await reviewer.Press("Cancel the extraction");
        await reviewer.Sees("Cancelled by a person: The agency called");
        await reviewer.Look("extraction-cancelled-by-hand");

        await reviewer.Press("Start the extraction again");
        using var second = await app.HeldInTheMiddle(number);
        await reviewer.SeesInTime("This is attempt 2");
        await reviewer.SeesInTime("begins again with the first byte");
        await reviewer.Look("extraction-begins-again");
    }

    [Fact]
    public async Task Too_many_attempts_to_sign_in_are_said_so()
    {
        await using var stranger = await chromium.Stranger(app);
        for (var i = 0; i < 40; i++)
        {
            await stranger.Fill("E-mail address", "clerk@courier.example");
            await stranger.Fill("Password", "not the password");
            await stranger.Press("Sign in");
            if (await stranger.Page.GetByText("Too many attempts").IsVisibleAsync()) break;
        }
        await stranger.SeesHeading("Too many attempts");
        await stranger.Look("sign-in-throttled");
    }

    // One extraction at a time, on large machines too.
    public ValueTask InitializeAsync()
    {
        app.Settings["DOTNET_PROCESSOR_COUNT"] = "2";
        return app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
