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
public sealed record ScopeView(string PolicyVersion, DateTimeOffset DecidedAt, string Hash, ScopeDecision Decision);

internal sealed class RequestScopeHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line) : IRequestHandler<RequestScope, ScopeView>
{
    public async Task<ScopeView> Handle(RequestScope query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Whole().Get(query.Number, current.Actor, cancel);
        var scope = scopeOf.Compute(request);
        line.About("request", request.Number, request.Version).Fact("scopeHash", scope.Hash);
        return new ScopeView(scope.PolicyVersion, scope.DecidedAt, scope.Hash, scope.Decision);
    }
}
