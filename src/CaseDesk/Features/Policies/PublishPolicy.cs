using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Policies;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>Counsel puts a draft into force, bound to the comparison that she looked at. Open requests are held against it from its first day on.</summary>
public sealed record PublishPolicy : ICommand<string>
{
    public Guid Draft { get; init; }

    /// <summary>The comparison with open requests that was looked at.</summary>
    public Guid Preview { get; init; }

    public string? Reason { get; init; }
}

internal sealed class PublishPolicyValidator : AbstractValidator<PublishPolicy>
{
    public PublishPolicyValidator() => RuleFor(c => c.Reason).IsText("Say why this version is published, and what it rests on", PolicyVersion.ReasonMaxLength, multiline: true);
}

internal sealed class PublishPolicyHandler(CaseDeskDb db, PolicyShelf policies, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<PublishPolicy, string>
{
    public async Task<string> Handle(PublishPolicy command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var draft = await db.PolicyVersions.FindAsync([command.Draft], cancel) ?? throw new Refused(PolicyRefusals.NotFound);
        line.About("policy", draft.PolicyId, draft.Version).Fact("sha256", draft.Sha256).Fact("effectiveFrom", PolicyDay.Of(draft.EffectiveFrom));
        if (draft.IsDraft && draft.DraftedBy == current.Actor.Id) throw new Refused(PolicyRefusals.PublisherDrafted);

        // Other versions may have been published since it was drafted.
        if (draft.IsDraft) DraftText.Read(draft.Text, await policies.Published(db, cancel), nameof(PublishPolicy.Draft));
        var preview = await db.PolicyPreviews.AsNoTracking().SingleOrDefaultAsync(p => p.Id == command.Preview && p.PolicyVersionId == draft.Id, cancel);
        if (draft.IsDraft && (preview?.CompletedAt is null || preview.ComparedWith != (await policies.InForce(db, cancel)).Id)) throw new Refused(PolicyRefusals.PreviewMissing);

        draft.Publish(command.Reason!, current.Actor.Id, now);
        var begins = PolicyDay.Begins(draft.EffectiveFrom);
        db.Work.Add(WorkItem.For(WorkItem.ApplyPolicy, draft.Id, now, begins > now ? begins : null));
        line.About("policy", draft.PolicyId, draft.Version).Fact("open", preview!.Open).Fact("changed", preview.Changed).Fact("voided", preview.Voided).Personal("reason", command.Reason);
        return draft.PolicyId;
    }
}
