using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>The scope decision as it stands now.</summary>
public sealed record RequestScope(string Number) : IQuery<ScopeView>;

/// <param name="Hash">What an approval binds to.</param>
public sealed record ScopeView(string PolicyVersion, DateTimeOffset DecidedAt, string Hash, ScopeDecision Decision)
{
    /// <summary>Where the demand is larger than the policy's limits: reasons to ask, which change no outcome.</summary>
    public IReadOnlyList<NarrowingProposal> Proposals { get; init; } = [];

    internal static ScopeView Of(ComputedScope scope) =>
        new(scope.PolicyVersion, scope.DecidedAt, scope.Hash, scope.Decision) { Proposals = Narrowing.Propose(scope.Facts, scope.Policy) };
}

internal sealed class RequestScopeHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line) : IRequestHandler<RequestScope, ScopeView>
{
    public async Task<ScopeView> Handle(RequestScope query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Whole().Get(query.Number, current.Actor, cancel);
        var scope = scopeOf.Compute(request);
        line.About("request", request.Number, request.Version).Fact("scopeHash", scope.Hash);
        return ScopeView.Of(scope);
    }
}
