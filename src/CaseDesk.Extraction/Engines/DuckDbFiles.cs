using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>Looks subjects up in files by DuckDB.</summary>
internal sealed class DuckDbFiles(PlannedSource source, IReadOnlyList<PlannedRead> reads, RowPicker picker, SubjectFilter filter, IReadOnlyList<string> paths, long memoryBytes) : IDisposable
{
    public const string Name = "duckdb/1.5.6";

    public FileFindings LookUpText(SourceFile file, FileSurvey survey) => throw new NotSupportedException($"{source.Name} {reads.Count} {picker.Parts.Count} {filter.Search} {paths.Count} {memoryBytes} {file.Path} {survey.Lines}");

    public FileFindings LookUpParquet(SourceFile file) => throw new NotSupportedException(file.Path);

    public long CountParquet(SourceFile file) => throw new NotSupportedException(file.Path);

    public void Dispose()
    {
    }
}
