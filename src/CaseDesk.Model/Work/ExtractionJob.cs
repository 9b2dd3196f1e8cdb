using CaseDesk.Model.Requests;

namespace CaseDesk.Model.Work;

/// <summary>The job that carries out one approval. One row an approval; attempts are counted, and an attempt that was overtaken changes nothing.</summary>
public sealed class ExtractionJob
{
    public const int ReasonMaxLength = 1000;

    private ExtractionJob()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    public LegalRequest? Request { get; private init; }

    public Guid ApprovalId { get; private init; }

    public Approval? Approval { get; private init; }

    public string PlanHash { get; private init; } = "";

    public ExtractionState State { get; private set; }

    /// <summary>From 1 with the first start. It is the fencing token: only the current attempt may finish.</summary>
    public int Attempt { get; private set; }

    public DateTimeOffset QueuedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? ReasonCode { get; private set; }

    public string? Reason { get; private set; }

    public string? ManifestHash { get; private set; }

    public string? ManifestJson { get; private set; }

    public long Rows { get; private set; }

    public int Version { get; private set; } = 1;

    public bool IsUnderWay => State is ExtractionState.Queued or ExtractionState.Running;

    public bool IsComplete => State is ExtractionState.Complete or ExtractionState.CompleteWithRejects;

    public static ExtractionJob Queue(Approval approval, DateTimeOffset at) =>
        new() { RequestId = approval.RequestId, ApprovalId = approval.Id, PlanHash = approval.PlanHash, State = ExtractionState.Queued, QueuedAt = at };

    public int Begin(DateTimeOffset at)
    {
        if (!IsUnderWay) throw new Refused(ExtractionRefusals.NotWaiting);

        (State, StartedAt, EndedAt) = (ExtractionState.Running, at, null);
        Version++;
        return ++Attempt;
    }

    public void Complete(int attempt, bool withRejects, string manifestHash, string manifestJson, long rows, DateTimeOffset at)
    {
        MustBeCurrent(attempt);
        (State, EndedAt) = (withRejects ? ExtractionState.CompleteWithRejects : ExtractionState.Complete, at);
        (ManifestHash, ManifestJson, Rows, ReasonCode, Reason) = (manifestHash, manifestJson, rows, null, null);
        Version++;
    }

    public void Fail(int attempt, string code, string reason, DateTimeOffset at)
    {
        MustBeCurrent(attempt);
        (State, EndedAt, ReasonCode, Reason) = (ExtractionState.Failed, at, code, reason);
        Version++;
    }

    public void Cancel(string reason, DateTimeOffset at)
    {
        if (State is ExtractionState.Cancelled) return;

        (State, EndedAt, ReasonCode, Reason) = (ExtractionState.Cancelled, at, "cancelled", reason);
        (ManifestHash, ManifestJson, Rows) = (null, null, 0);
        Version++;
    }

    /// <summary>A person stops it. What is cancelled already stays so, with its first reason.</summary>
    public void CancelUnderWay(string reason, DateTimeOffset at)
    {
        if (!IsUnderWay && State != ExtractionState.Cancelled) throw new Refused(ExtractionRefusals.IsOver);

        Cancel("Cancelled by a person: " + reason, at);
    }

    public void QueueAgain(DateTimeOffset at)
    {
        if (State is not (ExtractionState.Failed or ExtractionState.Cancelled)) throw new Refused(ExtractionRefusals.NotFailed);

        (State, QueuedAt, StartedAt, EndedAt, ReasonCode, Reason) = (ExtractionState.Queued, at, null, null, null, null);
        Version++;
    }

    private void MustBeCurrent(int attempt)
    {
        if (State != ExtractionState.Running || attempt != Attempt) throw new Refused(ExtractionRefusals.Overtaken);
    }
}

public enum ExtractionState
{
    Queued,
    Running,
    Complete,
    CompleteWithRejects,
    Failed,
    Cancelled,
}

public static class ExtractionRefusals
{
    public static Refusal NotWaiting { get; } = new(1301, "extraction-not-waiting", "This extraction is not waiting to run.");

    public static Refusal IsOver { get; } = new(1306, "extraction-over", "This extraction has ended: there is nothing left to cancel.");

    public static Refusal Overtaken { get; } = new(1302, "extraction-overtaken", "A later attempt has taken over this extraction.");

    public static Refusal NotFailed { get; } = new(1303, "extraction-not-failed", "Only an extraction that failed or was cancelled can be started again.");

    /// <summary>500: no person did anything wrong, and no other request of hers would help.</summary>
    public static Refusal ResultDamaged { get; } =
        new(1304, "result-damaged", "The stored rows are not what the manifest of this extraction says. Nothing is shown, and nothing can be released. Tell the operator: the ledger has an entry of this, and the log says which file.", 500);

    public static Refusal ReportDamaged { get; } =
        new(1305, "result-damaged", "The stored report is not the one that was signed and released. It is not handed out. Tell the operator: the ledger has an entry of this.", 500);
}
