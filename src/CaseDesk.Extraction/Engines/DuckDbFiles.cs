using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>
/// Finds the records of subjects in files by DuckDB. It only finds: each record then goes the way of all others, so that whatever finds them, the rows are the same.
/// For one thread.
/// </summary>
internal sealed class DuckDbFiles : IDisposable
{
    public const string Name = "duckdb/" + DuckDbDoor.Version;

    private readonly PlannedSource source;
    private readonly IReadOnlyList<PlannedRead> reads;
    private readonly RowPicker picker;
    private readonly IReadOnlyList<KeyGroup> groups;
    private readonly LineFinder finder;
    private readonly DuckDbDoor door;

    public DuckDbFiles(PlannedSource source, IReadOnlyList<PlannedRead> reads, RowPicker picker, SubjectFilter filter, IReadOnlyList<string> paths, long memoryBytes)
    {
        (this.source, this.reads, this.picker) = (source, reads, picker);
        groups = KeyGroup.Of(reads);
        finder = new LineFinder(source, groups, filter);
        try
        {
            door = new DuckDbDoor(paths, memoryBytes, groups);
        }
        catch (DuckDbFault fault)
        {
            throw new SourceException(Reasons.SourceUnreadable, $"Source '{source.Name}': the engine that reads it cannot be set up ({fault.Kind}).");
        }
    }

    /// <summary>
    /// Whether a source is read by it. Text only where the source says so: measured over half a gigabyte, the scanner takes less processor time even for ten thousand
    /// identifiers, of which it parses every record (JSON 3.9 s to 5.3 s, CSV 1.9 s to 3.6 s, medians of eight).
    /// </summary>
    public static bool Reads(PlannedSource source) => source.Format == SourceFormat.Parquet || source.Engine == SourceEngine.DuckDb;

    /// <summary>False where every line of a text file would have to be parsed anyhow.</summary>
    public bool FindsLines => finder.Can;

    /// <summary>Numbers of the lines that may concern a subject; null where the file must be left to the scanner.</summary>
    public IReadOnlyList<long>? FindLines(SourceFile file, FileSurvey survey) => finder.Find(door, file, survey, picker.Parts);

    /// <exception cref="SourceException"/>
    public (long Records, ParquetDescription Description) DescribeParquet(SourceFile file) => Parquet(file, () =>
    {
        var top = ParquetColumns.Read(door, file);
        var columns = new ParquetColumns(top, source, file.Path, picker.Parts);
        var count = 0L;
        door.Select("SELECT count(*) FROM read_parquet(?, hive_partitioning=false)", [file.FullPath], row => count = row.GetInt64(0));
        return (count, new ParquetDescription(top, source.TimeFrom is { } time && columns.IsZonedTime(time) && ParquetFilter.AllInstantsAreReadable(door, file, time)));
    });

    /// <summary>Judges the rows of an answer: a row's number from 1, then the parts. Only what is named is read: a column that no part names costs not one byte.</summary>
    public static FileFindings Judged(DuckDbDoor door, RowPicker picker, IReadOnlyList<string> parts, string file, string sql, IReadOnlyCollection<object> values)
    {
        var record = new ParquetRow();
        var judge = new RecordJudge(record, line => picker.Take(record, file, line));
        door.Select(sql, values, row =>
        {
            for (var i = 0; i < parts.Count; i++)
                record.Put(parts[i], row.IsDBNull(i + 1) ? null : row.GetString(i + 1));
            judge.JudgeParsed(row.GetInt64(0));
        });
        return judge.Findings;
    }

    /// <exception cref="SourceException"/>
    public FileFindings LookUpParquet(SourceFile file, ParquetDescription description) => Parquet(file, () =>
    {
        var columns = new ParquetColumns(description.Columns, source, file.Path, picker.Parts);
        var parts = picker.Parts.Order(StringComparer.Ordinal).ToList();
        var filter = new ParquetFilter(source, reads, groups, columns, description.InstantsAreReadable);
        var where = filter.Sql();
        return Judged(door, picker, parts, file.Path, $"SELECT {ParquetColumns.RowNumber} + 1, {string.Join(", ", parts.Select(columns.Text))} FROM read_parquet(?, file_row_number=true, hive_partitioning=false) WHERE {where}", [file.FullPath, .. filter.Values]);
    });

    public void Dispose() => door.Dispose();

    private T Parquet<T>(SourceFile file, Func<T> ask)
    {
        if (LineFinder.HasPattern(file.FullPath))
            throw new SourceException(Reasons.SourceFormat, $"Source '{source.Name}': file '{file.Path}' has a name that the engine would take for a pattern.");
        try
        {
            return ask();
        }
        catch (DuckDbFault)
        {
            throw new SourceException(Reasons.SourceDamaged, $"Source '{source.Name}': file '{file.Path}' is damaged, or is no Parquet file.");
        }
    }
}
