using System.Text.Json.Nodes;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Extractions;

/// <summary>Where the extraction of a request stands.</summary>
public sealed record ExtractionDetails(string Number) : IQuery<ExtractionView>;

/// <param name="Reason">Why it failed or was cancelled.</param>
/// <param name="MayStart">True where there is something to start again; who may is the rulebook's.</param>
/// <param name="Held">What the stores held at <paramref name="HeldAt"/>, when the extraction was approved.</param>
/// <param name="MayCancel">True where there is something to cancel.</param>
public sealed record ExtractionView(
    string Number, bool NonDisclosure, DateOnly? NonDisclosureUntil, RequestStatus Status, int Version, bool MayStart, bool MayCancel, ExtractionState State, HowFar HowFar, string? ReasonCode, string? Reason, int Attempt, string PlanHash, string? ManifestHash, JsonNode? Manifest, long Rows,
    DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<HeldSource> Held, DateTimeOffset HeldAt);

internal sealed class ExtractionDetailsHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<ExtractionDetails, ExtractionView>
{
    public async Task<ExtractionView> Handle(ExtractionDetails query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Include(r => r.Approvals).Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var job = await db.Extractions.AsNoTracking().Latest(request.Id, cancel) ?? throw new Refused(RequestRefusals.NotYet($"Request {request.Number} has no extraction: it is not approved."));
        return ViewOf(request, job, await db.Work.HowFar(job, clock.GetUtcNow(), cancel));
    }

    internal static ExtractionView ViewOf(LegalRequest request, ExtractionJob job, HowFar far)
    {
        var manifest = job.ManifestJson is { } json ? JsonNode.Parse(json) : null;
        var approval = request.Approvals.Single(a => a.Id == job.ApprovalId);
        var isInForce = request.Status == RequestStatus.Approved && request.ApprovalInForce?.Id == job.ApprovalId;
        return new ExtractionView(
            request.Number, request.NonDisclosure, request.NonDisclosureUntil, request.Status, request.Version,
            job.State is ExtractionState.Failed or ExtractionState.Cancelled && isInForce, job.IsUnderWay && isInForce,
            job.State, manifest is null ? far : WholeOf(manifest, far), job.ReasonCode, job.Reason, job.Attempt, job.PlanHash,
            job.ManifestHash, manifest, job.Rows, job.QueuedAt, job.StartedAt, job.EndedAt, HeldSource.Of(approval), approval.DecidedAt);
    }

    private static HowFar WholeOf(JsonNode manifest, HowFar far)
    {
        var read = manifest["result"]?["files"]?.AsArray().Sum(file => file!["size"]!.GetValue<long>()) ?? 0;
        return far with { BytesDone = read, BytesTotal = read };
    }
}

internal static class ExtractionLookup
{
    /// <summary>What an act on an extraction is about: the request, and the job of its approval in force.</summary>
    public static async Task<(LegalRequest Request, ExtractionJob Job)> ExtractionInForce(this CaseDeskDb db, string number, Actor actor, LedgerLine line, CancellationToken cancel)
    {
        line.Personal("number", number);
        var request = await db.Requests.Include(r => r.Approvals).Get(number, actor, cancel);
        line.About("request", request.Number, request.Version);
        if (request.ApprovalInForce is not { } approval || request.Status == RequestStatus.Refused) throw new Refused(RequestRefusals.NotApproved(request.Number));
        return (request, await db.Extractions.SingleAsync(e => e.ApprovalId == approval.Id, cancel));
    }

    /// <summary>The job of the approval in force, or of the last one.</summary>
    public static Task<ExtractionJob?> Latest(this IQueryable<ExtractionJob> jobs, Guid request, CancellationToken cancel) =>
        jobs.Where(e => e.RequestId == request).OrderByDescending(e => e.Approval!.VoidedAt == null).ThenByDescending(e => e.QueuedAt).FirstOrDefaultAsync(cancel);
}
