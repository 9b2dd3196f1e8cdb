using System.Diagnostics;
using System.Globalization;
using CaseDesk.Verify;

namespace CaseDesk.Tests.Faults;

/// <summary>
/// kill -9, at exact system calls (the n-th of a thread, before the kernel carries it out) and at any instant, under load, again and again on one data directory.
/// CASEDESK_KILLS says how often; .ci/long takes many.
/// </summary>
[Collection(nameof(KillingTheDesk))]
[CollectionDefinition(nameof(KillingTheDesk), DisableParallelization = true)]
[Trait("suite", "faults")]
public sealed class KillingTheDesk : IAsyncLifetime
{
    private const string AnyInstant = "";

#if POSTGRESQL
    private static readonly (string Victim, string Calls)[] Points =
    [
        ("web", "sendto,sendmsg"), ("worker", "sendto,sendmsg"), ("web", "fsync"), ("worker", "rename,renameat2"), ("both", AnyInstant),
        ("web", "rename,renameat2"), ("worker", "fsync"), ("web", "recvfrom,recvmsg"), ("worker", AnyInstant), ("web", AnyInstant),
    ];
#else
    private static readonly (string Victim, string Calls)[] Points =
    [
        ("web", "pwrite64"), ("web", "fsync,fdatasync"), ("web", "rename,renameat2"), ("web", "sendto,sendmsg"), ("web", "unlink,rmdir,unlinkat"), ("web", AnyInstant),
    ];
#endif

    private static readonly int Kills = Figures.Count("CASEDESK_KILLS", 3);

    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task Loses_nothing_that_was_acknowledged_and_does_nothing_without_its_entry()
    {
        Strace.MustBeThere();
        await using var work = await Workload.Start(app, clients: 3);
        var (exact, slowest) = (0, TimeSpan.Zero);
        for (var kill = 0; kill < Kills; kill++)
        {
            var (victim, calls) = Points[kill % Points.Length];
            var point = string.Create(CultureInfo.InvariantCulture, $"kill {kill}: {victim}, {(calls.Length == 0 ? "any instant" : calls)}");
            await work.Progress(3, TimeSpan.FromMinutes(2));
            if (await Kill(victim, calls, 1 + kill / Points.Length % 5, TimeSpan.FromMilliseconds(50 + kill * 137 % 1500))) exact++;
            if (kill % 2 == 1) await Verify(kill);
            var ready = await StartAgain(victim);
            if (ready > slowest) slowest = ready;
            var differences = await Bookkeeping.Differences(app, work.Answers);
            TestContext.Current.TestOutputHelper?.WriteLine($"{point}: ready after {ready}, {work.Answers.Count} acknowledged");
            Assert.True(differences.Count == 0, $"After {point}:\n{string.Join('\n', differences)}");
        }

        var lines = await work.Finish();
        Assert.Empty(await Bookkeeping.Differences(app, work.Answers));
        Assert.Equal(lines, work.Answers.Count(a => a.Act == "disclosure.sign"));
        Figures.Say($"{TestDatabase.Name}, kill -9: {Kills} kills ({exact} at the exact call), {work.Answers.Count} acts acknowledged in {lines} requests: 0 changes without an entry, 0 entries without a change, 0 acknowledged lost, 0 disclosed twice; ready after at most {slowest.TotalSeconds:0.0} s");
        Assert.True(slowest < TimeSpan.FromSeconds(10 * Figures.Patience), $"A start after a kill took {slowest.TotalSeconds:0.0} s.");
        await app.Kill();
        await Verify(Kills);
    }

    /// <returns>True where the victim died of the call, false where the call did not come and it was killed at any instant.</returns>
    private async Task<bool> Kill(string victim, string calls, int nth, TimeSpan wait)
    {
        var target = victim == "worker" ? app.Worker! : app.Program;
        if (calls.Length == 0)
        {
            await Task.Delay(wait);
            target.Kill();
            if (victim == "both") app.Worker!.Kill();
            if (victim == "both") await app.Worker!.WaitForExitAsync();
            await target.WaitForExitAsync();
            return false;
        }

        using var tracer = Strace.Inject(target, calls, string.Create(CultureInfo.InvariantCulture, $"signal=KILL:when={nth}"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        var died = true;
        try
        {
            await target.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            died = false;
            target.Kill();
            await target.WaitForExitAsync();
        }
        tracer.Kill();
        await tracer.WaitForExitAsync();
        return died;
    }

    private async Task<TimeSpan> StartAgain(string victim)
    {
        var watch = Stopwatch.StartNew();
        if (victim is "worker" or "both") app.StartWorker();
        if (victim is "web" or "both") Assert.True(await app.Begin(line => line.StartsWith("CaseDesk is at", StringComparison.Ordinal)), app.Said);
        var health = victim == "worker" ? new Uri(app.WorkerSettings!["ASPNETCORE_URLS"] + "/health") : new Uri(app.Address, "/health");
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(health);
                if (answer.IsSuccessStatusCode) return watch.Elapsed;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"The {victim} process did not come back.");
            await Task.Delay(20);
        }
    }

    /// <summary>A stranger's look: the export, checked by the tool for outsiders. On the embedded database it takes a desk that stands still.</summary>
    private async Task Verify(int kill)
    {
        var export = Path.Combine(app.Directory, string.Create(CultureInfo.InvariantCulture, $"export-{kill}"));
        var (code, said) = await app.Run(["ledger", "export", export]);
        Assert.True(code == 0, said);
        Assert.Equal(VerifyTool.Good, VerifyTool.Run(["ledger", export, "--policy", Path.Combine(export, "tlog-policy")], TextWriter.Null, TextWriter.Null));
        Directory.Delete(export, recursive: true);
    }

    public async ValueTask InitializeAsync()
    {
        await app.InitializeAsync();
        if (app.WorkerSettings is not { } worker) return;

        // The one that was started with the desk has a port that nobody knows; those after it say whether they are well.
        worker["ASPNETCORE_URLS"] = $"http://127.0.0.1:{CaseDeskApp.FreePort()}";
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
