using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Watching;

/// <summary>
/// How requests stand that this person has been shown. It is not recorded, since a page asks again and again by itself;
/// therefore of what has come since it says how many, and not what.
/// </summary>
public sealed record RequestGlance(IReadOnlyList<string> Numbers, RequestList? List) : IRequest<GlanceView>;

/// <param name="Come">Requests that would now stand on the same page of the list and did not.</param>
public sealed record GlanceView(IReadOnlyList<RequestRow> Rows, int Come);

internal sealed class RequestGlanceHandler(CaseDeskDb db, Gate gate, CurrentActor current) : IRequestHandler<RequestGlance, GlanceView>
{
    public async Task<GlanceView> Handle(RequestGlance query, CancellationToken cancel)
    {
        // It does not pass the door, but it is no way around it: who may not look may not glance.
        gate.Permit(CaseDeskRulebook.Of(typeof(RequestList)));
        var visible = db.Requests.AsNoTracking().VisibleTo(current.Actor);
        var rows = await visible.Where(r => query.Numbers.Contains(r.Number)).OrderBy(r => r.Number).AsRows(db, current.Actor.Id).ToListAsync(cancel);
        if (query.List is not { } list) return new GlanceView(rows, 0);

        var here = await visible.Fitting(list).InOrder(list).PageOf(list).Select(r => r.Number).ToListAsync(cancel);
        return new GlanceView(rows, here.Except(query.Numbers, StringComparer.Ordinal).Count());
    }
}
