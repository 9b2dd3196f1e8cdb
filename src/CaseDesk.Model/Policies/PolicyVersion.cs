namespace CaseDesk.Model.Policies;

/// <summary>
/// One version of the policy, as its author wrote it. A draft until somebody else publishes it; from then on nothing of it changes, and it stays:
/// decisions are replayed under it. In law from <see cref="EffectiveFrom"/>, known to the desk from <see cref="PublishedAt"/>.
/// </summary>
public sealed class PolicyVersion
{
    public const int ReasonMaxLength = 2000;

    private PolicyVersion()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>What decisions cite: <c>courier-2</c>.</summary>
    public string PolicyId { get; private init; } = "";

    public DateOnly EffectiveFrom { get; private init; }

    /// <summary>The policy file, to the letter.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Lower-case hex SHA-256 of the text's UTF-8.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Null for the version that the desk began with: the operator's file.</summary>
    public Guid? DraftedBy { get; private init; }

    public DateTimeOffset DraftedAt { get; private init; }

    public Guid? PublishedBy { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>Why it was published or discarded, in the words of who did it.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset? DiscardedAt { get; private set; }

    public int Version { get; private set; } = 1;

    public bool IsDraft => PublishedAt is null && DiscardedAt is null;

    public static PolicyVersion Draft(string policyId, DateOnly effectiveFrom, string text, string sha256, Guid by, DateTimeOffset at) =>
        new() { PolicyId = policyId, EffectiveFrom = effectiveFrom, Text = text, Sha256 = sha256, DraftedBy = by, DraftedAt = at };

    /// <summary>The version that a desk begins with comes from the operator's file.</summary>
    public static PolicyVersion First(string policyId, DateOnly effectiveFrom, string text, string sha256, DateTimeOffset at) =>
        new() { PolicyId = policyId, EffectiveFrom = effectiveFrom, Text = text, Sha256 = sha256, DraftedAt = at, PublishedAt = at };

    public void Publish(string reason, Guid by, DateTimeOffset at)
    {
        if (!IsDraft) throw new Refused(PolicyRefusals.NotADraft);
        if (by == DraftedBy) throw new Refused(PolicyRefusals.PublisherDrafted);

        (PublishedBy, PublishedAt, Reason) = (by, at, reason);
        Version++;
    }

    public void Discard(string reason, DateTimeOffset at)
    {
        if (!IsDraft) throw new Refused(PolicyRefusals.NotADraft);

        (DiscardedAt, Reason) = (at, reason);
        Version++;
    }
}

/// <summary>What a draft would change for the requests that were open when the desk looked.</summary>
public sealed class PolicyPreview
{
    private PolicyPreview()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid PolicyVersionId { get; private init; }

    /// <summary>The version in force that the draft was compared with.</summary>
    public string ComparedWith { get; private set; } = "";

    public Guid AskedBy { get; private init; }

    public DateTimeOffset AskedAt { get; private init; }

    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>Open requests that were looked at.</summary>
    public int Open { get; private set; }

    /// <summary>Requests of which an outcome would change.</summary>
    public int Changed { get; private set; }

    /// <summary>Requests whose approval would be void.</summary>
    public int Voided { get; private set; }

    public IReadOnlyList<PolicyPreviewLine> Lines { get; private set; } = [];

    public int Version { get; private set; } = 1;

    public static PolicyPreview Ask(PolicyVersion draft, Guid by, DateTimeOffset at)
    {
        if (!draft.IsDraft) throw new Refused(PolicyRefusals.NotADraft);

        return new() { PolicyVersionId = draft.Id, AskedBy = by, AskedAt = at };
    }

    public void Complete(string comparedWith, int open, IReadOnlyList<PolicyPreviewLine> lines, DateTimeOffset at)
    {
        (ComparedWith, Open, Lines, CompletedAt) = (comparedWith, open, lines, at);
        (Changed, Voided) = (lines.Count, lines.Count(line => line.Voids is not null));
        Version++;
    }
}

/// <summary>How one open request would change.</summary>
/// <param name="Gained">Fields that would become available for some of the period, as <c>item: source.field</c>.</param>
/// <param name="Lost">Fields that would no longer be.</param>
/// <param name="Otherwise">Fields whose refusal would have another outcome.</param>
/// <param name="Voids">What of the approval in force would no longer be allowed; null where it stands, or where there is none.</param>
public sealed record PolicyPreviewLine(string Number, string Status, IReadOnlyList<string> Gained, IReadOnlyList<string> Lost, IReadOnlyList<string> Otherwise, string? Voids);

public static class PolicyRefusals
{
    public static Refusal NotADraft { get; } = new(1401, "not-a-draft", "This version is published or discarded: it does not change any more. Draft the next one.");

    public static Refusal PublisherDrafted { get; } = new(1402, "four-eyes", "You drafted this version: a reviewer who did not publishes it.", 403);

    public static Refusal PreviewMissing { get; } =
        new(1403, "preview-missing", "Look at what this version would change for open requests first. What you looked at is not current: another version came into force, or the draft was not compared yet.");

    public static Refusal NotFound { get; } = new(1404, "not-found", "There is no such version here.", 404);
}
