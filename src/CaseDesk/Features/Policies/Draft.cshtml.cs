using System.Text;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Policy;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>Where the next version is written: it begins as the newest one, and can be sent as a file.</summary>
[Authorize(Roles = Role.Administrator)]
internal sealed class DraftModel(IMediator desk, PolicyShelf policies, CaseDeskDb db) : DeskPage
{
    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    /// <summary>What the next version is called.</summary>
    public string Next { get; private set; } = "";

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Bound = "";
        if (Upload is { Length: > 0 }) Text = await Read(Upload, cancel);
        return Redirect($"/policies/{await desk.Send(new DraftPolicy(Text), cancel)}");
    }

    public override async Task Show(CancellationToken cancel)
    {
        var newest = await db.PolicyVersions.AsNoTracking().Where(v => v.PublishedAt != null).OrderByDescending(v => v.EffectiveFrom).FirstOrDefaultAsync(cancel);
        var policy = newest is null ? policies.First : PolicyFile.Parse(newest.Text, newest.PolicyId);
        Next = FormattableString.Invariant($"{policy.Name}-{policy.Version + 1}");
        Text ??= newest?.Text ?? policies.FirstText;
    }

    protected override (string Field, string Message) Place(ValidationFailure failure) => (failure.PropertyName, failure.ErrorMessage);

    private static async Task<string> Read(IFormFile file, CancellationToken cancel)
    {
        // Not read whole before it is known to be a policy's size.
        if (file.Length > PolicyFile.LargestFile) throw new ValidationException([new ValidationFailure(nameof(Text), "The file is larger than 1 MB; a policy is a few pages.")]);

        using var memory = new MemoryStream();
        await file.CopyToAsync(memory, cancel);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(memory.ToArray()).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new ValidationException([new ValidationFailure(nameof(Text), "The file is not UTF-8: save it as UTF-8 and send it again.")]);
        }
    }
}
