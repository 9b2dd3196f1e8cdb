using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>Which files a plan reaches. Worker and gate both ask here.</summary>
internal static class PlannedFiles
{
    /// <summary>The files that are about some part of a window: each must be read, or told of as absent.</summary>
    /// <exception cref="SourceException"/>
    public static IEnumerable<(string Path, FilePeriod Period)> Inside(PlannedRead read)
    {
        var location = new SourceLocation(read.Source.Name, read.Source.Location);
        return read.Windows.SelectMany(w => location.Between(w.From, w.To)).DistinctBy(f => f.Path);
    }

    /// <summary>The same and the files around them: a writer that rolls its file late or early puts a record of one day into the file of the next.</summary>
    public static IEnumerable<(string Path, FilePeriod Period)> WithMargins(PlannedRead read)
    {
        var location = new SourceLocation(read.Source.Name, read.Source.Location);
        return read.Windows.SelectMany(w => location.Between(Earlier(w.From, read.Source.Lateness), Later(w.To, read.Source.Lateness))).DistinctBy(f => f.Path);
    }

    /// <summary>True for a file that the read reaches, margins included.</summary>
    public static bool Reaches(PlannedRead read, string path)
    {
        try
        {
            return new SourceLocation(read.Source.Name, read.Source.Location).PeriodOf(path) is { } period
                && read.Windows.Any(w => period.From < Later(w.To, read.Source.Lateness) && period.To > Earlier(w.From, read.Source.Lateness));
        }
        catch (SourceException)
        {
            return false;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset at, TimeSpan margin) => at - DateTimeOffset.MinValue < margin ? DateTimeOffset.MinValue : at - margin;

    private static DateTimeOffset Later(DateTimeOffset at, TimeSpan margin) => DateTimeOffset.MaxValue - at < margin ? DateTimeOffset.MaxValue : at + margin;
}
