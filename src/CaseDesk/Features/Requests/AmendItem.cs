using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>Corrects an item. An approval that was given for something else is void, and so is what was extracted under it.</summary>
public sealed record AmendItem : ICommand<LegalRequest>, IRepeatable
{
    public string Number { get; init; } = "";

    public int Item { get; init; }

    public ItemForm Form { get; init; } = new();
}

internal sealed class AmendItemValidator : AbstractValidator<AmendItem>
{
    public AmendItemValidator() => RuleFor(c => c.Form).SetValidator(new ItemFormValidator());
}

internal sealed class AmendItemHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<AmendItem, LegalRequest>
{
    public async Task<LegalRequest> Handle(AmendItem command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        var voided = request.ApprovalInForce;
        request.Amend(command.Item, command.Form.ToRegistration(), current.Actor.Id, now);
        if (voided is not null && await db.Extractions.SingleOrDefaultAsync(e => e.ApprovalId == voided.Id, cancel) is { } extraction)
            extraction.Cancel("The request was amended: its approval is void.", now);

        var scope = await scopeOf.Compute(request, cancel);
        request.ScopeIs(scope.Hash, scope.PolicyVersion, scope.FirstDataExpiresAt, now);
        line.About("request", request.Number, request.Version).Fact("item", command.Item).Fact("scopeHash", scope.Hash).Fact("voidsApproval", voided is not null);
        return request;
    }
}
