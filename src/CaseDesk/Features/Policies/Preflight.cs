using CaseDesk.Features.Agencies;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;

namespace CaseDesk.Features.Policies;

/// <summary>What a draft order would reach if it were served as it stands. Nothing is stored of it; whose data it names is not even committed.</summary>
public sealed record Preflight : RequestForm, IQuery<ScopeView>;

internal sealed class PreflightValidator(TimeProvider clock) : RequestFormValidator<Preflight>(clock);

internal sealed class PreflightHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<Preflight, ScopeView>
{
    public async Task<ScopeView> Handle(Preflight query, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var agency = await db.Agencies.Named(query.Agency!, cancel) ?? Agency.Register(query.Agency!, current.Actor.Id, now);
        // Made as registering makes it and never added, so that the hash is the one that registering would give.
        var scope = await scopeOf.Compute(LegalRequest.Register(query.ToRegistration(), agency, current.Actor.Id, now), cancel);
        line.Fact("instrument", query.Instrument).Fact("items", query.Items.Count).Fact("policyVersion", scope.PolicyVersion);
        return ScopeView.Of(scope);
    }
}
