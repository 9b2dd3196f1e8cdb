using CaseDesk.Features.Watching;
using CaseDesk.Model.People;
using CaseDesk.Security;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Extractions;

[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor}")]
internal sealed class ExtractionModel(IMediator desk, WatchTickets tickets, CurrentActor current) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>True for the page's own refreshing, which is not recorded and therefore shows progress and nothing else.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Poll { get; set; }

    /// <summary>True for who does not want the page to move by itself (WCAG 2.2.2).</summary>
    [BindProperty(SupportsGet = true)]
    public bool Still { get; set; }

    /// <summary>Null on a page that refreshes itself.</summary>
    public ExtractionView? Seen { get; private set; }

    public ProgressView Progress { get; private set; } = null!;

    /// <summary>What watch.js follows; null on a page that refreshes itself.</summary>
    public string? Ticket { get; private set; }

    public ManifestView? Manifest { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Without script; not while somebody writes a reason, or a form came back.</summary>
    public bool RefreshesItself => Progress.IsUnderWay && !Still && HttpMethods.IsGet(Request.Method);

    /// <summary>The form was sent and came back.</summary>
    public bool WantsToCancel => HttpMethods.IsPost(Request.Method);

    public bool MayAct => User.IsInRole(Role.Reviewer) || User.IsInRole(Role.Custodian);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!Poll)
        {
            await Show(cancel);
            return Page();
        }
        Progress = await desk.Send(new ExtractionGlance(Number), cancel);
        return Progress.IsUnderWay ? Page() : Redirect($"/requests/{Number}/extraction");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(new StartExtraction(Number), cancel);
        return Redirect($"/requests/{Number}/extraction");
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancel)
    {
        await desk.Send(new CancelExtraction { Number = Number, Reason = Reason }, cancel);
        return Redirect($"/requests/{Number}/extraction");
    }

    /// <summary>The reason stands on the page by itself.</summary>
    protected override (string Field, string Message) Place(ValidationFailure failure) => (failure.PropertyName, failure.ErrorMessage);

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new ExtractionDetails(Number), cancel);
        Progress = new ProgressView(Seen.Number, Seen.NonDisclosure, Seen.NonDisclosureUntil, Seen.State, Seen.HowFar, Seen.Attempt, Seen.QueuedAt, Seen.StartedAt, Seen.EndedAt);
        Ticket = tickets.For(current.Actor, new Watched([Shown.Of(Seen.Number, Seen.Status, Seen.Version, Seen.State, current.Actor)], WithProgress: Progress.IsUnderWay));
        Manifest = Seen.Manifest is { } manifest ? ManifestView.Of(manifest) : null;
    }
}
