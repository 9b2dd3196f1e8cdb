using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>UTC days that a window touches.</summary>
internal static class PlannedDays
{
    // More days than any store has: such a plan is an error, not a task.
    private const int Most = 36_600;

    /// <exception cref="SourceException">The window spans more than a century.</exception>
    public static IEnumerable<DateOnly> Inside(PlannedWindow window)
    {
        var first = DateOnly.FromDateTime(window.From.UtcDateTime);
        var last = DateOnly.FromDateTime(window.To.AddTicks(-1).UtcDateTime);
        if (last.DayNumber - first.DayNumber > Most)
            throw new SourceException(Reasons.PlanInvalid, "A window of the plan spans more than a hundred years of daily files.");
        for (var day = first; ; day = day.AddDays(1))
        {
            yield return day;
            if (day >= last)
                yield break;
        }
    }

    /// <summary>Relative paths of the files that a read must reach or find absent: without the margins.</summary>
    public static IEnumerable<string> Files(PlannedRead read)
    {
        var location = new SourceLocation(read.Source.Name, read.Source.Location);
        return location.IsDaily ? read.Windows.SelectMany(Inside).Distinct().Select(location.On) : [read.Source.Location];
    }

    /// <summary>True for the days inside and the one on either side.</summary>
    public static bool Touches(PlannedWindow window, DateOnly day)
    {
        var first = DateOnly.FromDateTime(window.From.UtcDateTime).DayNumber;
        var last = DateOnly.FromDateTime(window.To.AddTicks(-1).UtcDateTime).DayNumber;
        return day.DayNumber >= first - 1 && day.DayNumber <= last + 1;
    }

    /// <summary>A writer that rolls its file late or early puts a record of one day into the file of the next.</summary>
    public static IEnumerable<DateOnly> Around(DateOnly day)
    {
        if (day > DateOnly.MinValue)
            yield return day.AddDays(-1);
        if (day < DateOnly.MaxValue)
            yield return day.AddDays(1);
    }
}
