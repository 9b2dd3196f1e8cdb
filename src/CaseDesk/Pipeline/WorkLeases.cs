using CaseDesk.Extraction;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>
/// Who has a piece of work up. One UPDATE decides, so that of many processes one gets it; a worker that paused past its lease is told so when it renews,
/// and its commands are refused by the attempt's number even if it never asks. Leases are bookkeeping, not acts: they have no entry in the ledger.
/// </summary>
internal sealed class WorkLeases(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>How long a worker that says nothing is believed to live.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <returns>The token of whoever has it up now, or null where it is done or another has it.</returns>
    public async Task<long?> Take(Guid workItem, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
        var now = clock.GetUtcNow();
        if (await db.Work.AsNoTracking().Where(w => w.Id == workItem).Select(w => (long?)w.Token).SingleOrDefaultAsync(cancel) is not { } token) return null;

        var taken = await db.Work.Where(w => w.Id == workItem && w.Token == token && w.DoneAt == null && (w.LeasedUntil == null || w.LeasedUntil <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.Token, token + 1).SetProperty(w => w.LeasedUntil, now + Length)
                .SetProperty(w => w.Progress, 0).SetProperty(w => w.BytesDone, 0).SetProperty(w => w.BytesTotal, 0).SetProperty(w => w.EstimatedEnd, (DateTimeOffset?)null), cancel);
        return taken == 1 ? token + 1 : null;
    }

    /// <returns>False where the work was taken over, or is done.</returns>
    public Task<bool> Renew(Guid workItem, long token, double progress, CancellationToken cancel) => Renew(workItem, token, progress, default, null, cancel);

    /// <summary>For work that is told in bytes.</summary>
    /// <returns>False where the work was taken over, or is done.</returns>
    public Task<bool> Renew(Guid workItem, long token, ExtractionProgress read, DateTimeOffset? estimatedEnd, CancellationToken cancel) => Renew(workItem, token, read.Fraction, read, estimatedEnd, cancel);

    private async Task<bool> Renew(Guid workItem, long token, double progress, ExtractionProgress read, DateTimeOffset? estimatedEnd, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var until = clock.GetUtcNow() + Length;
        return await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Work.Where(w => w.Id == workItem && w.Token == token && w.DoneAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.LeasedUntil, until).SetProperty(w => w.Progress, progress)
                .SetProperty(w => w.BytesDone, read.BytesDone).SetProperty(w => w.BytesTotal, read.BytesTotal).SetProperty(w => w.EstimatedEnd, estimatedEnd), cancel) == 1;
    }

    /// <summary>On a database of one process: whoever had something up is gone.</summary>
    public async Task ReturnAll(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Work.Where(w => w.DoneAt == null && w.LeasedUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.LeasedUntil, (DateTimeOffset?)null), cancel);
    }

    /// <summary>Gives it back, so that the next one need not wait for the lease to end.</summary>
    public async Task Return(Guid workItem, long token)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Work.Where(w => w.Id == workItem && w.Token == token && w.DoneAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.LeasedUntil, (DateTimeOffset?)null));
    }
}
