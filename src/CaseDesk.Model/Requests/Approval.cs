namespace CaseDesk.Model.Requests;

/// <summary>A reviewer's decision, bound to the hash of exactly what was seen, with the plan that follows from it.</summary>
public sealed class Approval
{
    private Approval()
    {
    }

    public Approval(Guid request, string scopeHash, string scopeJson, string inputsJson, string policyVersion, IReadOnlyList<ItemVerdictRecord> verdicts, string planJson, string planHash, IReadOnlyList<string> expectedFiles, Guid by, DateTimeOffset at)
    {
        (RequestId, ScopeHash, ScopeJson, InputsJson, PolicyVersion) = (request, scopeHash, scopeJson, inputsJson, policyVersion);
        (Verdicts, PlanJson, PlanHash, ExpectedFiles, DecidedBy, DecidedAt) = (verdicts, planJson, planHash, expectedFiles, by, at);
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    public string ScopeHash { get; private init; } = "";

    /// <summary>Canonical JSON of what was decided on, kept so that it can be replayed.</summary>
    public string ScopeJson { get; private init; } = "";

    /// <summary>Canonical JSON of what the stores held and what was preserved: with the policy and the facts all that the decision was computed from.</summary>
    public string InputsJson { get; private init; } = "";

    public string PolicyVersion { get; private init; } = "";

    public IReadOnlyList<ItemVerdictRecord> Verdicts { get; private init; } = [];

    /// <summary>Canonical JSON of the extraction plan; empty where every item was refused.</summary>
    public string PlanJson { get; private init; } = "";

    public string PlanHash { get; private init; } = "";

    /// <summary>Files that the stores held at the decision, below the logs directory: data that is gone since must not read as "none found".</summary>
    public IReadOnlyList<string> ExpectedFiles { get; private init; } = [];

    public Guid DecidedBy { get; private init; }

    public DateTimeOffset DecidedAt { get; private init; }

    public DateTimeOffset? VoidedAt { get; private set; }

    public bool IsInForce => VoidedAt is null;

    internal void Void(DateTimeOffset at) => VoidedAt = at;
}

/// <param name="Decision"><c>approve</c>, <c>narrow</c> or <c>refuse</c>.</param>
public sealed record ItemVerdictRecord(int Item, string Decision, string Reason, IReadOnlyList<string>? Fields = null, DateTimeOffset? From = null, DateTimeOffset? To = null);
