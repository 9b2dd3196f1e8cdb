namespace CaseDesk.Model.Work;

/// <summary>Durable wish to have a job run: written with the change that wants it. The row is the truth; Hangfire only runs it.</summary>
public sealed class WorkItem
{
    public const string Extract = "extract";

    /// <summary>Compare a draft of the policy with the one in force, over all open requests.</summary>
    public const string PreviewPolicy = "policy-preview";

    /// <summary>Hold all open requests against the policy that has come into force.</summary>
    public const string ApplyPolicy = "policy-apply";

    /// <summary>Check every entry and tile of the ledger.</summary>
    public const string VerifyLedger = "ledger-verify";

    private WorkItem()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>Name of the job, for example <c>extract</c>.</summary>
    public string Kind { get; private init; } = "";

    public Guid Subject { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Nobody takes it up before; null where it can be done at once.</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>Counts who took it up. A worker that holds an older number has been overtaken, and changes nothing.</summary>
    public long Token { get; private init; }

    /// <summary>Until then it belongs to whoever took it up last; unless renewed, anyone may take it up afterwards.</summary>
    public DateTimeOffset? LeasedUntil { get; private init; }

    /// <summary>0 to 1, as the one who has it up last said.</summary>
    public double Progress { get; private init; }

    /// <summary>Stored bytes read, or entries of the ledger checked, as the one who has it up last said; 0 where the work is told in neither.</summary>
    public long BytesDone { get; private init; }

    /// <summary>Stored bytes to read, or entries to check; 0 until they are known, and where there are none.</summary>
    public long BytesTotal { get; private init; }

    /// <summary>When the reading ends at the rate that the one who has it up has measured; null until that is worth saying.</summary>
    public DateTimeOffset? EstimatedEnd { get; private init; }

    public static WorkItem For(string kind, Guid subject, DateTimeOffset at, DateTimeOffset? notBefore = null) => new() { Kind = kind, Subject = subject, CreatedAt = at, NotBefore = notBefore };

    public void Done(DateTimeOffset at) => DoneAt ??= at;
}
