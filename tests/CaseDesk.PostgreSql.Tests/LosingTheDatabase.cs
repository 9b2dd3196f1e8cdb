using System.Diagnostics;
using System.Net.Http.Json;

namespace CaseDesk.Tests;

/// <summary>A server that hangs, and comes back. It is everybody's server, so these run with nothing beside them.</summary>
[Collection(nameof(LosingTheDatabase))]
[CollectionDefinition(nameof(LosingTheDatabase), DisableParallelization = true)]
public sealed class LosingTheDatabase(CaseDeskApp app)
{
    [Fact]
    public async Task Answers_503_while_the_server_hangs_and_goes_on_when_it_is_back()
    {
        var clerk = await app.SignedInAs("clerk");
        var before = await app.ARegisteredRequest();
        PostgreSqlCluster.Signal("STOP");
        try
        {
            using var read = await clerk.GetAsync(new Uri($"/api/v1/requests/{before}", UriKind.Relative), TestContext.Current.CancellationToken);
            await read.IsRefused(503, "ledger-unavailable");
            using var write = await clerk.PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder(), TestContext.Current.CancellationToken);
            await write.IsRefused(503, "ledger-unavailable");
        }
        finally
        {
            PostgreSqlCluster.Signal("CONT");
        }

        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var again = await clerk.GetAsync(new Uri($"/api/v1/requests/{before}", UriKind.Relative), TestContext.Current.CancellationToken);
            if (again.IsSuccessStatusCode) break;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The desk did not come back.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_worker_that_is_paused_holds_up_nobody_and_changes_nothing_when_it_wakes_up()
    {
        var first = app.Worker!;
        var (number, manifest) = ("", "");
        first.Signal("STOP");
        try
        {
            app.StartWorker();
            (number, manifest) = await app.AnExtractedRequest();
        }
        finally
        {
            first.Signal("CONT");
        }
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        first.Kill(entireProcessTree: true);

        var still = await app.AFinishedExtraction(number);
        Assert.Equal(manifest, still["manifestHash"]!.ToString());
        Assert.Equal(1, still["attempt"]!.GetValue<int>());
    }
}
