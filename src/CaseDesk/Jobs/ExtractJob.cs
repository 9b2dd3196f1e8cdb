using System.Security.Cryptography;
using System.Text;
using CaseDesk.Extraction;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Jobs;

/// <summary>
/// Carries out one extraction by the commands that record it. Run again after a crash it gives one result: a lease lets one worker at it,
/// each attempt writes into a directory of its own, and only the current attempt may finish.
/// </summary>
internal sealed class ExtractJob(IServiceScopeFactory scopes, WorkLeases leases, PolicyShelf policies, WaitingWorker waiting, DataDirectory data, IOptions<CaseDeskOptions> options, TimeProvider clock, ILogger<ExtractJob> log)
{
    // So often it is asked whether it still goes on: a cancelled one is gone within a second, also on a busy machine.
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.2);

    // Often enough for who watches, and that a lease survives some failed renewals; each one is a write.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.7);

    public async Task Run(WorkItem work, long token, CancellationToken cancel)
    {
        BegunExtraction begun;
        try
        {
            await HoldAgainstPolicy(work.Subject, cancel);
            begun = await Send(new BeginExtraction(work.Subject), cancel);
        }
        catch (Refused moved) when (moved.Refusal.Code == "scope-changed")
        {
            // The policy changed this very moment: the next sweep holds the request against it first.
            return;
        }
        catch (Refused over) when (over.Refusal == ExtractionRefusals.NotWaiting)
        {
            // Cancelled before it began: nothing to do any more.
            await Send(new FailExtraction(work.Subject, 0, "cancelled", "Cancelled before it began.", work.Id), cancel);
            return;
        }
        await Carry(work, token, begun, cancel);
    }

    /// <summary>Nothing is read on an approval that the policy in force no longer bears.</summary>
    private async Task HoldAgainstPolicy(Guid extraction, CancellationToken cancel)
    {
        Guid request;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
            var held = await db.Extractions.Where(e => e.Id == extraction).Select(e => new { e.RequestId, e.Request!.ScopePolicy }).SingleAsync(cancel);
            if (held.ScopePolicy == (await policies.InForce(db, cancel)).Id) return;
            request = held.RequestId;
        }
        await Send(new ApplyPolicy(request), cancel);
    }

    private async Task Carry(WorkItem work, long token, BegunExtraction begun, CancellationToken cancel)
    {
        try
        {
            var output = data.Extraction(work.Subject, begun.Attempt);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var pace = new ReadingPace(clock);
            var beating = KeepLease(work, token, begun.Attempt, pace, stop);
            var places = new ExtractionPlaces(data.Logs, output, data.Surveys) { Launcher = options.Value.WorkerLauncher, Spare = waiting.Spare, CheckAfter = options.Value.CheckFilesAfter };
            var outcome = await ExtractionRun.Execute(PlanJson.Parse(begun.PlanJson), begun.PlanHash, places, waiting.Limits, pace, clock, stop.Token, begun.ExpectedFiles);
            waiting.Spare?.Prepare();
            await stop.CancelAsync();
            var isMine = await beating;
            if (outcome.IsComplete)
            {
                var hash = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(outcome.Result)));
                var json = Encoding.UTF8.GetString(CanonicalJson.Serialize(outcome.Manifest));
                await Send(new CompleteExtraction(work.Subject, begun.Attempt, outcome.State == CaseDesk.Extraction.ExtractionState.CompleteWithRejects, hash, json, outcome.Result!["rowCount"]!.GetValue<long>(), work.Id), cancel);
                ClearAway(work.Subject, begun.Attempt);
            }
            else if (isMine && !cancel.IsCancellationRequested)
            {
                await Send(new FailExtraction(work.Subject, begun.Attempt, outcome.Reason ?? "failed", outcome.Message ?? "The extraction failed.", work.Id), cancel);
            }
        }
        catch (Refused overtaken)
        {
            log.LogInformation("Extraction {Extraction}: {Why}", work.Subject, overtaken.Message);
            await Send(new FailExtraction(work.Subject, begun.Attempt, "overtaken", overtaken.Message, work.Id), cancel);
        }
        catch (Exception fault) when (fault is not (LedgerUnavailable or OperationCanceledException))
        {
            log.LogError(fault, "Extraction {Extraction} failed.", work.Subject);
            await Send(new FailExtraction(work.Subject, begun.Attempt, "internal", "Something went wrong in the desk; it is in its log. Start the extraction again, or call the operator.", work.Id), cancel);
        }
    }

    /// <summary>Says that this worker lives and how far it is, and stops the run when it was cancelled, amended away or taken over.</summary>
    /// <returns>False where the work was taken over, or may have been: then it is no longer this worker's to end.</returns>
    private async Task<bool> KeepLease(WorkItem work, long token, int attempt, ReadingPace pace, CancellationTokenSource stop)
    {
        using var timer = new PeriodicTimer(Glance);
        var (renewed, lost) = (clock.GetTimestamp(), clock.GetUtcNow() + WorkLeases.Length);
        while (true)
        {
            try
            {
                await timer.WaitForNextTickAsync(stop.Token);
                // Asked before the lease, which ends with a cancelled one: so that this one is told from one that was taken over.
                if (!await IsCurrent(work.Subject, attempt, stop.Token))
                {
                    await stop.CancelAsync();
                    return true;
                }
                if (clock.GetElapsedTime(renewed) < Beat) continue;

                if (!await leases.Renew(work.Id, token, pace.Latest, pace.EstimatedEnd, stop.Token))
                {
                    await stop.CancelAsync();
                    return false;
                }
                (renewed, lost) = (clock.GetTimestamp(), clock.GetUtcNow() + WorkLeases.Length);
            }
            catch (OperationCanceledException)
            {
                return true;
            }
            catch (Exception fault)
            {
                // A database that is away for a moment does not stop the reading; one that is away for a lease's length may have given it to another.
                log.LogWarning(fault, "The lease of extraction {Extraction} could not be renewed.", work.Subject);
                if (clock.GetUtcNow() < lost) continue;
                await stop.CancelAsync();
                return false;
            }
        }
    }

    private async Task<bool> IsCurrent(Guid extraction, int attempt, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Extractions.AnyAsync(e => e.Id == extraction && e.Attempt == attempt && e.State == Model.Work.ExtractionState.Running, cancel);
    }

    /// <summary>Only the finished attempt's files stay.</summary>
    private void ClearAway(Guid extraction, int attempt)
    {
        var kept = data.Extraction(extraction, attempt);
        foreach (var other in Directory.GetDirectories(Path.GetDirectoryName(kept)!, $"{extraction:n}-*").Where(directory => directory != kept))
        {
            try
            {
                Directory.Delete(other, recursive: true);
            }
            catch (IOException stays)
            {
                log.LogWarning(stays, "What an earlier attempt left at {Directory} could not be removed.", other);
            }
        }
    }

    private async Task<T> Send<T>(IRequest<T> message, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Worker;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, cancel);
    }
}
