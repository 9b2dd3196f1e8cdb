using CaseDesk.Features.Watching;
using CaseDesk.Model.People;
using CaseDesk.Security;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Requests;

[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class IndexModel(IMediator desk, WatchTickets tickets, CurrentActor current, TimeProvider clock) : DeskPage
{
    private const int PerPage = 50;

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>Not "page": that is the name of the route's own value.</summary>
    [BindProperty(SupportsGet = true)]
    public int? P { get; set; }

    public RequestPage Found { get; private set; } = new([], 0, 1, PerPage);

    /// <summary>What watch.js follows.</summary>
    public string Ticket { get; private set; } = "";

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool IsOutside => current.Actor.IsOutside;

    public bool IsFiltered => !string.IsNullOrEmpty(Status) || !string.IsNullOrWhiteSpace(Q);

    public int Pages => Math.Max(1, (Found.Total + Found.Size - 1) / Found.Size);

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public override async Task Show(CancellationToken cancel)
    {
        var list = new RequestList { Status = Status, Q = Q, Sort = Sort ?? "due", Page = P ?? 1, Size = PerPage };
        Found = await desk.Send(list, cancel);
        Ticket = tickets.For(current.Actor, new Watched([.. Found.Requests.Select(row => new Shown(row.Number))], list));
    }

    /// <summary>This list with one thing changed; pages start again at the first.</summary>
    public string Link(string? status = null, string? sort = null, int page = 1, bool withoutQ = false)
    {
        Dictionary<string, string?> query = [];
        if ((status ?? Status) is { Length: > 0 } s) query["status"] = s;
        if (!withoutQ && Q is { Length: > 0 } q) query["q"] = q;
        if ((sort ?? Sort) is { Length: > 0 } by) query["sort"] = by;
        if (page > 1) query["p"] = page.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return "/requests" + QueryString.Create(query);
    }
}
