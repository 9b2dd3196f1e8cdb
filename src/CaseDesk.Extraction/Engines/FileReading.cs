using CaseDesk.Extraction.Reading;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>
/// One file: surveyed whole if it is not known, else only looked up. Both say the same of it to the byte; a file that is known, by what the system tells of it,
/// and yet has other bytes, fails the job.
/// </summary>
internal sealed class FileReading(PlannedSource source, SourceFile file, FileSurvey? known, RowPicker picker, SubjectFilter filter, DuckDbFiles? duckDb, TimeSpan checkAfter, Meter meter) : IDisposable
{
    public const string Scanner = "scanner/2";

    private const int RecordsBetweenProgress = 4096;

    private readonly FileSurvey? known = known is not null && file.Stamp is { } stamp && stamp == known.Stamp && known.Parquet is null == (source.Format != SourceFormat.Parquet) ? known : null;
    private readonly DateTimeOffset opened = TimeProvider.System.GetUtcNow();
    private long metered;
    private bool surveyedNow;

    // A clock that was put back makes nothing younger than it is.
    private bool IsChecked => known is not null && known.CheckedAt <= opened && opened - known.CheckedAt < checkAfter;

    /// <exception cref="SourceException"/>
    public FileFrame Read()
    {
        try
        {
            var frame = source.Format == SourceFormat.Parquet ? Parquet() : Text();
            Meter(file.Size);
            return frame;
        }
        catch (InvalidDataException)
        {
            throw new SourceException(Reasons.SourceDamaged, $"Source '{source.Name}': file '{file.Path}' is damaged or cut off and cannot be unpacked to its end.");
        }
        catch (SurveyOutdated)
        {
            throw Outdated();
        }
    }

    public void Dispose() => file.Dispose();

    private FileFrame Text()
    {
        var whole = known;
        IReadOnlyList<long>? lines = null;
        if (duckDb is { FindsLines: true })
        {
            var growing = false;
            whole ??= Survey(SubjectFilter.PassNone, out _, out growing);
            lines = growing ? null : duckDb.FindLines(file, whole);
        }

        // What DuckDB cannot read exactly is read as if there were no DuckDB; the frame says so.
        if (whole is null || lines is null && (known is null || !ScanPass.Can(source, known)))
        {
            var survey = Survey(filter, out var rows, out var grewMeanwhile);
            return Frame(survey, rows, grewMeanwhile, null, Scanner);
        }

        var format = RecordFormat.Of(source, picker.Parts);
        var judge = new RecordJudge(format, line => picker.Take(format, file.Path, line));
        var isPlain = lines is null && source.Compression == SourceCompression.None;
        var isChecked = IsChecked;
        var content = file.Content(source.Compression, isChecked ? Taken.Nothing : isPlain ? Taken.ChecksumAsPassed : Taken.Checksum);
        if (lines is not null)
            new NumberedPass(source, file.Path, format, picker.Parts, lines, judge, () => Meter(file.BytesRead)).Run(content);
        else
            new ScanPass(source, file.Path, format, picker.Parts, whole, filter.Search, judge, () => Meter(file.BytesRead), isPlain && !isChecked ? file.Pass : null).Run(content);
        var grew = file.Finish(source.Compression);
        if (!isChecked && file.Checksum() != whole.Checksum)
            throw Outdated();
        if (!isChecked && known is not null)
            whole = known with { CheckedAt = opened };
        // Every record that is too long may be the subject's; which of them the look-up came upon does not matter.
        var found = judge.Findings;
        return Frame(whole, found with { PossiblySubject = found.PossiblySubject - judge.TooLong + whole.TooLong }, grew, null, lines is null ? Scanner : DuckDbFiles.Name);
    }

    private FileFrame Parquet()
    {
        // A known one is not read whole again: only the columns of the plan are.
        var whole = known;
        if (whole is null)
        {
            surveyedNow = true;
            file.HashOnly();
            var (records, description) = duckDb!.DescribeParquet(file);
            whole = new FileSurvey(source.Name, file.Path, file.Stamp, FileSurvey.ReadingOf(source, picker.Parts), file.Sha256(), file.Checksum(), records, records, 0, 0, 0, false, [], opened, [], description);
        }

        var found = duckDb!.LookUpParquet(file, whole.Parquet!);
        file.Unchanged(mayGrow: false);
        return Frame(whole, found, false, [.. picker.Parts.Order(StringComparer.Ordinal)], DuckDbFiles.Name);
    }

    private FileSurvey Survey(SubjectFilter rows, out FileFindings findings, out bool grew)
    {
        surveyedNow = true;
        var format = RecordFormat.Of(source, picker.Parts);
        var judge = new RecordJudge(format, line => picker.Take(format, file.Path, line));
        var count = 0L;
        var pass = new FilePass(source, file.Path, format, picker.Parts, rows, judge, () =>
        {
            if (++count % RecordsBetweenProgress == 0)
                Meter(file.BytesRead);
        });
        var newlines = new NewlineCount(file.Content(source.Compression, Taken.ChecksumAndSha256));
        pass.Run(newlines, file.HasGrown);
        grew = file.Finish(source.Compression);
        if (grew && pass.EndsOpen)
            throw WrittenTo();
        findings = judge.Findings;
        return new FileSurvey(
            source.Name, file.Path, grew ? null : file.Stamp, FileSurvey.ReadingOf(source, picker.Parts), file.Sha256(), file.Checksum(),
            pass.Lines, pass.Records, judge.Damaged, judge.TooLong, pass.BrokenQuotes, pass.EndsOpen, judge.DamagedListed, opened,
            source.Compression == SourceCompression.None ? newlines.InBlocks : [], null);
    }

    private FileFrame Frame(FileSurvey whole, FileFindings found, bool grew, IReadOnlyList<string>? columns, string engine)
    {
        if (grew && whole.EndsOpen)
            throw WrittenTo();
        return new FileFrame(
            source.Name, file.Path, file.Size, whole.Sha256, grew, whole.Lines, whole.Records, whole.Rejected + found.Rejected, found.PossiblySubject,
            [.. whole.Listed.Concat(found.Listed).OrderBy(r => r.Line).Take(FileSurvey.MostListed)], columns, engine, !surveyedNow, whole.CheckedAt, ReferenceEquals(whole, known) ? null : whole);
    }

    private SourceException WrittenTo() =>
        new(Reasons.SourceChanged, $"Source '{source.Name}': file '{file.Path}' was written to at its end while that was read.");

    private SourceException Outdated() => new(
        Reasons.SurveyOutdated,
        $"Source '{source.Name}': file '{file.Path}' has other bytes than when it was surveyed, although its times say that nothing changed. Find out why; the next attempt surveys it anew.");

    private void Meter(long bytes)
    {
        meter.Add(bytes - metered);
        metered = bytes;
    }
}
