using CaseDesk.Extraction;
using CaseDesk.Features.Ledger;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;

namespace CaseDesk.Jobs;

/// <summary>Checks the stored ledger with the code that outsiders check an export with. It holds no transaction and no lock, and its memory does not grow with the ledger.</summary>
internal sealed class VerifyJob(IServiceScopeFactory scopes, WorkLeases leases, LedgerWriter writer, LedgerKey key, TimeProvider clock, ILogger<VerifyJob> log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.7);

    public async Task Run(WorkItem work, long token, CancellationToken cancel)
    {
        // What this process signed last binds it: a history that was rewritten since is found even where the database agrees with itself.
        var signed = writer.Latest;
        var head = await writer.Head(cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pace = new ReadingPace(clock);
        var checking = Task.Run(() => Check(work, token, signed, head, pace, stop.Token), stop.Token);
        try
        {
            while (await Task.WhenAny(checking, Task.Delay(Beat, clock, stop.Token)) != checking)
            {
                if (!await leases.Renew(work.Id, token, pace.Latest, pace.EstimatedEnd, stop.Token)) await stop.CancelAsync();
            }
        }
        finally
        {
            await stop.CancelAsync();
            // Nothing of it goes on when this returns.
            await ((Task)checking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (checking.IsCanceled) return;

        var result = await checking;
        if (result.Findings.Count > 0) log.LogError("The ledger does not hold: {What}", result.Findings[0].Message);
        await Send(result, cancel);
    }

    private async Task<CompleteVerification> Check(WorkItem work, long token, SignedHead? signed, SignedHead head, ReadingPace pace, CancellationToken cancel)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var stored = new StoredLedger(scope.ServiceProvider.GetRequiredService<CaseDeskDb>(), head.Size);
            List<KeptStatement> against = signed is null ? [] : [new KeptStatement("the state that this process signed", signed.Checkpoint)];
            pace.Report(new ExtractionProgress(0, head.Size));
            var report = LedgerCheck.CheckStored(stored.Read, head.Checkpoint, TlogPolicy.LogOnly(key.VerifierKey), against, new Told(pace, head.Size), cancel);
            return new CompleteVerification(work.Subject, head.Size, report.Checkpoint?.Checkpoint, report.Entries, [.. report.Findings, .. await stored.Beyond(cancel)], report.Omitted, work.Id, token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !Races.IsAway(fault))
        {
            log.LogError(fault, "The check of the ledger could not be carried through.");
            return new CompleteVerification(work.Subject, head.Size, null, 0, [new LedgerFinding("check.failed", "LedgerEntries", null, "The check could not be carried through; the desk's log says why.")], 0, work.Id, token);
        }
    }

    private async Task Send(CompleteVerification result, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Worker;
        try
        {
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(result, cancel);
        }
        catch (Refused over)
        {
            log.LogInformation("Check {Check}: {Why}", result.Check, over.Message);
        }
    }

    /// <summary>Told on the check's own thread, after each bundle.</summary>
    private sealed class Told(ReadingPace pace, long size) : IProgress<long>
    {
        public void Report(long value) => pace.Report(new ExtractionProgress(value, size));
    }
}
