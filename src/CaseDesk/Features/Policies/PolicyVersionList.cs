using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>All versions of the policy and all drafts, the newest first: who wrote them, who published them, from when they hold.</summary>
public sealed record PolicyVersionList : IQuery<PolicyVersionsView>;

public sealed record PolicyVersionsView(string InForce, IReadOnlyList<PolicyVersionRow> Versions);

/// <param name="State"><c>draft</c>, <c>discarded</c>, <c>to come</c>, <c>in force</c> or <c>earlier</c>.</param>
public sealed record PolicyVersionRow(Guid Id, string PolicyId, string State, DateOnly EffectiveFrom, string? DraftedBy, DateTimeOffset DraftedAt, string? PublishedBy, DateTimeOffset? PublishedAt, string Sha256);

internal sealed class PolicyVersionListHandler(CaseDeskDb db, PolicyShelf policies, LedgerLine line, TimeProvider clock) : IRequestHandler<PolicyVersionList, PolicyVersionsView>
{
    public async Task<PolicyVersionsView> Handle(PolicyVersionList query, CancellationToken cancel)
    {
        var inForce = (await policies.InForce(db, cancel)).Id;
        var rows = await db.PolicyVersions.AsNoTracking().OrderByDescending(v => v.DraftedAt)
            .Select(v => new
            {
                v.Id,
                v.PolicyId,
                v.EffectiveFrom,
                v.DraftedAt,
                v.PublishedAt,
                v.DiscardedAt,
                v.Sha256,
                DraftedBy = db.Users.Where(p => p.Id == v.DraftedBy).Select(p => p.DisplayName).FirstOrDefault(),
                PublishedBy = db.Users.Where(p => p.Id == v.PublishedBy).Select(p => p.DisplayName).FirstOrDefault(),
            })
            .ToListAsync(cancel);
        line.Fact("count", rows.Count);
        return new PolicyVersionsView(inForce, [.. rows.Select(v => new PolicyVersionRow(v.Id, v.PolicyId, PolicyState.Of(v.PolicyId, v.EffectiveFrom, v.PublishedAt, v.DiscardedAt, inForce, clock.GetUtcNow()), v.EffectiveFrom, v.DraftedBy, v.DraftedAt, v.PublishedBy, v.PublishedAt, v.Sha256))]);
    }
}

internal static class PolicyState
{
    public static string Of(string policyId, DateOnly effectiveFrom, DateTimeOffset? publishedAt, DateTimeOffset? discardedAt, string inForce, DateTimeOffset now) =>
        discardedAt is not null ? "discarded"
        : publishedAt is null ? "draft"
        : policyId == inForce ? "in force"
        : PolicyDay.Begins(effectiveFrom) > now ? "to come"
        : "earlier";
}
