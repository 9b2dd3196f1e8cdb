using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Policies;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>The desk holds one open request against the policy in force. Where it allows less than was approved, the approval is void and its extraction ends.</summary>
public sealed record ApplyPolicy(Guid Request) : ICommand<Nothing>, IRepeatable;

internal sealed class ApplyPolicyHandler(CaseDeskDb db, ScopeOf scopeOf, LedgerLine line, TimeProvider clock) : IRequestHandler<ApplyPolicy, Nothing>
{
    public async Task<Nothing> Handle(ApplyPolicy command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var request = await db.Requests.Whole().SingleAsync(r => r.Id == command.Request, cancel);
        var scope = await scopeOf.Compute(request, cancel);
        var isOpen = !request.Status.IsEnded();
        var excess = isOpen && request.ApprovalInForce is { } approval ? Lawful.Excess(approval, scope.Facts, scope.Policy, scope.Inputs) : null;
        if (excess is not null)
        {
            var job = await db.Extractions.SingleOrDefaultAsync(e => e.ApprovalId == request.ApprovalInForce!.Id, cancel);
            job?.Cancel($"Under policy {scope.PolicyVersion} the approval is void. {excess}", now);
            request.ApprovalIsUnlawful(now);
        }
        if (isOpen) request.ScopeIs(scope.Hash, scope.PolicyVersion, scope.FirstDataExpiresAt, now);
        line.About("request", request.Number, request.Version).Fact("policyVersion", scope.PolicyVersion).Fact("scopeHash", scope.Hash).Fact("voidsApproval", excess is not null);
        return default;
    }
}

/// <summary>What a draft would change is counted.</summary>
public sealed record CompletePreview(Guid Preview, string ComparedWith, int Open, IReadOnlyList<PolicyPreviewLine> Lines, Guid WorkItem) : ICommand<Nothing>, IRepeatable;

internal sealed class CompletePreviewHandler(CaseDeskDb db, LedgerLine line, TimeProvider clock) : IRequestHandler<CompletePreview, Nothing>
{
    public async Task<Nothing> Handle(CompletePreview command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var preview = await db.PolicyPreviews.SingleAsync(p => p.Id == command.Preview, cancel);
        var draft = await db.PolicyVersions.AsNoTracking().SingleAsync(v => v.Id == preview.PolicyVersionId, cancel);
        if (preview.CompletedAt is null) preview.Complete(command.ComparedWith, command.Open, command.Lines, now);
        (await db.Work.SingleAsync(w => w.Id == command.WorkItem, cancel)).Done(now);
        line.About("policy", draft.PolicyId).Fact("comparedWith", preview.ComparedWith).Fact("open", preview.Open).Fact("changed", preview.Changed).Fact("voided", preview.Voided);
        return default;
    }
}

/// <summary>All open requests have been held against a version that came into force.</summary>
public sealed record CompleteApplying(Guid PolicyVersion, int Requests, Guid WorkItem) : ICommand<Nothing>, IRepeatable;

internal sealed class CompleteApplyingHandler(CaseDeskDb db, LedgerLine line, TimeProvider clock) : IRequestHandler<CompleteApplying, Nothing>
{
    public async Task<Nothing> Handle(CompleteApplying command, CancellationToken cancel)
    {
        var version = await db.PolicyVersions.AsNoTracking().SingleAsync(v => v.Id == command.PolicyVersion, cancel);
        (await db.Work.SingleAsync(w => w.Id == command.WorkItem, cancel)).Done(clock.GetUtcNow());
        line.About("policy", version.PolicyId).Fact("requests", command.Requests);
        return default;
    }
}
