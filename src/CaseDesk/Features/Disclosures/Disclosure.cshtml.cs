using CaseDesk.Features.Requests;
using CaseDesk.Features.Templates;
using CaseDesk.Model.People;
using CaseDesk.Model.Requests;
using CaseDesk.Security;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Disclosures;

[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class DisclosureModel(IMediator desk, Release release, SignatureEvidence evidence, CurrentActor current, TimeProvider clock) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>What the page showed that the button was on; a release binds to it.</summary>
    [BindProperty]
    public string? ManifestHash { get; set; }

    /// <summary>The document that this browser was given; a release then signs that one. Empty where none was opened: then it is made and signed in one go.</summary>
    [BindProperty]
    public string? DocumentHash { get; set; }

    /// <summary>A lower level of signature is taken where time-stamp or revocation cannot be had now.</summary>
    [BindProperty]
    public bool WithoutEvidence { get; set; }

    /// <summary>Of the report, where one is made; null for the usual one.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Language { get; set; }

    /// <summary>An earlier or recalled disclosure that is asked for by its number.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Edition { get; set; }

    /// <summary>Why a released disclosure is recalled.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    public RequestView Seen { get; private set; } = null!;

    /// <summary>Null after the release, and for all but custodians before it.</summary>
    public PreviewedDisclosure? Preview { get; private set; }

    /// <summary>Null before the release.</summary>
    public DisclosureView? Released { get; private set; }

    /// <summary>True when the result that was looked at is no longer the one that would leave.</summary>
    public bool Changed => ManifestHash is { Length: > 0 } seen && Preview?.ManifestHash is { } now && seen != now;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Releases get a time-stamp, so that there is something to settle for less of.</summary>
    public bool IsStamped => evidence.Authority is not null;

    public bool IsOutside => current.Actor.IsOutside;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await release.Run(Number, ManifestHash, DocumentHash, WithoutEvidence, Language, cancel);
        return Redirect($"/requests/{Number}/disclosure");
    }

    public async Task<IActionResult> OnPostRecallAsync(CancellationToken cancel)
    {
        await desk.Send(new RecallDisclosure { Number = Number, Reason = Reason }, cancel);
        return Redirect($"/requests/{Number}/disclosure");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestDetails(Number), cancel);
        // After a recall the page is about the recalled one until there is a corrected one to release.
        var isNextDue = Seen.ReleasedAt is null && (Seen.RecalledAt is null || Seen.Status == RequestStatus.Extracted) && Edition is null;
        if (isNextDue && User.IsInRole(Role.Custodian)) Preview = await desk.Send(new DisclosurePreview(Number, TemplateLanguage.FindOfReports(Language)?.Code), cancel);
        else if (Seen.ReleasedAt is not null || Seen.RecalledAt is not null) Released = await desk.Send(new DisclosureDetails(Number, Edition), cancel);
    }

    protected override (string Field, string Message) Place(ValidationFailure failure) =>
        failure.PropertyName == nameof(Reason) ? (nameof(Reason), failure.ErrorMessage) : base.Place(failure);
}
