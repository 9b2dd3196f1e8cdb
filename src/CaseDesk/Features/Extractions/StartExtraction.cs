using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;

namespace CaseDesk.Features.Extractions;

/// <summary>A new attempt, after one that failed or was cancelled. An approval queues the first one itself.</summary>
public sealed record StartExtraction(string Number) : ICommand<ExtractionView>;

internal sealed class StartExtractionHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<StartExtraction, ExtractionView>
{
    public async Task<ExtractionView> Handle(StartExtraction command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (request, job) = await db.ExtractionInForce(command.Number, current.Actor, line, cancel);
        // The contract answers with the job as it stands, unless there is something to start again.
        if (job.State is ExtractionState.Failed or ExtractionState.Cancelled)
        {
            job.QueueAgain(now);
            db.Work.Add(WorkItem.For(WorkItem.Extract, job.Id, now));
        }
        line.Fact("planHash", job.PlanHash).Fact("attempt", job.Attempt);
        return ExtractionDetailsHandler.ViewOf(request, job, await db.Work.HowFar(job, now, cancel));
    }
}
