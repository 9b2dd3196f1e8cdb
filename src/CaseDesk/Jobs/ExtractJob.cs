using System.Security.Cryptography;
using System.Text;
using CaseDesk.Extraction;
using CaseDesk.Features.Extractions;
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

/// <summary>Carries out one extraction by the commands that record it. Run again after a crash it gives one result: attempts are fenced, files replaced whole.</summary>
internal sealed class ExtractJob(IServiceScopeFactory scopes, RunningExtractions running, DataDirectory data, IOptions<CaseDeskOptions> options, TimeProvider clock, ILogger<ExtractJob> log)
{
    public async Task Run(Guid workItem, CancellationToken cancel)
    {
        WorkItem? work;
        await using (var scope = scopes.CreateAsyncScope())
            work = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Work.AsNoTracking().SingleOrDefaultAsync(w => w.Id == workItem, cancel);
        if (work is not { DoneAt: null }) return;

        BegunExtraction begun;
        try
        {
            begun = await Send(new BeginExtraction(work.Subject), cancel);
        }
        catch (Refused)
        {
            // Cancelled before it began: nothing to do any more.
            await Send(new FailExtraction(work.Subject, 0, "cancelled", "Cancelled before it began.", work.Id), cancel);
            return;
        }
        await Carry(work, begun, cancel);
    }

    private async Task Carry(WorkItem work, BegunExtraction begun, CancellationToken cancel)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var watch = StopWhenCancelled(work.Subject, begun.Attempt, stop);
            var limits = ExtractionLimits.Standard with { WallTime = options.Value.LongestExtraction };
            var outcome = await ExtractionRun.Execute(
                PlanJson.Parse(begun.PlanJson), begun.PlanHash, data.Logs, data.Extraction(work.Subject), limits, new Reporter(running, work.Subject), clock, stop.Token, begun.ExpectedFiles);
            await stop.CancelAsync();
            await watch;
            if (outcome.IsComplete)
            {
                var hash = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(outcome.Result)));
                var json = Encoding.UTF8.GetString(CanonicalJson.Serialize(outcome.Manifest));
                await Send(new CompleteExtraction(work.Subject, begun.Attempt, outcome.State == CaseDesk.Extraction.ExtractionState.CompleteWithRejects, hash, json, outcome.Result!["rowCount"]!.GetValue<long>(), work.Id), cancel);
            }
            else if (!cancel.IsCancellationRequested)
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
        finally
        {
            running.Over(work.Subject);
        }
    }

    /// <summary>An amendment or a withdrawal cancels the row; the worker hears of it within a second.</summary>
    private async Task StopWhenCancelled(Guid extraction, int attempt, CancellationTokenSource stop)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.7));
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                await using var scope = scopes.CreateAsyncScope();
                var job = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Extractions.AsNoTracking().SingleAsync(e => e.Id == extraction, stop.Token);
                if (job.State != Model.Work.ExtractionState.Running || job.Attempt != attempt) await stop.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task<T> Send<T>(IRequest<T> message, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Worker;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, cancel);
    }

    private sealed class Reporter(RunningExtractions running, Guid extraction) : IProgress<double>
    {
        public void Report(double value) => running.Report(extraction, value);
    }
}
