using System.Text.Json.Nodes;

namespace CaseDesk.Extraction;

public enum ExtractionEnd
{
    Complete,

    /// <summary>Complete, and at least one record could not be read; the manifest lists which.</summary>
    CompleteWithRejects,

    /// <summary>Nothing was stored.</summary>
    Failed,

    /// <summary>Nothing was stored.</summary>
    Cancelled,
}

/// <summary>How a job ended.</summary>
/// <param name="Code">Stable reason code when it failed or was cancelled: see docs/manifest.md.</param>
/// <param name="Reason">One sentence; never the content of a record.</param>
/// <param name="Rows">Rows stored.</param>
/// <param name="Result">The part of the manifest that is the same on every repetition; people approve its hash (SHA-256 of its RFC 8785 form).</param>
/// <param name="Manifest">The whole manifest: <c>result</c> and <c>run</c>.</param>
public sealed record ExtractionOutcome(ExtractionEnd End, string? Code, string? Reason, long Rows, JsonObject? Result, JsonObject? Manifest)
{
    public bool IsComplete => End is ExtractionEnd.Complete or ExtractionEnd.CompleteWithRejects;
}
