using System.Globalization;

namespace CaseDesk.Bench;

/// <summary>One line a figure: to the console, and for .ci/long into the file CASEDESK_FIGURES.</summary>
internal static class Figures
{
    public static void Say(FormattableString figure)
    {
        var line = figure.ToString(CultureInfo.InvariantCulture);
        Console.Out.WriteLine(line);
        if (Environment.GetEnvironmentVariable("CASEDESK_FIGURES") is { Length: > 0 } file) File.AppendAllText(file, line + "\n");
    }

    public static string Verdict(bool isMet) => isMet ? "met" : "MISSED";

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The smallest of the values that so many percent do not exceed.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, int percent) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt((int)Math.Ceiling(values.Count * percent / 100.0) - 1);

    /// <summary>p50/p95/p99 in milliseconds.</summary>
    public static string Three(IReadOnlyCollection<double> milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{Percentile(milliseconds, 50):0}/{Percentile(milliseconds, 95):0}/{Percentile(milliseconds, 99):0} ms");

    public static string Spread(IReadOnlyCollection<double> values, string format) =>
        $"{Median(values).ToString(format, CultureInfo.InvariantCulture)} ({values.Min().ToString(format, CultureInfo.InvariantCulture)} to {values.Max().ToString(format, CultureInfo.InvariantCulture)})";
}
