using CaseDesk.Features.Requests;
using CaseDesk.Look;
using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Extractions;

[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor}")]
internal sealed class ExtractionModel(IMediator desk) : DeskPage
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

    public ManifestView? Manifest { get; private set; }

    public bool MayAct => User.IsInRole(Role.Reviewer) || User.IsInRole(Role.Custodian);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!Poll)
        {
            await Show(cancel);
            return Page();
        }
        Progress = await desk.Send(new ExtractionProgress(Number), cancel);
        return Progress.IsUnderWay ? Page() : Redirect($"/requests/{Number}/extraction");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(new StartExtraction(Number), cancel);
        return Redirect($"/requests/{Number}/extraction");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new ExtractionDetails(Number), cancel);
        Progress = new ProgressView(Seen.Number, Seen.NonDisclosure, Seen.NonDisclosureUntil, Seen.State, Seen.Progress);
        Manifest = Seen.Manifest is { } manifest ? ManifestView.Of(manifest) : null;
    }

    public string Heading => Words.Extraction(StatusWord.Of(Progress.State));
}
