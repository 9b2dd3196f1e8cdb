using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>One attempt to carry out a plan: in a process of its own, checked row by row, stored whole or not at all.</summary>
public sealed class ExtractionRun
{
    private const string Engine = "scanner/1";

    private readonly ExtractionPlan _plan;
    private readonly ExtractionLimits _limits;
    private readonly IProgress<double> _progress;
    private readonly Collected _collected;
    private double _told;

    private ExtractionRun(ExtractionPlan plan, ExtractionLimits limits, IProgress<double> progress)
    {
        (_plan, _limits, _progress) = (plan, limits, progress);
        _collected = new Collected(plan, limits);
    }

    /// <summary>Never throws for bad data: every end is an outcome.</summary>
    /// <param name="planHash">Hash of the plan that was recorded before; it goes into the manifest.</param>
    /// <param name="resultDirectory">Holds data.json, data.csv and manifest.json after a complete run; unchanged after any other.</param>
    /// <param name="progress">0 to 1, never backwards.</param>
    /// <param name="expected">Paths below the logs directory that the inventory had when the scope was decided; one that is missing fails the job.</param>
    public static async Task<ExtractionOutcome> Execute(ExtractionPlan plan, string planHash, string logsDirectory, string resultDirectory, ExtractionLimits limits, IProgress<double> progress, TimeProvider clock, CancellationToken cancel, IReadOnlyList<string>? expected = null)
    {
        var startedAt = clock.GetUtcNow();
        try
        {
            cancel.ThrowIfCancellationRequested();
            var run = new ExtractionRun(plan, limits, progress);
            await run.Collect(new WorkerOrder(plan, Path.GetFullPath(logsDirectory), expected, limits.MaxLineBytes), clock, cancel);
            var manifest = ResultDirectory.Write(resultDirectory, plan, planHash, run._collected, () => RunPart(startedAt, clock.GetUtcNow(), limits), cancel);
            progress.Report(1);
            var end = run._collected.RejectedRecords == 0 ? ExtractionEnd.Complete : ExtractionEnd.CompleteWithRejects;
            return new ExtractionOutcome(end, null, null, run._collected.Rows.Count, manifest["result"]!.AsObject(), manifest);
        }
        catch (OperationCanceledException)
        {
            return new ExtractionOutcome(ExtractionEnd.Cancelled, "cancelled", "The extraction was cancelled; nothing was stored.", 0, null, null);
        }
        catch (ExtractionFailure failure)
        {
            return Failed(failure.Code, failure.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Failed("result-not-written", $"The result could not be written to the disk: {error.GetType().Name}.");
        }
    }

    private static ExtractionOutcome Failed(string code, string sentence) => new(ExtractionEnd.Failed, code, sentence, 0, null, null);

    private async Task Collect(WorkerOrder order, TimeProvider clock, CancellationToken cancel)
    {
        if (!Directory.Exists(order.LogsDirectory))
            throw new ExtractionFailure("source-missing", "The logs directory does not exist.");
        using var worker = WorkerProcess.Start(order, _limits);
        using var limit = new CancellationTokenSource(_limits.WallTime, clock);
        await using var killOnCancel = cancel.Register(worker.Kill);
        await using var killOnLimit = limit.Token.Register(worker.Kill);
        var memory = worker.PassedMemory(_limits.MemoryBytes);
        ExtractionFailure? failure = null;
        try
        {
            // Its own thread: reading the pipe blocks.
            await Task.Factory.StartNew(() => TakeFrames(worker.Frames), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (ExtractionFailure error)
        {
            failure = error;
            worker.Kill();
        }

        var exitCode = await worker.Exit();
        worker.StopWatching();
        var passedMemory = await memory;
        cancel.ThrowIfCancellationRequested();
        if (failure is not null)
            throw failure;
        if (limit.IsCancellationRequested)
            throw new ExtractionFailure("time-limit", "The collector took longer than one job may take.");
        if (passedMemory)
            throw new ExtractionFailure("memory-limit", "The collector took more memory than one job may take.");
        if (!_collected.Done || exitCode != 0)
            throw new ExtractionFailure("worker-died", "The collector ended before it had read everything.");
    }

    private void TakeFrames(Stream frames)
    {
        // JSON writes a byte of a value as six at most (\u00XX).
        var lines = new LineReader(frames, checked((_limits.MaxLineBytes * 12) + (1 << 16)));
        try
        {
            while (lines.Next())
            {
                if (lines.TooLong)
                    throw new ExtractionFailure("worker-protocol", "The collector sent a frame that is too large.");

                // A cut-off frame is the mark of a killed worker; the missing end tells it.
                if (lines.Raw is not [.., (byte)'\n'])
                    return;
                var frame = JsonSerializer.Deserialize<WorkerFrame>(lines.Text, Wire.Options) ?? throw new JsonException();
                if (frame is ProgressFrame { Done: var done } && done > _told && done < 1)
                    _progress.Report(_told = done);
                _collected.Take(frame, lines.Raw.Length);
            }
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new ExtractionFailure("worker-protocol", "The collector sent something that is not a frame.");
        }
        catch (IOException)
        {
            // The pipe broke: the missing end tells it.
        }
    }

    private static JsonObject RunPart(DateTimeOffset startedAt, DateTimeOffset endedAt, ExtractionLimits limits) => new()
    {
        ["startedAt"] = ResultPart.Instant(startedAt),
        ["endedAt"] = ResultPart.Instant(endedAt),
        ["engine"] = Engine,
        ["host"] = Environment.MachineName,
        ["isolation"] = new JsonObject
        {
            ["process"] = "own process, environment cleared, plan by standard input, no database and no keys",
            ["files"] = "opened for reading only, below the logs directory, no links; not enforced by the system",
            ["network"] = "not used by the collector; not enforced by the system",
            ["wallSeconds"] = (long)limits.WallTime.TotalSeconds,
            ["memoryBytes"] = limits.MemoryBytes,
        },
    };
}
