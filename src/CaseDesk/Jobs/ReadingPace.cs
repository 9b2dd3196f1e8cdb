using CaseDesk.Extraction;

namespace CaseDesk.Jobs;

/// <summary>How far one attempt has read, and when it will be through at the rate it has shown. Told on the run's thread, asked on the lease's.</summary>
internal sealed class ReadingPace(TimeProvider clock) : IProgress<ExtractionProgress>
{
    // A rate measured over less is a guess: the first blocks come from a cache, or after a disk woke up.
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(2);
    private const double LeastShare = 0.01;

    private readonly Lock telling = new();
    private ExtractionProgress latest;
    private long? since;
    private long doneThen;

    public ExtractionProgress Latest
    {
        get
        {
            lock (telling) return latest;
        }
    }

    /// <summary>Null until an estimate is worth saying, and once everything is read: checking and storing take a time that nothing foretells.</summary>
    public DateTimeOffset? EstimatedEnd
    {
        get
        {
            lock (telling)
            {
                if (since is not { } began || latest.BytesDone >= latest.BytesTotal || latest.Fraction < LeastShare) return null;
                var (took, read) = (clock.GetElapsedTime(began), latest.BytesDone - doneThen);
                if (took < LeastTime || read <= 0) return null;
                return clock.GetUtcNow() + took * ((double)(latest.BytesTotal - latest.BytesDone) / read);
            }
        }
    }

    public void Report(ExtractionProgress value)
    {
        lock (telling)
        {
            latest = value;
            if (since is null && value.BytesTotal > 0) (since, doneThen) = (clock.GetTimestamp(), value.BytesDone);
        }
    }
}
