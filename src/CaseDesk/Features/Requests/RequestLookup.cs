using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Security;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>Every look at a request starts here: from the actor, so that "not yours" and "not there" are one answer.</summary>
internal static class RequestLookup
{
    public static IQueryable<LegalRequest> VisibleTo(this IQueryable<LegalRequest> requests, Actor actor) =>
        actor.IsOutside ? requests.Where(r => r.AgencyId == actor.AgencyId) : requests;

    public static IQueryable<LegalRequest> Whole(this IQueryable<LegalRequest> requests) =>
        requests.Include(r => r.Agency).Include(r => r.Items).Include(r => r.Documents).Include(r => r.Approvals).Include(r => r.Clarifications).AsSplitQuery();

    public static async Task<LegalRequest> Get(this IQueryable<LegalRequest> requests, string number, Actor actor, CancellationToken cancel) =>
        await requests.VisibleTo(actor).SingleOrDefaultAsync(r => r.Number == number, cancel) ?? throw new Refused(RequestRefusals.NotFound);
}
