using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>The agency takes its demand back. What was queued or extracted for it is cancelled.</summary>
public sealed record WithdrawRequest : ICommand<Nothing>, IRepeatable
{
    public string Number { get; init; } = "";

    public string? Reason { get; init; }
}

internal sealed class WithdrawRequestValidator : AbstractValidator<WithdrawRequest>
{
    public WithdrawRequestValidator() => RuleFor(c => c.Reason).IsText("Say who withdrew it, and how you know", 1000, multiline: true);
}

internal sealed class WithdrawRequestHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<WithdrawRequest, Nothing>
{
    public async Task<Nothing> Handle(WithdrawRequest command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        request.Withdraw(command.Reason!, now);
        // What a recalled disclosure was made of stays as long as the disclosure does.
        foreach (var extraction in await db.Extractions.Where(e => e.RequestId == request.Id && !db.Disclosures.Any(d => d.ExtractionId == e.Id && d.ReleasedAt != null)).ToListAsync(cancel)) extraction.Cancel("The request was withdrawn.", now);
        line.About("request", request.Number, request.Version).Personal("reason", command.Reason);
        return default;
    }
}
