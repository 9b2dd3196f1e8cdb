using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Extractions;

/// <summary>An extraction that waits or runs is stopped, and keeps nothing. The approval still holds: it can be started again.</summary>
public sealed record CancelExtraction : ICommand<ExtractionView>, IRepeatable
{
    public string Number { get; init; } = "";

    public string? Reason { get; init; }
}

internal sealed class CancelExtractionValidator : AbstractValidator<CancelExtraction>
{
    public CancelExtractionValidator() => RuleFor(c => c.Reason).IsText("Say why it is cancelled", ExtractionJob.ReasonMaxLength, multiline: true);
}

internal sealed class CancelExtractionHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<CancelExtraction, ExtractionView>
{
    public async Task<ExtractionView> Handle(CancelExtraction command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (request, job) = await db.ExtractionInForce(command.Number, current.Actor, line, cancel);
        job.CancelUnderWay(command.Reason!, now);
        // Over with the same act: a worker that is still at it is told so, and no later start finds it waiting.
        foreach (var work in await db.Work.Where(w => w.Subject == job.Id && w.DoneAt == null).ToListAsync(cancel)) work.Done(now);
        line.Fact("planHash", job.PlanHash).Fact("attempt", job.Attempt).Personal("reason", command.Reason);
        return ExtractionDetailsHandler.ViewOf(request, job, HowFar.NotBegun);
    }
}
