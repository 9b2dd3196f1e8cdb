using System.Security.Cryptography;
using System.Text.Json;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Model.People;
using CaseDesk.Security;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CaseDesk.Features.Watching;

/// <summary>
/// The parts of a page that change by themselves (watch.js puts them in place). A question that names what it has (<c>If-None-Match</c>) is held until that is no longer so.
/// </summary>
[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class WatchModel(IMediator desk, WatchTickets tickets, Changes changes, CurrentActor current, TimeProvider clock) : PageModel
{
    private static readonly TimeSpan ComeBackIn = TimeSpan.FromSeconds(10);

    [BindProperty(SupportsGet = true)]
    public string? Of { get; set; }

    public GlanceView Found { get; private set; } = null!;

    /// <summary>Null where nobody asked for it.</summary>
    public ProgressView? Progress { get; private set; }

    /// <summary>True where the request is no longer what the page shows of it.</summary>
    public bool HasMoved { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool IsOutside => current.Actor.IsOutside;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (tickets.Read(Of, current.Actor) is not { } watched) return NotFound();

        // Taken before looking, so that nothing falls in between.
        var next = changes.Next;
        using var patient = changes.Hold(current.Actor.Session!.Value);
        if (await Look(watched, cancel) != Request.Headers.IfNoneMatch) return Page();

        if (patient is null) Response.Headers.RetryAfter = $"{ComeBackIn.TotalSeconds}";
        while (patient is not null && await changes.Wait(next, watched.Number, patient, cancel) is { } happened)
        {
            next = happened.Next;
            // The answer is asked for anew: the session may have ended while it waited, and a person may have lost a role.
            if (await Look(watched, cancel) != Request.Headers.IfNoneMatch) return StatusCode(StatusCodes.Status202Accepted);
        }
        return StatusCode(StatusCodes.Status304NotModified);
    }

    /// <returns>The mark of what was seen.</returns>
    private async Task<string> Look(Watched watched, CancellationToken cancel)
    {
        Found = await desk.Send(new RequestGlance([.. watched.Shown.Select(shown => shown.Number)], watched.List), cancel);
        Progress = watched.WithProgress ? await desk.Send(new ExtractionGlance(watched.Number!), cancel) : null;
        HasMoved = watched.List is null && Found.Rows.Any(row => !watched.Shown.Contains(Shown.Of(row.Number, row.Status, row.Version, row.ExtractionState, current.Actor)));
        // Of what is shown and nothing else, or an officer outside could tell from the answer's coming that somebody works inside.
        var seen = new { Rows = Found.Rows.Select(row => (object)new { row.Number, row.Status, row.Due, Who = WhoActs.Now(row, current.Actor.Has(Role.Reviewer), IsOutside) }), Found.Come, HasMoved, Progress };
        var mark = $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(seen)))[..32]}\"";
        Response.Headers.ETag = mark;
        return mark;
    }
}
