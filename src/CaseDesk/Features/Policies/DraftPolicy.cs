using System.Text;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Policies;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>An administrator proposes the next version. Only a policy that is wholly right becomes a draft; what it would change is computed at once.</summary>
public sealed record DraftPolicy(string? Text) : ICommand<Guid>;

internal sealed class DraftPolicyValidator : AbstractValidator<DraftPolicy>
{
    public DraftPolicyValidator()
    {
        RuleFor(c => c.Text).NotEmpty().WithMessage("Write the policy, or choose its file.");
        RuleFor(c => c.Text).Must(text => text is null || Encoding.UTF8.GetByteCount(text) <= PolicyFile.LargestFile).WithMessage("The policy is larger than 1 MB; a policy is a few pages.");
    }
}

internal sealed class DraftPolicyHandler(CaseDeskDb db, PolicyShelf policies, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<DraftPolicy, Guid>
{
    public async Task<Guid> Handle(DraftPolicy command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // A browser ends lines with CR LF; a version is the text, not what carried it.
        var text = command.Text!.ReplaceLineEndings("\n");
        var policy = DraftText.Read(text, await policies.Published(db, cancel), nameof(DraftPolicy.Text));
        if (await db.PolicyVersions.AnyAsync(v => v.Sha256 == policy.Sha256 && v.DiscardedAt == null, cancel)) throw Wrong("This very text is a version or a draft already.");

        var draft = PolicyVersion.Draft(policy.Id, policy.EffectiveFrom, text, policy.Sha256, current.Actor.Id, now);
        var preview = PolicyPreview.Ask(draft, current.Actor.Id, now);
        db.AddRange(draft, preview, WorkItem.For(WorkItem.PreviewPolicy, preview.Id, now));
        line.About("policy", policy.Id).Fact("sha256", policy.Sha256).Fact("effectiveFrom", PolicyDay.Of(policy.EffectiveFrom));
        return draft.Id;
    }

    private static ValidationException Wrong(string sentence) => new([new ValidationFailure(nameof(DraftPolicy.Text), sentence)]);
}

/// <summary>A draft as a policy that could follow the published ones: when it is written, and again when it is published.</summary>
internal static class DraftText
{
    /// <param name="field">Field of the message that what is wrong is said at, by line and column of the text.</param>
    public static PolicyDocument Read(string text, IReadOnlyList<PublishedPolicy> published, string field)
    {
        try
        {
            return PolicyFile.Parse(text, "draft", published);
        }
        catch (PolicyFileException wrong)
        {
            throw new ValidationException([.. wrong.Errors.Select(error => new ValidationFailure(field, FormattableString.Invariant($"Line {error.Line}, column {error.Column}: {error.Message}")))]);
        }
    }
}

/// <summary>A draft that is not to be published.</summary>
public sealed record DiscardPolicy(Guid Draft, string? Reason) : ICommand<Nothing>;

internal sealed class DiscardPolicyValidator : AbstractValidator<DiscardPolicy>
{
    public DiscardPolicyValidator() => RuleFor(c => c.Reason).IsText("Say why it is discarded", PolicyVersion.ReasonMaxLength, multiline: true);
}

internal sealed class DiscardPolicyHandler(CaseDeskDb db, LedgerLine line, TimeProvider clock) : IRequestHandler<DiscardPolicy, Nothing>
{
    public async Task<Nothing> Handle(DiscardPolicy command, CancellationToken cancel)
    {
        var draft = await db.PolicyVersions.FindAsync([command.Draft], cancel) ?? throw new Refused(PolicyRefusals.NotFound);
        line.About("policy", draft.PolicyId, draft.Version).Fact("sha256", draft.Sha256);
        draft.Discard(command.Reason!, clock.GetUtcNow());
        line.About("policy", draft.PolicyId, draft.Version).Personal("reason", command.Reason);
        return default;
    }
}

/// <summary>Compares a draft anew with the version in force, over the requests that are open now.</summary>
public sealed record ComparePolicy(Guid Draft) : ICommand<Nothing>;

internal sealed class ComparePolicyHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<ComparePolicy, Nothing>
{
    public async Task<Nothing> Handle(ComparePolicy command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var draft = await db.PolicyVersions.FindAsync([command.Draft], cancel) ?? throw new Refused(PolicyRefusals.NotFound);
        line.About("policy", draft.PolicyId, draft.Version).Fact("sha256", draft.Sha256);
        var preview = PolicyPreview.Ask(draft, current.Actor.Id, now);
        db.AddRange(preview, WorkItem.For(WorkItem.PreviewPolicy, preview.Id, now));
        return default;
    }
}
