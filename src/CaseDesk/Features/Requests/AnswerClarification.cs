using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;

namespace CaseDesk.Features.Requests;

/// <summary>Records what the agency answered: the clock runs again. What the answer changes about an item is an amendment of its own.</summary>
public sealed record AnswerClarification : ICommand<LegalRequest>, IRepeatable
{
    public string Number { get; init; } = "";

    public string? Answer { get; init; }
}

internal sealed class AnswerClarificationValidator : AbstractValidator<AnswerClarification>
{
    public AnswerClarificationValidator() => RuleFor(c => c.Answer).IsText("Write what the agency answered, who it was, and how it reached you", Clarification.TextMaxLength, multiline: true);
}

internal sealed class AnswerClarificationHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<AnswerClarification, LegalRequest>
{
    public async Task<LegalRequest> Handle(AnswerClarification command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        var answer = command.Answer!.Trim();
        request.Answer(answer, current.Actor.Id, now);
        line.About("request", request.Number, request.Version).Fact("dueAt", request.DueAt is { } due ? LedgerEntryJson.Time(due) : null).Personal("answer", answer);
        return request;
    }
}
