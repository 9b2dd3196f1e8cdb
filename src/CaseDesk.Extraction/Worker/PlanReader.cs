using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Carries out a plan: reads the planned files and gives a frame for each row, rejected record and file.</summary>
internal sealed class PlanReader(WorkerOrder order, Action<WorkerFrame> give)
{
    private const double ProgressStep = 0.005;

    private long _bytesDone;
    private long _bytesExpected;
    private double _told;

    /// <exception cref="ExtractionFailure">Nothing of what was given may be used.</exception>
    public void Run()
    {
        CheckExpected();
        var work = order.Plan.Reads.Select(read => (Read: read, Files: FilesOf(read))).ToList();
        _bytesExpected = work.Sum(w => w.Files.Sum(f => SizeOf(f.Path)));
        foreach (var (read, files) in work)
            Read(read, files);
        give(new DoneFrame());
    }

    private void CheckExpected()
    {
        foreach (var path in order.Expected ?? [])
        {
            SourceFiles.CheckLocation(path);
            if (!Path.Exists(Path.Combine(order.LogsDirectory, path)))
                throw new ExtractionFailure("gone-since-decision", $"{path} was there when the scope was decided and is gone.");
        }
    }

    private List<SourceFile> FilesOf(PlannedRead read)
    {
        var location = read.Source.Location;
        SourceFiles.CheckLocation(location);
        if (!SourceFiles.IsDated(location))
            return [new SourceFile(location, null)];

        var existing = SourceFiles.Dated(location, order.LogsDirectory);
        var days = existing.Select(f => f.Day!.Value).ToHashSet();
        foreach (var window in read.Windows)
        {
            var (first, last) = DaysOf(window);
            for (var day = first; ; day = day.AddDays(1))
            {
                if (!days.Contains(day))
                    give(new AbsentFrame(read.Item, read.Source.Name, SourceFiles.PathOf(location, day)));
                if (day >= last)
                    break;
            }
        }

        // A record can stand in the file of the day before or after: written late, or a server whose day is not UTC's.
        return existing.FindAll(f => read.Windows.Any(w => IsWithinADayOf(f.Day!.Value, w)));
    }

    private static (DateOnly First, DateOnly Last) DaysOf(PlannedWindow window) =>
        (DateOnly.FromDateTime(window.From.UtcDateTime), DateOnly.FromDateTime(window.To.UtcDateTime.AddTicks(-1)));

    private static bool IsWithinADayOf(DateOnly day, PlannedWindow window)
    {
        var (first, last) = DaysOf(window);
        return day.DayNumber >= first.DayNumber - 1 && day.DayNumber <= last.DayNumber + 1;
    }

    private long SizeOf(string path)
    {
        var file = new FileInfo(Path.Combine(order.LogsDirectory, path));
        return file.Exists ? file.Length : 0;
    }

    private void Read(PlannedRead read, List<SourceFile> files)
    {
        var (records, usable, withoutKey) = (0L, 0L, 0L);
        foreach (var file in files)
        {
            var told = ReadFile(read, file.Path);
            records += told.Records;
            usable += told.Usable;
            withoutKey += told.WithoutKey;
        }

        // A source that cannot be read at all must not pass for one that holds nothing about the subject.
        if (records > 0 && usable == 0)
            throw new ExtractionFailure("source-shape", $"No record of {read.Source.Name} could be read as the policy describes it.");
        if (usable > 0 && withoutKey == usable)
            throw new ExtractionFailure("source-shape", $"No record of {read.Source.Name} has the part that the policy names as the subject's key.");
    }

    private (long Records, long Usable, long WithoutKey) ReadFile(PlannedRead read, string path)
    {
        using var content = new LogContent(order.LogsDirectory, path, read.Source.Compression);
        var pass = new RecordPass(read, path, give);
        var before = _bytesDone;
        try
        {
            var records = RecordReader.For(read.Source.Format, content.Stream, order.MaxLineBytes);
            pass.CheckParts(records);
            while (records.Next())
            {
                pass.Take(records);
                Tell(before + content.BytesRead);
            }

            var (change, sha256) = content.Finish();
            give(new FileFrame(read.Item, read.Source.Name, path, content.Size, sha256, records.LinesRead, pass.Records, pass.WithoutKey, change));
        }
        catch (InvalidDataException)
        {
            throw content.Damaged();
        }
        catch (ExtractionFailure failure) when (failure.Code == "source-shape")
        {
            throw new ExtractionFailure(failure.Code, $"{path}: {failure.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExtractionFailure("source-unreadable", $"{path} cannot be read to its end: {error.GetType().Name}.");
        }

        _bytesDone = before + content.Size;
        return (pass.Records, pass.Records - pass.Rejected, pass.WithoutKey);
    }

    private void Tell(long bytes)
    {
        var done = _bytesExpected == 0 ? 1 : Math.Min(1, (double)bytes / _bytesExpected);
        if (done - _told < ProgressStep)
            return;
        _told = done;
        give(new ProgressFrame(done));
    }
}
