using System.Text.Json.Nodes;

namespace CaseDesk.Extraction;

public enum ExtractionState
{
    Complete,

    /// <summary>Some records could not be read; the manifest lists them.</summary>
    CompleteWithRejects,

    /// <summary>Nothing is stored.</summary>
    Failed,

    /// <summary>Nothing is stored.</summary>
    Cancelled,
}

/// <summary>How an extraction ended.</summary>
/// <param name="Reason">Stable code of <see cref="Reasons"/>; null when complete.</param>
/// <param name="Message">One sentence for people, without any record's content; null when complete.</param>
/// <param name="Result">The manifest's <c>result</c> part: the same to the byte on every repetition over the same files.
/// The manifest hash that people approve is the SHA-256 of its RFC 8785 form. Null unless complete.</param>
/// <param name="Manifest">The whole manifest as stored, with its <c>run</c> part. Null unless complete.</param>
public sealed record ExtractionOutcome(ExtractionState State, string? Reason, string? Message, JsonObject? Result, JsonObject? Manifest)
{
    public bool IsComplete => State is ExtractionState.Complete or ExtractionState.CompleteWithRejects;

    internal static ExtractionOutcome Failure(string reason, string message) =>
        new(reason == Reasons.Cancelled ? ExtractionState.Cancelled : ExtractionState.Failed, reason, message, null, null);
}
