namespace CaseDesk.Tests;

/// <summary>A worker that sleeps past its lease and wakes up while another has taken over.</summary>
public sealed class PausingAWorker : IAsyncLifetime
{
    private readonly CaseDeskApp app = RealLog.ADesk();

    [Fact]
    public async Task In_the_middle_of_an_extraction_lets_another_finish_and_changes_nothing_when_it_wakes_up()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        await app.InTheMiddle(number);
        var first = app.Worker!;
        first.Signal("STOP");
        app.StartWorker();
        var second = app.Worker!;
        await TakenOver(number);

        // The second holds still while the first wakes up, so that whatever the first does hits work under way.
        second.Signal("STOP");
        first.Signal("CONT");
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        second.Signal("CONT");

        var done = await app.AFinishedExtraction(number);
        first.Kill(entireProcessTree: true);
        Assert.Equal("complete-with-rejects", done["state"]!.ToString());
        Assert.Equal(2, done["attempt"]!.GetValue<int>());
        Assert.Equal(482, done["manifest"]!["result"]!["rowCount"]!.GetValue<int>());
        Assert.Single(await app.Entries(), e => e["action"]?.ToString() == "job.extract.complete" && e["outcome"]?.ToString() == "ok");
    }

    private async Task TakenOver(string number)
    {
        for (var i = 0; i < 1200; i++)
        {
            var view = await app.Extraction(number);
            Assert.Equal("running", view["state"]!.ToString());
            if (view["attempt"]!.GetValue<int>() == 2) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Fail("Nobody took over.");
    }

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
