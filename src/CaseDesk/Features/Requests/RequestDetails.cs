using CaseDesk.Features.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>One request, whole. Officers outside get what they sent and where it stands, and nothing of the inside.</summary>
public sealed record RequestDetails(string Number) : IQuery<RequestView>;

public sealed record RequestView
{
    public required string Number { get; init; }

    public required RequestStatus Status { get; init; }

    public bool AwaitsDecision => Status is RequestStatus.Registered or RequestStatus.Clarification;

    /// <summary>Moves with each act.</summary>
    public required int Version { get; init; }

    public required string Instrument { get; init; }

    public required string IssuerKind { get; init; }

    public required string Jurisdiction { get; init; }

    public required Guid AgencyId { get; init; }

    public required string Agency { get; init; }

    public required bool AgencyVerified { get; init; }

    public required string Reference { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required DateTimeOffset ServedAt { get; init; }

    public required string? ServedAtReason { get; init; }

    public required Deadline Due { get; init; }

    /// <summary>The open question to the agency.</summary>
    public required ClarificationView? Clarification { get; init; }

    /// <summary>Questions that are closed, oldest first; empty for officers outside.</summary>
    public required IReadOnlyList<ClarificationView> Clarified { get; init; }

    public required DateTimeOffset? FirstDataExpiresAt { get; init; }

    public required bool NonDisclosure { get; init; }

    public required DateOnly? NonDisclosureUntil { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Null for officers outside.</summary>
    public required string? RegisteredBy { get; init; }

    public required string? ClosingReason { get; init; }

    public required string ScopeHash { get; init; }

    public required string ScopePolicy { get; init; }

    public required IReadOnlyList<ItemView> Items { get; init; }

    public required IReadOnlyList<DocumentView> Documents { get; init; }

    /// <summary>The decision in force; null before one, and for officers outside.</summary>
    public required ApprovalView? Approval { get; init; }

    public required ExtractionState? ExtractionState { get; init; }

    /// <summary>Of the disclosure that stands.</summary>
    public required DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>When the newest released disclosure was recalled; null where it stands, or there is none.</summary>
    public required DateTimeOffset? RecalledAt { get; init; }

    /// <summary>Which it is, with <see cref="RecalledAt"/>.</summary>
    public required int? RecalledEdition { get; init; }

    /// <summary>What the reader may do now, by role and by person.</summary>
    public required RequestActs Acts { get; init; }

    /// <summary>Rows that are not what the ledger committed to; empty for officers outside.</summary>
    public required IReadOnlyList<RowDifference> Differing { get; init; }

    /// <summary>What happened lately, oldest first, from the ledger; empty for officers outside.</summary>
    public required IReadOnlyList<HappeningView> Happenings { get; init; }
}

public sealed record ItemView(int Item, string Text, IReadOnlyList<string> Wants, IReadOnlyList<SubjectIdentifier> Identifiers, DateTimeOffset From, DateTimeOffset To);

public sealed record DocumentView(int Document, string FileName, long Size, string Sha256, DateTimeOffset AttachedAt);

/// <param name="Items">Empty where it is about the whole request.</param>
/// <param name="AskedBy">Null for officers outside.</param>
public sealed record ClarificationView(IReadOnlyList<int> Items, string Question, DateTimeOffset AskedAt, string? AskedBy, string? Answer = null, DateTimeOffset? AnsweredAt = null, string? AnsweredBy = null);

public sealed record ApprovalView(string DecidedBy, DateTimeOffset DecidedAt, string PolicyVersion, string ScopeHash, string PlanHash, IReadOnlyList<ItemVerdictRecord> Verdicts);

public sealed record RequestActs(bool Amend, bool Attach, bool Withdraw, bool Ask, bool Answer, bool Decide, string? DecideNotBecause, bool SeeExtraction, bool Release, string? ReleaseNotBecause);

/// <param name="Seq">Index of its entry; null where that is in a ledger that a restore closed.</param>
public sealed record HappeningView(long? Seq, string Time, string Action, string Who, string Outcome);

internal sealed class RequestDetailsHandler(CaseDeskDb db, RequestRows rows, CurrentActor current, LedgerLine line) : IRequestHandler<RequestDetails, RequestView>
{
    private const int MostHappenings = 200;
    private const string Someone = "someone";

    public async Task<RequestView> Handle(RequestDetails query, CancellationToken cancel)
    {
        var actor = current.Actor;
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Whole().Get(query.Number, actor, cancel);
        line.About("request", request.Number, request.Version);

        var inside = !actor.IsOutside;
        var approval = inside ? request.ApprovalInForce : null;
        var questions = request.Clarifications.Where(c => inside || c.IsOpen).OrderBy(c => c.AskedAt).ToList();
        // One query for what other tables know of it.
        var decidedBy = approval?.DecidedBy;
        var beside = await db.Requests.Where(r => r.Id == request.Id).Select(r => new
        {
            Extraction = db.Extractions.Where(e => e.RequestId == r.Id).OrderByDescending(e => e.QueuedAt).Select(e => (ExtractionState?)e.State).FirstOrDefault(),
            ReleasedAt = db.Disclosures.Where(d => d.RequestId == r.Id && d.ReleasedAt != null).OrderByDescending(d => d.Edition).Select(d => d.ReleasedAt).FirstOrDefault(),
            Edition = db.Disclosures.Where(d => d.RequestId == r.Id && d.ReleasedAt != null).OrderByDescending(d => d.Edition).Select(d => (int?)d.Edition).FirstOrDefault(),
            RecalledAt = db.Recalls.Where(recall => recall.RequestId == r.Id).OrderByDescending(recall => recall.RecalledAt).Select(recall => (DateTimeOffset?)recall.RecalledAt).FirstOrDefault(),
            Recalls = db.Recalls.Count(recall => recall.RequestId == r.Id),
            RegisteredBy = db.Users.Where(p => p.Id == r.RegisteredBy).Select(p => p.DisplayName).FirstOrDefault(),
            DecidedBy = db.Users.Where(p => p.Id == decidedBy).Select(p => p.DisplayName).FirstOrDefault(),
        }).SingleAsync(cancel);
        // Each but the last was recalled, or there would not be another after it.
        var isRecalled = beside.Edition is { } edition && beside.Recalls >= edition;
        var names = inside ? await NamesOf(questions, cancel) : [];
        var seen = questions.Select(c => (c.IsOpen, View: new ClarificationView(c.Items, c.Question, c.AskedAt, inside ? names.GetValueOrDefault(c.AskedBy, Someone) : null, c.Answer, c.AnsweredAt, c.AnsweredBy is { } by ? names.GetValueOrDefault(by, Someone) : null))).ToList();
        return new RequestView
        {
            Number = request.Number,
            Status = request.Status,
            Version = request.Version,
            Instrument = request.Instrument,
            IssuerKind = request.IssuerKind,
            Jurisdiction = request.Jurisdiction,
            AgencyId = request.AgencyId,
            Agency = request.Agency!.Name,
            AgencyVerified = request.Agency.IsVerified,
            Reference = request.Reference,
            IssuedOn = request.IssuedOn,
            ServedAt = request.ServedAt,
            ServedAtReason = request.ServedAtReason,
            Due = request.Deadline,
            Clarification = seen.Where(c => c.IsOpen).Select(c => c.View).FirstOrDefault(),
            Clarified = [.. seen.Where(c => !c.IsOpen).Select(c => c.View)],
            FirstDataExpiresAt = inside ? request.FirstDataExpiresAt : null,
            NonDisclosure = request.NonDisclosure,
            NonDisclosureUntil = request.NonDisclosureUntil,
            RegisteredAt = request.RegisteredAt,
            RegisteredBy = inside ? beside.RegisteredBy ?? Someone : null,
            ClosingReason = request.ClosingReason,
            ScopeHash = request.ScopeHash,
            ScopePolicy = request.ScopePolicy,
            Items = [.. request.Items.OrderBy(i => i.Number).Select(i => new ItemView(i.Number, i.Text, i.Wants, i.Identifiers, i.From, i.To))],
            Documents = [.. request.Documents.OrderBy(d => d.Number).Select(d => new DocumentView(d.Number, d.FileName, d.Size, d.Sha256, d.AttachedAt))],
            Approval = approval is null ? null : new ApprovalView(beside.DecidedBy ?? Someone, approval.DecidedAt, approval.PolicyVersion, approval.ScopeHash, approval.PlanHash, approval.Verdicts),
            ExtractionState = inside ? beside.Extraction : null,
            ReleasedAt = isRecalled ? null : beside.ReleasedAt,
            RecalledAt = isRecalled ? beside.RecalledAt : null,
            RecalledEdition = isRecalled ? beside.Edition : null,
            Acts = ActsOf(request, approval, beside.Extraction is not null, actor),
            Differing = inside ? await rows.Differences(request, line, cancel) : [],
            Happenings = inside ? await Happenings(request.Number, cancel) : [],
        };
    }

    private static RequestActs ActsOf(LegalRequest request, Approval? approval, bool hasExtraction, Actor actor)
    {
        var open = request.AwaitsDecision || request.Status is RequestStatus.Approved or RequestStatus.Extracted;
        var clerk = actor.Has(Model.People.Role.Clerk);
        var reviewer = actor.Has(Model.People.Role.Reviewer);
        var decide = reviewer && request.AwaitsDecision;
        var mine = !request.MayDecide(actor.Id);
        var release = actor.Has(Model.People.Role.Custodian) && request.Status == RequestStatus.Extracted;
        var approved = approval?.DecidedBy == actor.Id;
        return new RequestActs(
            Amend: clerk && open,
            Attach: clerk && request.AwaitsDecision,
            Withdraw: clerk && open,
            Ask: reviewer && request.Status == RequestStatus.Registered,
            Answer: clerk && request.Status == RequestStatus.Clarification,
            Decide: decide && !mine,
            DecideNotBecause: decide && mine ? RequestRefusals.DeciderRegistered(request.Number).Sentence : null,
            SeeExtraction: hasExtraction && !actor.IsOutside,
            Release: release && !approved && request.Agency!.IsVerified,
            ReleaseNotBecause: !release ? null : approved ? RequestRefusals.ReleaserApproved(request.Number).Sentence : !request.Agency!.IsVerified ? RequestRefusals.AgencyUnverified(request.Agency.Name).Sentence : null);
    }

    private async Task<Dictionary<Guid, string>> NamesOf(List<Clarification> questions, CancellationToken cancel)
    {
        var people = questions.SelectMany(c => new[] { (Guid?)c.AskedBy, c.AnsweredBy }).OfType<Guid>().Distinct().ToList();
        return people.Count == 0 ? [] : await db.Users.Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, cancel);
    }

    private async Task<IReadOnlyList<HappeningView>> Happenings(string number, CancellationToken cancel)
    {
        var rows = await db.History()
            .Where(e => e.ObjectId == number && e.Action != "request.view" && e.Action != "request.scope" && e.Action != "decision.look" && e.Action != "extraction.view" && e.Action != "disclosure.view" && e.Action != "disclosure.preview" && e.Action != "certificate.list" && e.Action != "certificate.read" && e.Action != "letter.list" && e.Action != "letter.preview")
            .OrderByDescending(e => e.Log).ThenByDescending(e => e.Seq).Take(MostHappenings)
            .Select(e => new { e.Log, e.Seq, e.Time, e.Action, e.Actor, e.Outcome }).ToListAsync(cancel);
        var names = await LedgerActors.Names(db, rows.Select(e => e.Actor), cancel);
        return [.. rows.AsEnumerable().Reverse().Select(e => new HappeningView(e.Log == LedgerHistory.Living ? e.Seq : null, e.Time, e.Action, names.GetValueOrDefault(e.Actor, e.Actor), e.Outcome))];
    }
}
