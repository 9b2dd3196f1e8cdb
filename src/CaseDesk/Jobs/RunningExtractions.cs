using System.Collections.Concurrent;

namespace CaseDesk.Jobs;

/// <summary>How far the extractions of this process are; the truth about their state is in the database.</summary>
internal sealed class RunningExtractions
{
    private readonly ConcurrentDictionary<Guid, double> progress = new();

    public double ProgressOf(Guid extraction) => progress.GetValueOrDefault(extraction);

    public void Report(Guid extraction, double share) => progress[extraction] = Math.Clamp(share, 0, 1);

    public void Over(Guid extraction) => progress.TryRemove(extraction, out _);
}
