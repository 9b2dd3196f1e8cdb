using CaseDesk.Model.Work;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Extractions;

/// <summary>How far an extraction is, as its worker last said.</summary>
/// <param name="Progress">0 to 1.</param>
/// <param name="BytesDone">Of the planned files, as stored.</param>
/// <param name="BytesTotal">0 until the files were looked at.</param>
/// <param name="EstimatedEnd">When the reading ends at the measured rate; null until that is worth saying, and where it has passed.</param>
public sealed record HowFar(double Progress, long BytesDone = 0, long BytesTotal = 0, DateTimeOffset? EstimatedEnd = null)
{
    public static HowFar NotBegun { get; } = new(0);
}

internal static class HowFarLookup
{
    /// <summary>What was read of a complete one is in its manifest.</summary>
    public static async Task<HowFar> HowFar(this IQueryable<WorkItem> work, ExtractionJob job, DateTimeOffset now, CancellationToken cancel)
    {
        if (job.State != ExtractionState.Running) return job.IsComplete ? new HowFar(1) : Extractions.HowFar.NotBegun;

        var said = await work.Where(w => w.Subject == job.Id && w.DoneAt == null).OrderByDescending(w => w.CreatedAt)
            .Select(w => new HowFar(w.Progress, w.BytesDone, w.BytesTotal, w.EstimatedEnd)).FirstOrDefaultAsync(cancel) ?? Extractions.HowFar.NotBegun;
        // A worker that has fallen silent has broken its word: the past is no time to wait for.
        return said.EstimatedEnd <= now ? said with { EstimatedEnd = null } : said;
    }
}
