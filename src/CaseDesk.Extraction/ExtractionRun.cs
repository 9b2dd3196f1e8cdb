using CaseDesk.Extraction.Results;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Runs one approved plan: worker process, second gate, result files, manifest.</summary>
public static class ExtractionRun
{
    /// <summary>Extracts exactly what the plan says and stores the result, or stores nothing and says why. Safe to repeat.</summary>
    /// <param name="planHash">Hash of the plan as recorded before the run, lower-case hex.</param>
    /// <param name="progress">Told in stored bytes, on a thread of the run.</param>
    /// <param name="expected">Relative paths that the store held when the scope was decided (<see cref="SourceInventories.Files"/>), where known:
    /// one of them that is gone from inside a window fails the job with a reason of its own.</param>
    /// <param name="cancel">Ends the worker at once; the outcome is then <see cref="ExtractionState.Cancelled"/>.</param>
    public static async Task<ExtractionOutcome> Execute(
        ExtractionPlan plan, string planHash, ExtractionPlaces places, ExtractionLimits limits,
        IProgress<ExtractionProgress> progress, TimeProvider clock, CancellationToken cancel, IReadOnlyList<string>? expected = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(clock);
        try
        {
            var startedAt = clock.GetUtcNow();
            PlanCheck.Check(plan);
            var surveys = places.Surveys is { } directory ? new SurveyStore(directory, places.SettledFor) : null;
            var collected = new CollectedRows(plan, limits);
            var known = surveys?.Of(plan) ?? [];
            var job = new WorkerJob(plan, Path.GetFullPath(places.Logs), expected, known, places.CheckAfter, (long)Math.Ceiling(limits.CpuTime.TotalSeconds), limits.WorkerMemory);
            await Collect(job, places, limits, collected, surveys, progress, cancel);
            if (cancel.IsCancellationRequested)
                return ExtractionOutcome.Failure(Reasons.Cancelled, Words.Cancelled);
            return Store(plan, planHash, collected, limits, startedAt, clock, places.Result);
        }
        catch (SourceException failure)
        {
            return ExtractionOutcome.Failure(failure.Reason, failure.Message);
        }
        catch (InvalidDataException)
        {
            return ExtractionOutcome.Failure(Reasons.WorkerProtocol, "The worker's answer could not be understood. Nothing was stored.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ExtractionOutcome.Failure(Reasons.ResultNotStored, $"The result could not be stored: {failure.Message}");
        }
    }

    private static async Task Collect(
        WorkerJob job, ExtractionPlaces places, ExtractionLimits limits, CollectedRows collected, SurveyStore? surveys, IProgress<ExtractionProgress> progress, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
            throw new SourceException(Reasons.Cancelled, Words.Cancelled);

        using var worker = places.Spare?.Take() ?? WorkerProcess.Start(limits, places.Launcher, rehearse: false);
        var well = await worker.Hear(job, limits, frame => Take(frame, collected, surveys, progress), cancel);
        if (worker.EndedFor is { } reason)
            throw new SourceException(reason, Words.Of(reason));
        if (collected.Failed is { } failed)
        {
            if (failed.Reason == Reasons.SurveyOutdated)
                surveys?.Forget(job.Surveys);
            throw new SourceException(failed.Reason, failed.Message);
        }

        if (!well || collected.End is null)
            throw new SourceException(Reasons.WorkerDied, "The worker ended before it was done. Nothing was stored.");
    }

    // A survey outlives the attempt that made it: after a crash, only the files that were not reached are surveyed again.
    private static void Take(Frame frame, CollectedRows collected, SurveyStore? surveys, IProgress<ExtractionProgress> progress)
    {
        collected.Take(frame, progress);
        if (frame is FileFrame { Surveyed: { } survey })
            surveys?.Keep(survey);
    }

    private static ExtractionOutcome Store(
        ExtractionPlan plan, string planHash, CollectedRows collected, ExtractionLimits limits, DateTimeOffset startedAt, TimeProvider clock, string resultDirectory)
    {
        var sections = collected.Sections();
        var dataJson = DataFiles.Json(plan.Request, sections);
        var dataCsv = DataFiles.Csv(sections, out var escapedCells);
        var result = ManifestParts.Result(plan, planHash, collected, sections, dataJson, dataCsv, escapedCells);
        var run = ManifestParts.Run(startedAt, clock.GetUtcNow(), limits, collected);
        var manifest = ResultDirectory.Store(resultDirectory, result, run, dataJson, dataCsv);
        var state = collected.Files.Any(f => f.Rejected > 0) ? ExtractionState.CompleteWithRejects : ExtractionState.Complete;
        return new ExtractionOutcome(state, null, null, result, manifest);
    }

    private static class Words
    {
        public const string Cancelled = "The extraction was cancelled. Nothing was stored.";

        public static string Of(string reason) => reason switch
        {
            Reasons.TimeLimit => "The extraction took longer than this installation allows. Nothing was stored.",
            Reasons.CpuLimit => "The extraction used more processor time than this installation allows. Nothing was stored.",
            Reasons.MemoryLimit => "The worker used more memory than this installation allows. Nothing was stored.",
            _ => Cancelled,
        };
    }
}
