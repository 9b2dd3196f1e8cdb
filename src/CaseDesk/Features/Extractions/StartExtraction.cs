using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Extractions;

/// <summary>A new attempt, after one that failed or was cancelled. An approval queues the first one itself.</summary>
public sealed record StartExtraction(string Number) : ICommand<ExtractionView>;

internal sealed class StartExtractionHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<StartExtraction, ExtractionView>
{
    public async Task<ExtractionView> Handle(StartExtraction command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Include(r => r.Approvals).Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        if (request.ApprovalInForce is not { } approval || request.Status == RequestStatus.Refused) throw new Refused(RequestRefusals.NotApproved(request.Number));

        var job = await db.Extractions.SingleAsync(e => e.ApprovalId == approval.Id, cancel);
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
