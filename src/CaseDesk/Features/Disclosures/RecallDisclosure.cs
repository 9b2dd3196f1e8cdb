using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>
/// A released disclosure is wrong. It stays, with its files, and is marked; its approval is void, and the request is decided, extracted and released again by the usual line.
/// Any custodian can: who sees that people rely on something wrong must not have to look for a second person first. What follows takes its four eyes again.
/// </summary>
public sealed record RecallDisclosure : ICommand<RecalledDisclosure>
{
    public string Number { get; init; } = "";

    /// <summary>The agency reads it.</summary>
    public string? Reason { get; init; }
}

public sealed record RecalledDisclosure(string Number, int Edition, string PdfSha256, DateTimeOffset RecalledAt);

internal sealed class RecallDisclosureValidator : AbstractValidator<RecallDisclosure>
{
    public RecallDisclosureValidator() => RuleFor(c => c.Reason).IsText("Say what is wrong with it; the agency reads this", Recall.ReasonMaxLength, multiline: true);
}

internal sealed class RecallDisclosureHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<RecallDisclosure, RecalledDisclosure>
{
    public async Task<RecalledDisclosure> Handle(RecallDisclosure command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var disclosure = await db.Disclosures.SingleOrDefaultAsync(d => d.RequestId == request.Id && d.ReleasedAt != null && !db.Recalls.Any(r => r.DisclosureId == d.Id), cancel)
            ?? throw new Refused(RequestRefusals.NothingToRecall(request.Number));

        db.Recalls.Add(Recall.Make(request, disclosure, command.Reason!, current.Actor.Id, now));
        // It stood still while it was released: the policy may have moved on, and so may the stores.
        var scope = await scopeOf.Compute(request, cancel);
        request.ScopeIs(scope.Hash, scope.PolicyVersion, scope.FirstDataExpiresAt, now);
        line.About("request", request.Number, request.Version).Fact("edition", disclosure.Edition).Fact("scopeHash", scope.Hash).Fact("voidsApproval", true)
            .Personal("reason", command.Reason).File(disclosure.PdfSha256!, disclosure.PdfSize!.Value);
        return new RecalledDisclosure(request.Number, disclosure.Edition, disclosure.PdfSha256!, now);
    }
}
