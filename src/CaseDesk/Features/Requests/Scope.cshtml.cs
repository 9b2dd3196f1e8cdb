using CaseDesk.Model.People;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Requests;

/// <summary>The scope decision answer by answer, with each rule and its citation: now, or under the policy of another day; and what was decided, computed again.</summary>
[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor}")]
internal sealed class ScopeModel(IMediator desk) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>As typed, in UTC.</summary>
    [BindProperty(SupportsGet = true)]
    public string? AsOf { get; set; }

    public ScopeView Seen { get; private set; } = null!;

    public IReadOnlyList<StoredDecision> Decisions { get; private set; } = [];

    /// <summary>The instant that is shown; null for now.</summary>
    public DateTimeOffset? At { get; private set; }

    public override bool AnswersItsFilter => true;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Show(cancel);
        if (string.IsNullOrWhiteSpace(AsOf)) return;

        if (!LocalTime.TryRead(AsOf, LocalTime.Utc, out var instant, out var problem) && problem.Length > 0) throw new FluentValidation.ValidationException([new ValidationFailure(nameof(AsOf), problem)]);
        Seen = await desk.Send(new RequestScope(Number, instant), cancel);
        At = Seen.DecidedAt;
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestScope(Number), cancel);
        Decisions = await desk.Send(new StoredDecisions(Number), cancel);
    }

    protected override (string Field, string Message) Place(ValidationFailure failure) => (failure.PropertyName, failure.ErrorMessage);
}
