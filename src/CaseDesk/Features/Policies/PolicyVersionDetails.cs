using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Policies;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>One version or draft: its text, what it changes against the version before it, and what that does to open requests. Who sees no case sees counts only.</summary>
public sealed record PolicyVersionDetails(Guid Id) : IQuery<PolicyVersionView>;

/// <param name="ComparedWith">Id of the version that the differences are against; null for the first one.</param>
/// <param name="MayPublish">False where the actor may not, whatever the state.</param>
public sealed record PolicyVersionView(
    PolicyVersionRow Row, string Text, PolicyDocument Policy, string? Reason, string? ComparedWith, IReadOnlyList<PolicyChange> Changes, PolicyPreviewView? Preview, bool MayPublish);

/// <param name="Progress">0 to 1 while it is being counted; null when it is done.</param>
/// <param name="IsCurrent">False where another version has come into force since.</param>
/// <param name="Lines">Null for those who see no case.</param>
public sealed record PolicyPreviewView(Guid Id, double? Progress, string ComparedWith, DateTimeOffset? CompletedAt, int Open, int Changed, int Voided, bool IsCurrent, IReadOnlyList<PolicyPreviewLine>? Lines);

internal sealed class PolicyVersionDetailsHandler(CaseDeskDb db, PolicyShelf policies, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<PolicyVersionDetails, PolicyVersionView>
{
    public async Task<PolicyVersionView> Handle(PolicyVersionDetails query, CancellationToken cancel)
    {
        var version = await db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == query.Id, cancel) ?? throw new Refused(PolicyRefusals.NotFound);
        line.About("policy", version.PolicyId, version.Version).Fact("sha256", version.Sha256);
        var (inForce, policy) = (await policies.InForce(db, cancel), PolicyFile.Parse(version.Text, version.PolicyId));
        // A draft is held against what it would follow; a published version against the one before it.
        var before = version.PublishedAt is null
            ? (await policies.Published(db, cancel)).MaxBy(v => v.Policy.EffectiveFrom)?.Policy
            : (await policies.Published(db, cancel)).Where(v => v.Policy.EffectiveFrom < version.EffectiveFrom).MaxBy(v => v.Policy.EffectiveFrom)?.Policy;

        var row = new PolicyVersionRow(
            version.Id, version.PolicyId, PolicyState.Of(version.PolicyId, version.EffectiveFrom, version.PublishedAt, version.DiscardedAt, inForce.Id, clock.GetUtcNow()), version.EffectiveFrom,
            await Name(version.DraftedBy, cancel), version.DraftedAt, await Name(version.PublishedBy, cancel), version.PublishedAt, version.Sha256);
        return new PolicyVersionView(
            row, version.Text, policy, version.Reason, before?.Id, before is null ? [] : PolicyDifference.Between(before, policy), await Preview(version, inForce, cancel),
            version.IsDraft && current.Actor.Has(Role.Reviewer) && version.DraftedBy != current.Actor.Id);
    }

    private async Task<PolicyPreviewView?> Preview(PolicyVersion version, PolicyDocument inForce, CancellationToken cancel)
    {
        if (await db.PolicyPreviews.AsNoTracking().Where(p => p.PolicyVersionId == version.Id).OrderByDescending(p => p.AskedAt).FirstOrDefaultAsync(cancel) is not { } preview) return null;

        double? progress = preview.CompletedAt is not null ? null : await db.Work.Where(w => w.Subject == preview.Id).Select(w => w.Progress).SingleAsync(cancel);
        var seesCases = current.Actor.Has(Role.Reviewer) || current.Actor.Has(Role.Auditor);
        return new PolicyPreviewView(
            preview.Id, progress, preview.ComparedWith, preview.CompletedAt, preview.Open, preview.Changed, preview.Voided, preview.ComparedWith == inForce.Id, seesCases ? preview.Lines : null);
    }

    private async Task<string?> Name(Guid? person, CancellationToken cancel) =>
        person is null ? null : await db.Users.Where(p => p.Id == person).Select(p => p.DisplayName).SingleOrDefaultAsync(cancel);
}
