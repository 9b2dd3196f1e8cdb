using System.Collections.Concurrent;
using System.Diagnostics;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Jobs;

/// <summary>
/// Hands durable work rows to Hangfire: at once when the door says so, and by a sweep every five seconds for what a crash or a lost wake-up left.
/// The row is the truth; Hangfire only runs it.
/// </summary>
internal sealed class WorkPump(IServiceScopeFactory scopes, IBackgroundJobClient hangfire, TimeProvider clock, ILogger<WorkPump> log) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);
    private const int AtOnce = 100;

    // Another process may have taken what was handed out, and died of it: after this time it is handed out again. The lease lets one at it.
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> handed = new();

    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    public void Over(Guid workItem) => handed.TryRemove(workItem, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? away = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HandOut(stoppingToken);
                if (away is { } since) log.LogWarning("Work is handed out again: the database was away for {Seconds:0} s.", Stopwatch.GetElapsedTime(since).TotalSeconds);
                away = null;
                await wake.WaitAsync(Sweep, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
            {
                // Said once: whoever reads the log of an outage has enough to read.
                var cause = fault is BackgroundJobClientException { InnerException: { } inner } ? inner : fault;
                if (!Races.IsAway(cause)) log.LogError(fault, "Work cannot be handed out; trying again.");
                else if (away is null)
                {
                    log.LogWarning("Work is not handed out while the database is away: {Why}", cause.Message);
                    away = Stopwatch.GetTimestamp();
                }
                await Task.Delay(Sweep, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandOut(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();
        foreach (var (id, at) in handed)
        {
            if (at + Believed <= now) handed.TryRemove(id, out _);
        }
        var due = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Work.AsNoTracking()
            .Where(w => w.DoneAt == null && (w.NotBefore == null || w.NotBefore <= now) && (w.LeasedUntil == null || w.LeasedUntil <= now)).OrderBy(w => w.CreatedAt).Take(AtOnce).Select(w => w.Id).ToListAsync(cancel);
        foreach (var id in due.Where(id => handed.TryAdd(id, now))) hangfire.Enqueue<HandedWork>(work => work.Run(id, CancellationToken.None));
    }
}

/// <summary>What Hangfire runs: an id, or nothing. No retries of its own, since the next sweep is the retry.</summary>
public sealed class HandedWork(IServiceProvider services)
{
    [AutomaticRetry(Attempts = 0)]
    public async Task Run(Guid workItem, CancellationToken cancel)
    {
        try
        {
            await Take(workItem, cancel);
        }
        finally
        {
            services.GetRequiredService<WorkPump>().Over(workItem);
        }
    }

    private async Task Take(Guid workItem, CancellationToken cancel)
    {
        var leases = services.GetRequiredService<WorkLeases>();
        if (await leases.Take(workItem, cancel) is not { } token) return;

        try
        {
            WorkItem work;
            await using (var scope = services.CreateAsyncScope())
                work = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Work.AsNoTracking().SingleAsync(w => w.Id == workItem, cancel);
            await (work.Kind switch
            {
                WorkItem.Extract => services.GetRequiredService<ExtractJob>().Run(work, token, cancel),
                WorkItem.PreviewPolicy => services.GetRequiredService<PolicyJobs>().Preview(work, token, cancel),
                WorkItem.ApplyPolicy => services.GetRequiredService<PolicyJobs>().Apply(work, token, cancel),
                WorkItem.VerifyLedger => services.GetRequiredService<VerifyJob>().Run(work, token, cancel),
                _ => throw new InvalidOperationException($"Nobody does work of the kind {work.Kind}."),
            });
        }
        finally
        {
            // What is done is not given back; what stopped half-way is, so that the next worker need not wait.
            await leases.Return(workItem, token);
        }
    }

    // Two sweeps at once, of two processes or because one takes longer than the schedule, would record the same files twice. The one that comes too early leaves it to the next.
    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(1)]
    public Task Sweep(CancellationToken cancel) => services.GetRequiredService<SweepFiles>().Run(cancel);

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(1)]
    public Task Archive(CancellationToken cancel) => services.GetRequiredService<ArchiveReports>().Run(cancel);
}
