using System.Text.Json;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Working;

/// <summary>The worker process: reads the planned files and says what it found. It opens files for reading only, and writes to its standard output only.</summary>
internal sealed class Worker(WorkerJob job, FrameWriter output, bool writingForbidden)
{
    /// <summary>Rejected records listed one by one; all are counted.</summary>
    public const int MostListed = 1000;

    public const int Done = 0;
    public const int Failed = 1;
    public const int Orphaned = 3;

    // Often enough for a progress bar and for noticing a dead parent, rare enough to cost nothing.
    private const int RecordsBetweenProgress = 16 * 1024;

    private long rows;
    private long listed;
    private long bytesDone;
    private long bytesPlanned;

    /// <summary>Runs one job that comes on <paramref name="input"/>, and ends the process when the input does.</summary>
    public static int Run(Stream input, Stream output)
    {
        // Without this the runtime takes a truncated gzip file for a complete one.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

        using var frames = new FrameWriter(output);
        try
        {
            var lines = new LineReader(new BlockReader(input, WorkerJob.LongestJson));
            if (!lines.TryNext(out var line) || !line.Ended)
                return Orphaned;
            var job = WorkerJob.FromJson(line.Bytes.Span);
            EndWithParent(input);
            new Worker(job, frames, NativeFiles.ForbidWriting()).Run();
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
        catch (Exception unforeseen) when (unforeseen is IOException or UnauthorizedAccessException or ArgumentException or OutOfMemoryException or InvalidOperationException)
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
        var sources = job.Plan.Reads
            .Select((read, index) => (Index: index, Read: read))
            .GroupBy(r => r.Read.Source)
            .Select(group => (Source: group.Key, Reads: group.ToList(), Files: Files(group.Key, group.Select(r => r.Read))))
            .ToList();
        bytesPlanned = sources.Sum(s => s.Files.Sum(f => SizeOf(s.Source.Name, f)));
        foreach (var (source, reads, files) in sources)
            ReadSource(source, reads, files);
        output.Write(new EndFrame(rows, writingForbidden));
    }

    private List<string> Files(PlannedSource source, IEnumerable<PlannedRead> reads)
    {
        var location = new SourceLocation(source.Name, source.Location);
        if (!location.IsDaily)
        {
            if (WasExpected(source.Location) && !SourceFile.Exists(source.Name, job.LogsDirectory, source.Location))
                throw Gone(source, source.Location);
            return [source.Location];
        }

        var inside = new SortedSet<DateOnly>(reads.SelectMany(r => r.Windows).SelectMany(PlannedDays.Inside));
        var margins = inside.SelectMany(PlannedDays.Around).Where(day => !inside.Contains(day)).ToHashSet();
        var files = new List<string>();
        foreach (var day in inside.Concat(margins).Order())
        {
            var path = location.On(day);
            if (SourceFile.Exists(source.Name, job.LogsDirectory, path))
            {
                files.Add(path);
            }
            else if (inside.Contains(day))
            {
                if (WasExpected(path))
                    throw Gone(source, path);
                output.Write(new AbsentFrame(source.Name, path));
            }
        }

        return files;
    }

    private bool WasExpected(string path) => job.Expected?.Contains(path, StringComparer.Ordinal) == true;

    private static SourceException Gone(PlannedSource source, string path) =>
        new(Reasons.GoneSinceDecision, $"Source '{source.Name}': file '{path}' was there when the scope was decided and is gone.");

    private long SizeOf(string source, string path)
    {
        using var file = SourceFile.Open(source, job.LogsDirectory, path);
        return file.Size;
    }

    private void ReadSource(PlannedSource source, List<(int Index, PlannedRead Read)> reads, List<string> files)
    {
        var filter = new SubjectFilter(source.Format, reads.SelectMany(r => r.Read.Subjects));
        var picker = new RowPicker(source, reads, row =>
        {
            rows++;
            output.Write(new RowFrame(row));
        });
        var (records, rejected) = (0L, 0L);
        foreach (var path in files)
        {
            var count = ReadFile(source, path, filter, picker);
            records += count.Records;
            rejected += count.Rejected;
        }

        if (records > 0 && rejected == records)
            throw new SourceException(Reasons.SourceUnparseable, $"Source '{source.Name}': not one of its {records} records could be read; its format is not what the policy says.");
    }

    private FileCount ReadFile(PlannedSource source, string path, SubjectFilter filter, RowPicker picker)
    {
        using var file = SourceFile.Open(source.Name, job.LogsDirectory, path);
        var format = RecordFormat.Of(source.Format, picker.Parts);
        var pass = new FilePass(
            source, path, format, picker.Parts, filter,
            (line, offset) => picker.Take(format, path, line, offset),
            rejected => List(source.Name, path, rejected),
            record =>
            {
                if (record % RecordsBetweenProgress == 0)
                    Progress(file.BytesRead);
            });

        FileCount count;
        try
        {
            using var content = file.Content(source.Compression);
            count = pass.Run(content, file.HasGrown);
        }
        catch (InvalidDataException)
        {
            throw new SourceException(Reasons.SourceDamaged, $"Source '{source.Name}': file '{path}' is damaged or cut off and cannot be unpacked to its end.");
        }

        var (sha256, grew) = file.Finish(source.Compression);
        if (grew && count.EndsOpen)
            throw new SourceException(Reasons.SourceChanged, $"Source '{source.Name}': file '{path}' was written to at its end while that was read.");
        bytesDone += file.Size;
        Progress(0);
        output.Write(new FileFrame(source.Name, path, file.Size, sha256, grew, count.Lines, count.Records, count.Rejected, count.RejectedPossiblySubject));
        return count;
    }

    private void List(string source, string path, RejectedRecord rejected)
    {
        if (listed++ < MostListed)
            output.Write(new RejectedFrame(source, path, rejected.Line, rejected.Offset, rejected.Reason));
    }

    private void Progress(long bytesOfFile) =>
        output.Write(new ProgressFrame(new ExtractionProgress(Math.Min(bytesPlanned, bytesDone + bytesOfFile), bytesPlanned)));
}
