using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Extractions;

/// <summary>A glance at how far an extraction is. A page asks again and again by itself, so it is not recorded; therefore it says nothing but that.</summary>
public sealed record ExtractionGlance(string Number) : IRequest<ProgressView>;

public sealed record ProgressView(
    string Number, bool NonDisclosure, DateOnly? NonDisclosureUntil, ExtractionState State, HowFar HowFar, int Attempt, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    public bool IsUnderWay => State is ExtractionState.Queued or ExtractionState.Running;

    /// <summary>An earlier attempt was stopped, and what it had read is read again.</summary>
    public bool BeginsAgain => State == ExtractionState.Queued ? Attempt > 0 : State == ExtractionState.Running && Attempt > 1;
}

internal sealed class ExtractionGlanceHandler(CaseDeskDb db, Gate gate, CurrentActor current, TimeProvider clock) : IRequestHandler<ExtractionGlance, ProgressView>
{
    public async Task<ProgressView> Handle(ExtractionGlance query, CancellationToken cancel)
    {
        // It does not pass the door, but it is no way around it: who may not look may not glance.
        gate.Permit(CaseDeskRulebook.Of(typeof(ExtractionDetails)));
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        var job = await db.Extractions.AsNoTracking().Latest(request.Id, cancel) ?? throw new Refused(RequestRefusals.NotYet($"Request {request.Number} has no extraction: it is not approved."));
        return new ProgressView(request.Number, request.NonDisclosure, request.NonDisclosureUntil, job.State, await db.Work.HowFar(job, clock.GetUtcNow(), cancel), job.Attempt, job.QueuedAt, job.StartedAt, job.EndedAt);
    }
}
