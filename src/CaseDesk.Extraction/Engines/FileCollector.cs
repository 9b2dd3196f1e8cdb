using CaseDesk.Extraction.Reading;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>Collects from files: which must be there, which were surveyed before, and each read by the engine of its source.</summary>
internal sealed class FileCollector : Collector
{
    private readonly WorkerJob job;
    private readonly PlannedSource source;
    private readonly IReadOnlyList<PlannedRead> reads;
    private readonly FrameWriter output;
    private readonly RowPicker picker;
    private readonly SubjectFilter filter;
    private readonly bool isDuckDb;
    private readonly Dictionary<string, FileSurvey> surveys;
    private readonly HashSet<string> expected;
    private readonly List<(string Path, string FullPath)> files = [];
    private readonly Lock turn = new();
    private (int File, Exception Fault)? failed;
    private int next;
    private long records;
    private long rejected;

    /// <exception cref="SourceException">A file that must be there is not, or is no file.</exception>
    public FileCollector(WorkerJob job, PlannedSource source, IReadOnlyList<(int Index, PlannedRead Read)> reads, FrameWriter output, Action<GatedRow> emit)
    {
        (this.job, this.source, this.output) = (job, source, output);
        this.reads = [.. reads.Select(r => r.Read)];
        picker = new RowPicker(source, reads, emit);
        filter = new SubjectFilter(source, this.reads.SelectMany(r => r.Subjects));
        isDuckDb = DuckDbFiles.Reads(source);
        var reading = FileSurvey.ReadingOf(source, picker.Parts);
        surveys = job.Surveys.Where(s => s.Source == source.Name && s.Reading == reading).DistinctBy(s => s.Path).ToDictionary(s => s.Path, StringComparer.Ordinal);
        expected = (job.Expected ?? []).ToHashSet(StringComparer.Ordinal);
        BytesPlanned = Find().Sum(Measure);
    }

    public override long BytesPlanned { get; }

    public override IReadOnlyList<string> Paths => [.. files.Select(f => f.FullPath)];

    public override void Collect(Meter meter)
    {
        // DuckDB has threads of its own.
        var threads = Math.Min(isDuckDb ? 1 : Environment.ProcessorCount, files.Count);
        // Threads made here are as confined as this one; those of the runtime's pool need not be.
        var others = Enumerable.Range(1, Math.Max(0, threads - 1)).Select(_ => new Thread(() => ReadOn(meter)) { IsBackground = true }).ToList();
        others.ForEach(t => t.Start());
        ReadOn(meter);
        others.ForEach(t => t.Join());
        if (failed is { } first)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first.Fault);
        if (records > 0 && rejected == records)
            throw new SourceException(Reasons.SourceUnparseable, $"Source '{source.Name}': not one of its {records} records could be read; its format is not what the policy says.");
    }

    private void ReadOn(Meter meter)
    {
        try
        {
            using var duckDb = isDuckDb ? new DuckDbFiles(source, reads, picker, filter, Paths, job.MemoryBytes) : null;
            while (failed is null && Interlocked.Increment(ref next) - 1 is var number && number < files.Count)
                ReadOne(number, duckDb, meter);
        }
        catch (Exception fault)
        {
            Fail(next, fault);
        }
    }

    private void ReadOne(int number, DuckDbFiles? duckDb, Meter meter)
    {
        try
        {
            using var reading = new FileReading(source, SourceFile.Open(source.Name, job.LogsDirectory, files[number].Path), surveys.GetValueOrDefault(files[number].Path), picker, filter, duckDb, job.CheckAfter, meter);
            var frame = reading.Read();
            if (frame.Records > 0 && frame.Rejected == frame.Records && !frame.Listed.All(r => r.Reason == Reasons.RejectedBlank))
                throw new SourceException(Reasons.SourceUnparseable, $"Source '{source.Name}', file '{frame.Path}': not one of its {frame.Records} records could be read; its format is not what the policy says.");
            output.Write(frame);
            lock (turn)
                (records, rejected) = (records + frame.Records, rejected + frame.Rejected);
        }
        catch (Exception fault)
        {
            Fail(number, fault);
        }
    }

    // The first file of all that failed gives the reason, whichever thread was faster.
    private void Fail(int number, Exception fault)
    {
        lock (turn)
        {
            if (failed is null || number < failed.Value.File)
                failed = (number, fault);
        }
    }

    private List<string> Find()
    {
        var inside = reads.SelectMany(PlannedFiles.Inside).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        var missing = new List<(string Path, FilePeriod Period)>();
        foreach (var (path, period) in reads.SelectMany(PlannedFiles.WithMargins).DistinctBy(f => f.Path).OrderBy(f => f.Period.From))
        {
            if (period == FilePeriod.Always && !expected.Contains(path) || SourceFile.Exists(source.Name, job.LogsDirectory, path))
                found.Add(path);
            else if (inside.Contains(path))
                missing.Add((path, period));
        }

        if (missing.Count > 0)
            Miss(missing);
        return found;
    }

    // What the decision called available and the store does not have is no "none found". Only the newest file may not have been begun.
    private void Miss(List<(string Path, FilePeriod Period)> missing)
    {
        var end = reads.Max(r => r.Windows[^1].To);
        var held = new SourceLocation(source.Name, source.Location).Held(job.LogsDirectory);
        foreach (var (path, period) in missing)
        {
            if (expected.Contains(path))
                throw new SourceException(Reasons.GoneSinceDecision, $"Source '{source.Name}': file '{path}' was there when the scope was decided and is gone.");
            if (held.Count == 0 || held[^1].Period.From > period.From || end - period.To > source.Lateness)
                throw new SourceException(Reasons.SourceIncomplete, $"Source '{source.Name}': file '{path}' is missing, although its time is one that was decided as available.");
            output.Write(new AbsentFrame(source.Name, path));
        }
    }

    private long Measure(string path)
    {
        using var file = SourceFile.Open(source.Name, job.LogsDirectory, path);
        files.Add((path, file.FullPath));
        return file.Size;
    }
}
