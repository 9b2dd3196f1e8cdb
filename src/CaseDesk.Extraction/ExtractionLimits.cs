namespace CaseDesk.Extraction;

/// <summary>What one job may take. A job that passes a limit fails; it is never cut short silently.</summary>
/// <param name="WallTime">From the start of the worker to its last frame.</param>
/// <param name="MemoryBytes">Resident memory of the worker.</param>
/// <param name="MaxLineBytes">Longer records are rejected as <c>too-long</c> (1 to 67,108,864).</param>
/// <param name="MaxRows">Rows of the whole job.</param>
/// <param name="MaxRowBytes">Bytes of all rows of the job together, as the worker sends them: the parent holds them for sorting.</param>
public sealed record ExtractionLimits(TimeSpan WallTime, long MemoryBytes, int MaxLineBytes, long MaxRows, long MaxRowBytes)
{
    public static ExtractionLimits Default { get; } = new(TimeSpan.FromHours(2), 512L << 20, 1 << 20, 1_000_000, 512L << 20);
}
