using CaseDesk.Extraction.Working;

namespace CaseDesk.Extraction.Engines;

/// <summary>Counts stored bytes over all threads, and says so from time to time. A dead parent is noticed by saying so.</summary>
internal sealed class Meter(FrameWriter output, long total)
{
    // Often enough for a progress bar, rare enough to cost nothing.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider clock = TimeProvider.System;
    private long said = TimeProvider.System.GetTimestamp();
    private long done;

    public void Add(long bytes)
    {
        var now = Interlocked.Add(ref done, bytes);
        var last = Interlocked.Read(ref said);
        if (clock.GetElapsedTime(last) >= Pause && Interlocked.CompareExchange(ref said, clock.GetTimestamp(), last) == last)
            output.Write(new ProgressFrame(new ExtractionProgress(Math.Min(now, total), total)));
    }

    public void Say() => output.Write(new ProgressFrame(new ExtractionProgress(Math.Min(Interlocked.Read(ref done), total), total)));
}
