namespace CaseDesk.Extraction;

/// <summary>A source cannot be read as it must be. The job fails; what is missing is never passed off as "none found".</summary>
/// <param name="reason">Stable reason code, see docs/manifest.md.</param>
/// <param name="message">One sentence that names the source and the file, never a record's content.</param>
public sealed class SourceException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
