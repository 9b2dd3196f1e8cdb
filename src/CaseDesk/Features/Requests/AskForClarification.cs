using System.Globalization;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace CaseDesk.Features.Requests;

/// <summary>Asks the agency about its demand, which stops the clock until a clerk records the answer.</summary>
public sealed record AskForClarification : ICommand<LegalRequest>, IRepeatable
{
    public string Number { get; init; } = "";

    /// <summary>Of the scope decision that the question was written before; null where it hangs on none.</summary>
    public string? ScopeHash { get; init; }

    /// <summary>Numbers of the items that it is about; none for the whole request.</summary>
    public List<int>? Items { get; init; }

    public string? Question { get; init; }
}

internal sealed class AskForClarificationValidator : AbstractValidator<AskForClarification>
{
    private const int MostItems = 100;

    public AskForClarificationValidator()
    {
        RuleFor(c => c.Question).IsText("Write what the agency is asked", Clarification.TextMaxLength, multiline: true);
        RuleFor(c => c.Items).Must(items => items is null || items.Count <= MostItems).WithMessage(string.Create(CultureInfo.InvariantCulture, $"A request has at most {MostItems} items: name each once."));
    }
}

internal sealed class AskForClarificationHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<AskForClarification, LegalRequest>
{
    public async Task<LegalRequest> Handle(AskForClarification command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        var about = command.Items ?? [];
        EachItemIsThere(request, about);
        if (command.ScopeHash is { } seen && request.AwaitsDecision && seen != scopeOf.Compute(request).Hash) throw new Refused(RequestRefusals.ScopeChanged(request.Number));
        var asked = request.Ask([.. about.Distinct().Order()], command.Question!.Trim(), current.Actor.Id, now);

        line.About("request", request.Number, request.Version)
            .Fact("items", string.Join(' ', asked.Items)).Fact("clockStopped", request.Deadline.StoppedSince is not null).Fact("dueAt", request.DueAt is { } due ? LedgerEntryJson.Time(due) : null)
            .Personal("question", asked.Question);
        return request;
    }

    private static void EachItemIsThere(LegalRequest request, List<int> about)
    {
        List<ValidationFailure> failures = [];
        for (var i = 0; i < about.Count; i++)
        {
            if (request.Items.All(item => item.Number != about[i]))
                failures.Add(new(string.Create(CultureInfo.InvariantCulture, $"{nameof(AskForClarification.Items)}[{i}]"), string.Create(CultureInfo.InvariantCulture, $"There is no item {about[i]}.")));
        }
        if (failures.Count > 0) throw new ValidationException(failures);
    }
}
