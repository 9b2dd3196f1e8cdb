using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>How spans of time are written: ISO 8601 with one unit, of which a day is the longest: months and years have no one length.</summary>
internal static partial class Durations
{
    /// <summary>Lateness of a source that says nothing: a writer that rolls its file by another zone's midnight, or late, stays within it.</summary>
    public static readonly TimeSpan UsualLateness = TimeSpan.FromDays(1);

    /// <summary>A file whose records lie further off is a file of another period.</summary>
    public static readonly TimeSpan LongestLateness = TimeSpan.FromDays(31);

    /// <summary>The largest unit that gives a whole number: <c>P1D</c>, <c>PT36H</c>, <c>PT90M</c>, <c>PT0S</c>.</summary>
    public static string Write(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        var (count, unit) = seconds switch
        {
            0 => (0, "S"),
            _ when seconds % 86400 == 0 => (seconds / 86400, "D"),
            _ when seconds % 3600 == 0 => (seconds / 3600, "H"),
            _ when seconds % 60 == 0 => (seconds / 60, "M"),
            _ => (seconds, "S"),
        };

        return string.Create(CultureInfo.InvariantCulture, $"P{(unit == "D" ? "" : "T")}{count}{unit}");
    }

    /// <summary>Reads what people write, in any one unit; false for anything else.</summary>
    public static bool TryRead(string text, out TimeSpan span)
    {
        var match = OneUnit().Match(text);
        if (!match.Success)
        {
            span = default;
            return false;
        }

        var unit = match.Groups["unit"].Value switch
        {
            "D" => TimeSpan.FromDays(1),
            "H" => TimeSpan.FromHours(1),
            "M" => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromSeconds(1),
        };
        span = unit * int.Parse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    [GeneratedRegex(@"\AP(?:(?<count>[0-9]{1,7})(?<unit>D)|T(?<count>[0-9]{1,7})(?<unit>[HMS]))\z")]
    private static partial Regex OneUnit();
}
