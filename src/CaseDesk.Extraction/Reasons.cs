namespace CaseDesk.Extraction;

/// <summary>Stable codes for why an extraction failed and why a record was rejected. They are shown to people and kept in manifests: never rename one.</summary>
public static class Reasons
{
    // Why an extraction failed.
    public const string PlanInvalid = "plan-invalid";
    public const string SourceMissing = "source-missing";
    public const string GoneSinceDecision = "gone-since-decision";
    public const string SourceLink = "source-link";
    public const string SourceNotAFile = "source-not-a-file";
    public const string SourceOutside = "source-outside";
    public const string SourceUnreadable = "source-unreadable";
    public const string SourceDamaged = "source-damaged";
    public const string SourceChanged = "source-changed";
    public const string SourceFormat = "source-format";
    public const string SourceUnparseable = "source-unparseable";
    public const string SourceIncomplete = "source-incomplete";
    public const string SurveyOutdated = "survey-outdated";
    public const string Gate = "gate";
    public const string WorkerMissing = "worker-missing";
    public const string WorkerDied = "worker-died";
    public const string WorkerProtocol = "worker-protocol";
    public const string TimeLimit = "time-limit";
    public const string CpuLimit = "cpu-limit";
    public const string MemoryLimit = "memory-limit";
    public const string ResultLimit = "result-limit";
    public const string ResultConflict = "result-conflict";
    public const string ResultNotStored = "result-not-stored";
    public const string Cancelled = "cancelled";

    // Why a record was rejected.
    public const string RejectedBlank = "blank";
    public const string RejectedTooLong = "too-long";
    public const string RejectedEncoding = "encoding";
    public const string RejectedNul = "nul";
    public const string RejectedFormat = "format";
    public const string RejectedDuplicateKey = "duplicate-key";
    public const string RejectedQuote = "quote";
    public const string RejectedColumns = "columns";
    public const string RejectedTime = "time";
    public const string RejectedAmbiguousTime = "time-ambiguous";
    public const string RejectedIncomplete = "incomplete";

    /// <summary>True for a code that a worker may give for a failed job.</summary>
    internal static bool IsFailureOfWorker(string reason) => reason is
        PlanInvalid or SourceMissing or GoneSinceDecision or SourceLink or SourceNotAFile or SourceOutside or SourceUnreadable
        or SourceDamaged or SourceChanged or SourceFormat or SourceUnparseable or SourceIncomplete or SurveyOutdated or MemoryLimit;

    /// <summary>True for a code that a worker may give for a rejected record.</summary>
    internal static bool IsRejection(string reason) => reason is
        RejectedBlank or RejectedTooLong or RejectedEncoding or RejectedNul or RejectedFormat or RejectedDuplicateKey
        or RejectedQuote or RejectedColumns or RejectedTime or RejectedAmbiguousTime or RejectedIncomplete;
}
