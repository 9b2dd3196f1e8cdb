using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>The queue: most urgent first, by due date and then by when the first data expires; requests whose clock stands still come after those whose clock runs.</summary>
public sealed record RequestList : IQuery<RequestPage>
{
    public string? Status { get; init; }

    /// <summary>Part of number, reference or agency; nothing personal.</summary>
    public string? Q { get; init; }

    public int Page { get; init; } = 1;

    public int Size { get; init; } = 50;

    /// <summary><c>due</c> (default) or <c>expiry</c>.</summary>
    public string Sort { get; init; } = "due";
}

public sealed record RequestPage(IReadOnlyList<RequestRow> Requests, int Total, int Page, int Size);

/// <param name="ExtractionState">Null before an approval.</param>
public sealed record RequestRow(
    string Number, RequestStatus Status, string Instrument, string Jurisdiction, string Agency, bool AgencyVerified, string Reference, DateTimeOffset ServedAt, Deadline Due,
    DateTimeOffset? FirstDataExpiresAt, bool NonDisclosure, int Items, DateTimeOffset RegisteredAt, string RegisteredBy, bool MayDecide, ExtractionState? ExtractionState, int Version)
{
    public DateTimeOffset? DueAt => Due.At;
}

internal sealed class RequestListValidator : AbstractValidator<RequestList>
{
    public RequestListValidator()
    {
        RuleFor(q => q.Status).Must(s => string.IsNullOrEmpty(s) || StatusWord.TryParse(s, out _)).WithMessage($"A status is one of {string.Join(", ", StatusWord.All)}.");
        RuleFor(q => q.Q).IsOptionalText(100);
        RuleFor(q => q.Page).InclusiveBetween(1, 1_000_000).WithMessage("Pages count from 1.");
        RuleFor(q => q.Size).InclusiveBetween(1, 200).WithMessage("A page has 1 to 200 rows.");
        RuleFor(q => q.Sort).Must(s => s is "due" or "expiry").WithMessage("Sort by due or expiry.");
    }
}

/// <summary>Statuses as the contract spells them.</summary>
internal static class StatusWord
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<RequestStatus>().Select(Of)];

    public static string Of(RequestStatus status) => status.ToString().ToLowerInvariant();

    public static bool TryParse(string? word, out RequestStatus status)
    {
        status = default;
        return word is not null && word.All(char.IsAsciiLetterLower) && Enum.TryParse(word, ignoreCase: true, out status) && Enum.IsDefined(status);
    }

    public static string Of(CertificateState state) => state.ToString().ToLowerInvariant();

    public static string Of(ExtractionState state) => state == ExtractionState.CompleteWithRejects ? "complete-with-rejects" : state.ToString().ToLowerInvariant();
}

internal sealed class RequestListHandler(CaseDeskDb db, CurrentActor current, LedgerLine line) : IRequestHandler<RequestList, RequestPage>
{
    public async Task<RequestPage> Handle(RequestList query, CancellationToken cancel)
    {
        var found = db.Requests.AsNoTracking().VisibleTo(current.Actor).Fitting(query);
        var total = await found.CountAsync(cancel);
        var rows = await found.InOrder(query).PageOf(query).AsRows(db, current.Actor.Id).ToListAsync(cancel);
        line.Fact("count", rows.Count).Fact("status", query.Status).Fact("page", query.Page).Personal("q", query.Q);
        return new RequestPage(rows, total, query.Page, query.Size);
    }
}

/// <summary>What stands in a list, in which order, on which page: for who reads it and for who watches it.</summary>
internal static class ListedRequests
{
    public static IQueryable<LegalRequest> Fitting(this IQueryable<LegalRequest> requests, RequestList query)
    {
        if (StatusWord.TryParse(query.Status, out var status)) requests = requests.Where(r => r.Status == status);
        if (query.Q?.Trim() is not { Length: > 0 } q) return requests;

        var (number, key) = (q.ToUpperInvariant(), Model.People.Agency.KeyOf(q));
        return requests.Where(r => r.Number.Contains(number) || r.Reference.Contains(q) || r.Agency!.NameKey.Contains(key));
    }

    public static IQueryable<LegalRequest> InOrder(this IQueryable<LegalRequest> requests, RequestList query) => query.Sort == "expiry"
        ? requests.OrderBy(r => r.FirstDataExpiresAt == null).ThenBy(r => r.FirstDataExpiresAt).ThenBy(r => r.Number)
        // Where the clock stands still nothing comes nearer: those stand after the ones that do, the shortest time left first.
        : requests.OrderBy(r => r.DueAt == null).ThenBy(r => r.ClockLeft != null).ThenBy(r => r.ClockLeft).ThenBy(r => r.DueAt).ThenBy(r => r.FirstDataExpiresAt == null).ThenBy(r => r.FirstDataExpiresAt).ThenBy(r => r.Number);

    public static IQueryable<LegalRequest> PageOf(this IQueryable<LegalRequest> requests, RequestList query) => requests.Skip((query.Page - 1) * query.Size).Take(query.Size);

    /// <param name="me">Who reads it: whether she may decide is said by person.</param>
    public static IQueryable<RequestRow> AsRows(this IQueryable<LegalRequest> requests, CaseDeskDb db, Guid me) => requests.Select(r => new RequestRow(
        r.Number, r.Status, r.Instrument, r.Jurisdiction, r.Agency!.Name, r.Agency.VerifiedAt != null, r.Reference, r.ServedAt, new Deadline(r.DueAt, r.ClockLeft, r.ClockStoppedFor), r.FirstDataExpiresAt, r.NonDisclosure, r.Items.Count,
        r.RegisteredAt, db.Users.Where(p => p.Id == r.RegisteredBy).Select(p => p.DisplayName).FirstOrDefault() ?? "",
        r.Status == RequestStatus.Registered && r.RegisteredBy != me && r.Items.All(i => i.LastEditedBy != me),
        db.Extractions.Where(e => e.RequestId == r.Id).OrderByDescending(e => e.QueuedAt).Select(e => (ExtractionState?)e.State).FirstOrDefault(), r.Version));
}
