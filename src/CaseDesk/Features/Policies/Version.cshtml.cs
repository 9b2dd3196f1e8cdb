using CaseDesk.Model;
using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>One version or draft: what it changes, for whom, and who puts it into force.</summary>
[Authorize(Roles = $"{Role.Administrator},{Role.Reviewer},{Role.Auditor}")]
internal sealed class VersionModel(IMediator desk, CaseDeskDb db) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public Guid Preview { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? DiscardReason { get; set; }

    public PolicyVersionView Seen { get; private set; } = null!;

    public bool MayDiscard => User.IsInRole(Role.Administrator) || User.IsInRole(Role.Reviewer);

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    /// <summary>How far the comparison is: for follow.js, and recorded nowhere, as it shows nothing else.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancel)
    {
        var work = await db.PolicyPreviews.AsNoTracking().Where(p => p.PolicyVersionId == Id).OrderByDescending(p => p.AskedAt)
            .Select(p => new { p.CompletedAt, Progress = db.Work.Where(w => w.Subject == p.Id).Select(w => w.Progress).FirstOrDefault() }).FirstOrDefaultAsync(cancel);
        return work is null ? NotFound() : Partial("_Comparing", new Comparing(Id, work.CompletedAt is null ? work.Progress : null));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Bound = "";
        await desk.Send(new PublishPolicy { Draft = Id, Preview = Preview, Reason = Reason }, cancel);
        return Redirect($"/policies/{Id}");
    }

    public async Task<IActionResult> OnPostCompareAsync(CancellationToken cancel)
    {
        await desk.Send(new ComparePolicy(Id), cancel);
        return Redirect($"/policies/{Id}");
    }

    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken cancel)
    {
        Bound = "Discard";
        await desk.Send(new DiscardPolicy(Id, DiscardReason), cancel);
        return Redirect("/policies");
    }

    public override async Task Show(CancellationToken cancel) => Seen = await desk.Send(new PolicyVersionDetails(Id), cancel);

    protected override (string Field, string Message) Place(FluentValidation.Results.ValidationFailure failure) => (Bound + failure.PropertyName, failure.ErrorMessage);
}

/// <param name="Progress">0 to 1; null when it is done.</param>
internal sealed record Comparing(Guid Id, double? Progress);
