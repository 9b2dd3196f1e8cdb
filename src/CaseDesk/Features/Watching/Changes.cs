using CaseDesk.Model;
using CaseDesk.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Watching;

/// <summary>What happened since the last look, in whichever process. Each one names the next, so that a slow watcher misses nothing.</summary>
/// <param name="Requests">Numbers of the requests that an act changed; null where anything may have.</param>
/// <param name="Extractions">Numbers of the requests whose extraction came further.</param>
internal sealed record Happened(IReadOnlySet<string>? Requests, IReadOnlySet<string> Extractions, Task<Happened> Next)
{
    /// <param name="number">Null for who watches a list.</param>
    public bool Concerns(string? number) => Requests is null || (number is null ? Requests.Count > 0 : Requests.Contains(number) || Extractions.Contains(number));
}

/// <summary>
/// Tells the watchers of this process that something changed. While somebody watches it reads the new entries of the ledger once a second, for all of them:
/// every act of every process is one. While nobody does, it asks nothing.
/// </summary>
internal sealed class Changes(IServiceScopeFactory scopes, IHostApplicationLifetime life, TimeProvider clock, ILogger<Changes> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>How long a question is held where nothing happens; shorter than a proxy's patience, which is usually a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>Held questions of one session: a person has few windows in sight at once, and nobody can fill the desk's sockets.</summary>
    private const int MostOfOneSession = 8;

    private static readonly HashSet<string> Acts =
        [.. CaseDeskRulebook.Rules.Where(rule => rule.Key.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>))).Select(rule => rule.Value.Action)];

    private readonly Lock counting = new();
    private readonly Dictionary<Guid, int> held = [];
    private readonly SemaphoreSlim wake = new(0, 1);
    private TaskCompletionSource<Happened> next = Unheard();

    /// <summary>The next that happens: taken before looking, nothing falls in between.</summary>
    public Task<Happened> Next => Volatile.Read(ref next).Task;

    /// <summary>Waits until something about the request, or in the list, may have changed.</summary>
    /// <returns>What happened, or null where nothing did in time.</returns>
    public async Task<Happened?> Wait(Task<Happened> from, string? number, Patient patient, CancellationToken cancel)
    {
        // A stopping desk does not wait for those who wait for it.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel, life.ApplicationStopping);
        try
        {
            while (true)
            {
                var happened = await from.WaitAsync(patient.Left(clock), clock, over.Token);
                if (happened.Concerns(number)) return happened;
                from = happened.Next;
            }
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Null where the session has enough of them held already.</summary>
    public Patient? Hold(Guid session)
    {
        lock (counting)
        {
            var mine = held.GetValueOrDefault(session);
            if (mine >= MostOfOneSession) return null;

            if (held.Count == 0 && wake.CurrentCount == 0) wake.Release();
            held[session] = mine + 1;
        }
        return new Patient(clock.GetTimestamp(), Patience, () => Leave(session));
    }

    private void Leave(Guid session)
    {
        lock (counting)
        {
            if (held[session] == 1) held.Remove(session);
            else held[session]--;
        }
    }

    private bool IsWatched
    {
        get
        {
            lock (counting) return held.Count > 0;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(stoppingToken);
                await WhileWatched(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task WhileWatched(CancellationToken cancel)
    {
        // Unknown at first: what happened while nobody watched is not told apart from what happens now.
        (long Seq, IReadOnlyDictionary<string, double> Extractions)? known = null;
        for (var isAway = false; IsWatched; await Task.Delay(Pace, clock, cancel))
        {
            try
            {
                var now = await Read(known?.Seq ?? long.MaxValue, cancel);
                if (known is not { } before) Tell(null, []);
                else Tell(now.Requests, [.. now.Extractions.Where(e => before.Extractions.GetValueOrDefault(e.Key) != e.Value).Select(e => e.Key)]);
                (known, isAway) = ((now.Seq, now.Extractions), false);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The watchers look for themselves, and learn that the desk cannot answer.
                if (!isAway) log.LogWarning(fault, "Changes cannot be read; trying again.");
                (known, isAway) = (null, true);
                Tell(null, []);
            }
        }
    }

    private async Task<(long Seq, HashSet<string> Requests, Dictionary<string, double> Extractions)> Read(long after, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
        var running = await db.Work.Where(w => w.DoneAt == null && w.Progress > 0)
            .Join(db.Extractions, w => w.Subject, e => e.Id, (w, e) => new { e.Request!.Number, w.Progress }).ToListAsync(cancel);
        // In commit order over all processes, so that none appears below one that was read.
        var entries = await db.LedgerEntries.AsNoTracking().Where(e => e.Seq > after).Select(e => new { e.Seq, e.Action, e.Outcome, e.ObjectKind, e.ObjectId }).ToListAsync(cancel);
        var last = entries.Count > 0 ? entries.Max(e => e.Seq) : after < long.MaxValue ? after : await db.LedgerHeads.Select(h => h.Size).SingleOrDefaultAsync(cancel) - 1;
        return (last,
            [.. entries.Where(e => e is { Outcome: "ok", ObjectKind: "request", ObjectId: not null } && Acts.Contains(e.Action!)).Select(e => e.ObjectId!)],
            running.GroupBy(r => r.Number, StringComparer.Ordinal).ToDictionary(r => r.Key, r => r.Max(w => w.Progress), StringComparer.Ordinal));
    }

    private void Tell(IReadOnlySet<string>? requests, HashSet<string> extractions)
    {
        if (requests is { Count: 0 } && extractions.Count == 0) return;

        var later = Unheard();
        var now = Interlocked.Exchange(ref next, later);
        now.SetResult(new Happened(requests, extractions, later.Task));
    }

    // Asynchronous, or a watcher's look at the database would run inside the reading of the changes.
    private static TaskCompletionSource<Happened> Unheard() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One held question: how long it may still wait. Disposed when it is answered.</summary>
internal sealed class Patient(long since, TimeSpan patience, Action leave) : IDisposable
{
    public TimeSpan Left(TimeProvider clock) => patience - clock.GetElapsedTime(since) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    public void Dispose() => leave();
}
