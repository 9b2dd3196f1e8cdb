using CaseDesk.Extraction.Engines;
using CaseDesk.Extraction.Reading;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Results;

/// <summary>One row of the result: the values of one record for one item.</summary>
internal sealed record ResultRow(string File, long Line, DateTimeOffset? Instant, IReadOnlyDictionary<string, string?> Values);

/// <summary>The rows of one item from one source, in order.</summary>
internal sealed record ResultSection(int Item, string Source, string Caveat, IReadOnlyList<string> Fields, IReadOnlyList<ResultRow> Rows);

/// <summary>Takes the worker's frames, lets each row through the second gate, and puts the rows in order.</summary>
internal sealed class CollectedRows(ExtractionPlan plan, ExtractionLimits limits)
{
    private const int LongestMessage = 1000;

    private readonly SecondGate gate = new(plan);
    private readonly Dictionary<(int Read, string File, long Line), GatedRow> rows = [];
    private long valueBytes;

    private readonly List<FileFrame> files = [];
    private readonly List<AbsentFrame> absent = [];

    /// <summary>In order of source and path, whichever thread was faster.</summary>
    public IReadOnlyList<FileFrame> Files => [.. files.OrderBy(f => f.Source, StringComparer.Ordinal).ThenBy(f => f.Path, StringComparer.Ordinal)];

    public IReadOnlyList<AbsentFrame> Absent => [.. absent.OrderBy(a => a.Source, StringComparer.Ordinal).ThenBy(a => a.Path, StringComparer.Ordinal)];

    public FailedFrame? Failed { get; private set; }

    public EndFrame? End { get; private set; }

    /// <exception cref="SourceException">The gate objects, or a limit is reached.</exception>
    /// <exception cref="InvalidDataException">The frame cannot come at this point.</exception>
    public void Take(Frame frame, IProgress<ExtractionProgress> progress)
    {
        if (End is not null || Failed is not null)
            throw new InvalidDataException("A frame came after the last one.");
        switch (frame)
        {
            case RowFrame(var row):
                Take(row);
                break;
            case ProgressFrame(var told):
                progress.Report(told);
                break;
            case FileFrame file when IsPlausible(file):
                files.Add(file);
                break;
            case AbsentFrame none when gate.IsPlannedFile(none.Source, none.Path):
                absent.Add(none);
                break;
            case FailedFrame failed when Reasons.IsFailureOfWorker(failed.Reason) && failed.Message.Length <= LongestMessage:
                Failed = failed;
                break;
            case EndFrame end when end.Rows == rows.Count && EveryFileIsAccountedFor():
                End = end;
                break;
            default:
                throw new InvalidDataException("The worker's account of itself does not add up.");
        }
    }

    /// <summary>One section for each item and source of the plan, in the plan's order, also where there are no rows.</summary>
    public IReadOnlyList<ResultSection> Sections() =>
        [.. plan.Reads
            .Select((read, index) => (Read: read, Index: index))
            .GroupBy(r => (r.Read.Item, r.Read.Source.Name))
            .Select(group => new ResultSection(
                group.Key.Item,
                group.Key.Name,
                group.First().Read.Source.Caveat,
                [.. PlannedFields.Union(group.SelectMany(r => r.Read.Windows).Select(w => w.Fields)).Select(f => f.Name)],
                RowsOf([.. group.Select(r => r.Index)])))];

    private void Take(GatedRow row)
    {
        // The words are ours alone: what a row says of itself may be anything.
        if (gate.Objection(row) is { } objection)
            throw new SourceException(Reasons.Gate, $"A row that came from the sources is not what the plan allows: {objection}. Nothing was stored.");
        if (!rows.TryAdd((row.Read, row.File, row.Line), row))
            throw new SourceException(Reasons.Gate, "A row came twice from the sources. Nothing was stored.");
        valueBytes += row.Values.Sum(v => 2L * (v.Value?.Length ?? 0));
        if (rows.Count > limits.Rows || valueBytes > limits.ResultBytes)
            throw new SourceException(Reasons.ResultLimit, "The result is larger than this installation allows. Nothing was stored.");
    }

    // A file that the worker passed over in silence would look like "none found".
    private bool EveryFileIsAccountedFor()
    {
        var told = files.Select(f => (f.Source, f.Path)).Concat(absent.Select(a => (a.Source, a.Path))).ToList();
        var known = told.ToHashSet();
        return known.Count == told.Count && plan.Reads.All(read =>
            PlannedFiles.Inside(read).All(file => known.Contains((read.Source.Name, file.Path))));
    }

    private bool IsPlausible(FileFrame file) =>
        gate.IsPlannedFile(file.Source, file.Path) && IsSha256(file.Sha256) && file.Listed.Count <= FileSurvey.MostListed && file.Listed.All(r => Reasons.IsRejection(r.Reason))
        && file.Engine is FileReading.Scanner or DuckDbFiles.Name
        && (file.Columns is null || plan.Reads.Where(r => r.Source.Name == file.Source).All(r => r.Source.Format == SourceFormat.Parquet))
        && (file.Surveyed is not { } survey || survey.Source == file.Source && survey.Path == file.Path && survey.Sha256 == file.Sha256 && survey.IsPlausible());

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    // One record may be a row in two reads of an item, for two identifiers: it is one row then, with the fields of both.
    private List<ResultRow> RowsOf(HashSet<int> reads) =>
        [.. rows.Values
            .Where(row => reads.Contains(row.Read))
            .GroupBy(row => (row.File, row.Line))
            .Select(group => new ResultRow(
                group.Key.File,
                group.Key.Line,
                group.First().Instant,
                group.SelectMany(row => row.Values).DistinctBy(v => v.Key).ToDictionary(StringComparer.Ordinal)))
            .OrderBy(row => row.Instant)
            .ThenBy(row => row.File, StringComparer.Ordinal)
            .ThenBy(row => row.Line)];
}
