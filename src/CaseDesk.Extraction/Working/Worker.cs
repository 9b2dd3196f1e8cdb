using System.Text.Json;
using CaseDesk.Extraction.Engines;
using CaseDesk.Extraction.Reading;

namespace CaseDesk.Extraction.Working;

/// <summary>The worker process: reads the planned files and says what it found. It opens files for reading only, and writes to its standard output only.</summary>
internal sealed class Worker(WorkerJob job, FrameWriter output)
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Orphaned = 3;

    private long rows;

    /// <summary>Runs one job that comes on <paramref name="input"/>, and ends the process when the input does.</summary>
    /// <param name="rehearse">True where the job will come later.</param>
    public static int Run(Stream input, Stream output, bool rehearse)
    {
        // Without this the runtime takes a truncated gzip file for a complete one.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

        if (rehearse)
            Rehearsal.Run();
        using var frames = new FrameWriter(output);
        try
        {
            var lines = new LineReader(new BlockReader(input, WorkerJob.LongestJson));
            if (!lines.TryNext(out var line) || !line.Ended)
                return Orphaned;
            var job = WorkerJob.FromJson(line.Bytes);
            EndWithParent(input);
            new Worker(job, frames).Run();
            return Done;
        }
        catch (SourceException fault)
        {
            return Say(frames, fault.Reason, fault.Message);
        }
        catch (JsonException)
        {
            return Say(frames, Reasons.PlanInvalid, "The worker could not read the plan.");
        }
        catch (OutOfMemoryException)
        {
            return Say(frames, Reasons.MemoryLimit, "The worker used more memory than this installation allows.");
        }
        catch (Exception unforeseen) when (unforeseen is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            // The type alone: a message could quote a record.
            return Say(frames, Reasons.SourceUnreadable, $"The sources could not be read ({unforeseen.GetType().Name}).");
        }
    }

    private static int Say(FrameWriter frames, string reason, string message)
    {
        try
        {
            frames.Write(new FailedFrame(reason, message));
            return Failed;
        }
        catch (IOException)
        {
            return Orphaned;
        }
    }

    // The parent keeps the input open while it lives; no orphan goes on reading other people's records.
    private static void EndWithParent(Stream input)
    {
        var watch = new Thread(() =>
        {
            try
            {
                while (input.ReadByte() >= 0)
                {
                }
            }
            catch (IOException)
            {
            }

            Environment.Exit(Orphaned);
        })
        { IsBackground = true };
        watch.Start();
    }

    private void Run()
    {
        var collectors = job.Plan.Reads
            .Select((read, index) => (Index: index, Read: read))
            .GroupBy(r => r.Read.Source)
            .Select(Collector (group) => new FileCollector(job, group.Key, [.. group], output, Emit))
            .ToList();
        var walls = Confinement.Enter([.. collectors.SelectMany(c => c.Paths)], job.CpuSeconds);
        var began = TimeProvider.System.GetTimestamp();
        var meter = new Meter(output, collectors.Sum(c => c.BytesPlanned));
        meter.Say();
        foreach (var collector in collectors)
        {
            collector.Collect(meter);
            meter.Say();
        }

        output.Write(new EndFrame(rows, walls, NativeFiles.User(), (long)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds));
    }

    private void Emit(GatedRow row)
    {
        Interlocked.Increment(ref rows);
        output.Write(new RowFrame(row));
    }
}
