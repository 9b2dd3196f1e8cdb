using CaseDesk.Extraction.Working;

namespace CaseDesk.Extraction;

/// <summary>
/// Keeps one worker started before there is work for it, so that a look-up need not wait for the start of a process. Each still does one job and ends.
/// For one application, and threads at will.
/// </summary>
/// <param name="limits">What the extractions may use that take it.</param>
/// <param name="launcher">As <see cref="ExtractionPlaces.Launcher"/>.</param>
public sealed class SpareWorker(ExtractionLimits limits, IReadOnlyList<string> launcher) : IDisposable
{
    private readonly Lock turn = new();
    private WorkerProcess? spare;
    private bool isOver;

    /// <summary>Starts one unless one waits. Where none can be started nothing happens: the next extraction tries, and says why.</summary>
    public void Prepare()
    {
        lock (turn)
        {
            if (isOver || spare is { IsWaiting: true })
                return;
            spare?.Dispose();
            spare = null;
            try
            {
                spare = WorkerProcess.Start(limits, launcher, rehearse: true);
            }
            catch (SourceException)
            {
            }
        }
    }

    /// <summary>Ends the worker that waits, and starts no other.</summary>
    public void Dispose()
    {
        lock (turn)
        {
            isOver = true;
            spare?.Dispose();
            spare = null;
        }
    }

    /// <summary>The worker that waits, now the caller's; null where there is none.</summary>
    internal WorkerProcess? Take()
    {
        lock (turn)
        {
            var taken = spare;
            spare = null;
            if (taken is null or { IsWaiting: true })
                return taken;
            taken.Dispose();
            return null;
        }
    }
}
