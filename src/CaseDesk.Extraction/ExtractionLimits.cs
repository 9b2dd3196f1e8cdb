namespace CaseDesk.Extraction;

/// <summary>What one extraction may use. Reaching a limit fails the job; nothing is cut short in silence.</summary>
/// <param name="WallTime">From the start of the worker, in real time.</param>
/// <param name="WorkerMemory">Resident bytes of the worker.</param>
/// <param name="Rows">Most rows of one result.</param>
/// <param name="ResultBytes">Most bytes of all values of one result, as UTF-16.</param>
public sealed record ExtractionLimits(TimeSpan WallTime, long WorkerMemory, long Rows, long ResultBytes)
{
    /// <summary>Processor time of the worker over all its threads.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromMinutes(60);

    public static ExtractionLimits Standard { get; } = new(TimeSpan.FromMinutes(30), 512L * 1024 * 1024, 1_000_000, 512L * 1024 * 1024);
}
