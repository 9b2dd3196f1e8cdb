using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>The scope decision as it stands now, or as it would have been under the policy of another instant.</summary>
/// <param name="AsOf">RFC 3339; null for now.</param>
public sealed record RequestScope(string Number, string? AsOf = null) : IQuery<ScopeView>;

/// <param name="Hash">What an approval binds to.</param>
public sealed record ScopeView(string PolicyVersion, DateTimeOffset DecidedAt, string Hash, ScopeDecision Decision, PolicyDocument Policy)
{
    /// <summary>Where the demand is larger than the policy's limits: reasons to ask, which change no outcome.</summary>
    public IReadOnlyList<NarrowingProposal> Proposals { get; init; } = [];

    internal static ScopeView Of(ComputedScope scope) =>
        new(scope.PolicyVersion, scope.DecidedAt, scope.Hash, scope.Decision, scope.Policy) { Proposals = Narrowing.Propose(scope.Facts, scope.Policy) };
}

internal sealed class RequestScopeValidator : AbstractValidator<RequestScope>
{
    public RequestScopeValidator(TimeProvider clock)
    {
        RuleFor(c => c.AsOf).IsOptionalInstant("As of", "2026-11-01T00:00:00Z");
        RuleFor(c => c.AsOf).Must(text => !TextRules.TryInstant(text, out var at) || at <= clock.GetUtcNow()).WithMessage("As of an instant that is past: what will be in force then is not known yet.");
    }
}

internal sealed class RequestScopeHandler(CaseDeskDb db, ScopeOf scopeOf, PolicyShelf policies, CurrentActor current, LedgerLine line) : IRequestHandler<RequestScope, ScopeView>
{
    public async Task<ScopeView> Handle(RequestScope query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Whole().Get(query.Number, current.Actor, cancel);
        var scope = TextRules.TryInstant(query.AsOf, out var asOf) ? await AsOf(request, asOf, cancel) : await scopeOf.Compute(request, cancel);
        line.About("request", request.Number, request.Version).Fact("scopeHash", scope.Hash).Fact("policyVersion", scope.PolicyVersion);
        return ScopeView.Of(scope);
    }

    /// <summary>The request as it is now under the policy of then, with the documents of then and the stores as the last decision before then found them.</summary>
    private async Task<ComputedScope> AsOf(Model.Requests.LegalRequest request, DateTimeOffset at, CancellationToken cancel)
    {
        if (await policies.AsOf(db, at, cancel) is not { } policy)
            throw new ValidationException([new ValidationFailure(nameof(RequestScope.AsOf), "No version of the policy was in force and known then. The page Versions says from when there is one.")]);

        var decided = request.Approvals.Where(a => a.DecidedAt <= at && a.InputsJson.Length > 0).MaxBy(a => a.DecidedAt);
        var inputs = decided is null ? new ScopeInputs(scopeOf.Inventory(policy), []) : ScopeOf.InputsOf(decided);
        return ScopeOf.Compute(ScopeOf.FactsOf(request), [.. request.Documents.Where(d => d.AttachedAt <= at).OrderBy(d => d.Number).Select(d => d.Sha256)], policy, inputs, at);
    }
}
