namespace CaseDesk.Extraction;

/// <summary>How far an extraction is, in stored bytes: the one measure that is known before the first record is read.</summary>
/// <param name="BytesDone">Of the planned files, as stored (compressed where they are).</param>
/// <param name="BytesTotal">Of all planned files; 0 until they were looked at, and where there is nothing to read.</param>
public readonly record struct ExtractionProgress(long BytesDone, long BytesTotal)
{
    /// <summary>0 to 1.</summary>
    public double Fraction => BytesTotal <= 0 ? 0 : Math.Clamp((double)BytesDone / BytesTotal, 0, 1);
}
