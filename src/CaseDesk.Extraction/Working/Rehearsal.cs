using CaseDesk.Extraction.Engines;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Working;

/// <summary>
/// What a worker does that was started before there is work: it looks up nobody in nothing, once, so that all code that a look-up needs is loaded and compiled when
/// one comes. Of files it opens one, which is its own program's.
/// </summary>
internal static class Rehearsal
{
    /// <summary>The word on the worker's command line.</summary>
    public const string Word = "rehearse";

    // Whatever goes wrong here goes wrong again in the job itself, where someone is told.
    public static void Run()
    {
        try
        {
            var job = WorkerJob.FromJson(new WorkerJob(Plan(), "/", [], [.. Plan().Reads.Select(read => Survey(read.Source, []))], TimeSpan.Zero, 1, 64 * 1024 * 1024).ToJson());
            using var frames = new FrameWriter(Stream.Null);
            foreach (var (read, index) in job.Plan.Reads.Select((read, index) => (read, index)))
                LookUp(read, index, frames);
            Collect(job, frames);
            LookUpInDuckDb(job, frames);
            DuckDbDoor.OpenAhead();
        }
        catch (Exception)
        {
        }
    }

    private static void LookUp(PlannedRead read, int index, FrameWriter frames)
    {
        var source = read.Source;
        var record = source.Format switch
        {
            SourceFormat.Jsonl => "{\"time\":\"2026-01-01T00:00:00Z\",\"account\":\"nobody-\\u0030\"}\n{\"time\":\"2026-01-01T00:00:00Z\",\"account\":\"nobody-0\"}\n"u8,
            SourceFormat.Csv => "time,account\n2026-01-01T00:00:00Z,\"nobody-0\"\n"u8,
            _ => "192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n"u8,
        };
        var picker = new RowPicker(source, [(index, read)], row => frames.Write(new RowFrame(row)));
        var filter = new SubjectFilter(source, read.Subjects);
        var survey = Survey(source, picker.Parts);
        // Also long enough that the search takes its long steps.
        var content = record.ToArray().Concat(Enumerable.Repeat((byte)'\n', 4096)).ToArray();
        var format = RecordFormat.Of(source, picker.Parts);
        new ScanPass(source, source.Location, format, picker.Parts, survey, filter.Search, new RecordJudge(format, line => picker.Take(format, source.Location, line)), () => { }).Run(new MemoryStream(content));
        frames.Write(new FileFrame(source.Name, source.Location, 0, "", false, 1, 1, 0, 0, [], null, FileReading.Scanner, true, DateTimeOffset.UnixEpoch, null));
    }

    // What every worker is started by is looked up as a log that is known already; finding files by their dates is done without any.
    private static void Collect(WorkerJob job, FrameWriter frames)
    {
        var read = Read(SourceFormat.Jsonl, TimeFormat.Rfc3339, "account", "nobody-0");
        var dated = read with { Source = read.Source with { Location = "nothing-{yyyy-MM-dd}" }, Windows = [read.Windows[0] with { To = DateTimeOffset.UnixEpoch.AddDays(2) }] };
        _ = PlannedFiles.Inside(dated).Concat(PlannedFiles.WithMargins(dated)).Count(file => PlannedFiles.Reaches(dated, file.Path));

        var source = read.Source with { Location = Path.GetFileName(Path.ChangeExtension(typeof(Rehearsal).Assembly.Location, ".runtimeconfig.json")) };
        using var file = SourceFile.Open(source.Name, AppContext.BaseDirectory, source.Location);
        var known = Survey(source, []) with { Stamp = file.Stamp, CheckedAt = TimeProvider.System.GetUtcNow(), Newlines = [] };
        var collector = new FileCollector(job with { LogsDirectory = AppContext.BaseDirectory, Surveys = [known], CheckAfter = TimeSpan.FromDays(1) }, source, [(0, read with { Source = source })], frames, row => frames.Write(new RowFrame(row)));
        var meter = new Meter(frames, collector.BytesPlanned);
        meter.Say();
        collector.Collect(meter);
    }

    private static FileSurvey Survey(PlannedSource source, IEnumerable<string> parts) =>
        new(source.Name, source.Location, new FileStamp("", 0, 0, 0), FileSurvey.ReadingOf(source, parts), "", "", 1, 1, 0, 0, 0, false, [], DateTimeOffset.UnixEpoch, [0], null);

    private static void LookUpInDuckDb(WorkerJob job, FrameWriter frames)
    {
        var read = Read(SourceFormat.Parquet, TimeFormat.Rfc3339, "account", "nobody-0");
        var picker = new RowPicker(read.Source, [(0, read)], row => frames.Write(new RowFrame(row)));
        var parts = picker.Parts.Order(StringComparer.Ordinal).ToList();
        var columns = new ParquetColumns([("account", "VARCHAR"), ("time", "TIMESTAMP WITH TIME ZONE")], read.Source, read.Source.Location, parts);
        var filter = new ParquetFilter(read.Source, [read], KeyGroup.Of([read]), columns, true);
        using var door = new DuckDbDoor([], job.MemoryBytes, []);
        DuckDbFiles.Judged(
            door, picker, parts, read.Source.Location,
            $"SELECT 1::BIGINT, {string.Join(", ", parts.Select(columns.Text))} FROM (SELECT 'nobody-0' AS account, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS time) WHERE {filter.Sql()}", filter.Values.ToList());
    }

    private static ExtractionPlan Plan() => new("CD-0000-000000", "", "", [
        Read(SourceFormat.Jsonl, TimeFormat.Rfc3339, "account", "nobody-0"), Read(SourceFormat.Csv, TimeFormat.Rfc3339, "account", "nobody-0"),
        Read(SourceFormat.Combined, TimeFormat.CommonLog, "ip", "192.0.2.1", "method", "path", "status", "user_agent"),
    ]);

    private static PlannedRead Read(SourceFormat format, TimeFormat time, string key, string value, params string[] others) => new(
        1, new PlannedSource(format.ToString(), format, SourceCompression.None, "nothing", "time", time, ""), [new PlannedSubject(key, value, key)],
        [new PlannedWindow(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), [new PlannedField("time", "time"), new PlannedField(key, key), .. others.Select(other => new PlannedField(other, other))])]);
}
