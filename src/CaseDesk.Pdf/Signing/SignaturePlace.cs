namespace CaseDesk.Pdf;

/// <summary>Where a report keeps room for its signature.</summary>
/// <param name="Range">Place of the text that says what is covered (ISO 32000-1, 12.8.1: ByteRange).</param>
/// <param name="Contents">Place of the opening bracket of the signature itself.</param>
/// <param name="Bytes">How many bytes the signature may have.</param>
/// <param name="SignedAt">The time that the file claims; the certificate must be valid then.</param>
/// <param name="Known">SHA-256 of each certificate in the report's validation data: the time-stamp's must be among them.</param>
public sealed record SignaturePlace(long Range, long Contents, int Bytes, DateTimeOffset SignedAt, IReadOnlySet<string> Known)
{
    /// <summary>Place behind the closing bracket.</summary>
    public long End => Contents + 2L * Bytes + 2;
}
