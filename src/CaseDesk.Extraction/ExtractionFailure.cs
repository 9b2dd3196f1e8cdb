namespace CaseDesk.Extraction;

/// <summary>The job cannot go on; nothing of it may be used.</summary>
/// <param name="code">Stable reason code, for example <c>source-missing</c>.</param>
/// <param name="sentence">One sentence for the person who reads it; never the content of a record.</param>
public sealed class ExtractionFailure(string code, string sentence) : Exception(sentence)
{
    public string Code { get; } = code;
}
