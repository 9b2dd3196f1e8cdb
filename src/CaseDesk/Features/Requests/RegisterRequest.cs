using CaseDesk.Features.Agencies;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;

namespace CaseDesk.Features.Requests;

public sealed record RegisterRequest : RequestForm, ICommand<LegalRequest>;

internal sealed class RegisterRequestValidator(TimeProvider clock) : RequestFormValidator<RegisterRequest>(clock);

internal sealed class RegisterRequestHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<RegisterRequest, LegalRequest>
{
    public async Task<LegalRequest> Handle(RegisterRequest command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var agency = await db.Agencies.Named(command.Agency!, cancel) ?? Add(command.Agency!, now);
        var request = LegalRequest.Register(command.ToRegistration(), agency, current.Actor.Id, now);
        db.Requests.Add(request);
        var scope = await scopeOf.Compute(request, cancel);
        request.ScopeIs(scope.Hash, scope.PolicyVersion, scope.FirstDataExpiresAt, now);

        line.About("request", () => request.Number, request.Version)
            .Fact("instrument", request.Instrument).Fact("issuerKind", request.IssuerKind).Fact("jurisdiction", request.Jurisdiction)
            .Fact("items", request.Items.Count).Fact("scopeHash", scope.Hash).Fact("policyVersion", scope.PolicyVersion)
            .Personal("agency", agency.Name).Personal("reference", request.Reference);
        return request;
    }

    private Agency Add(string name, DateTimeOffset now)
    {
        var agency = Agency.Register(name, current.Actor.Id, now);
        db.Agencies.Add(agency);
        return agency;
    }
}
