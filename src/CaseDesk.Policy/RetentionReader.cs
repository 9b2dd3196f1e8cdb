using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Reads how long records, or single fields of them, are kept.</summary>
internal static partial class RetentionReader
{
    private const string LifeOfAccount = "life-of-account";
    private const string NotStated = "not-stated";

    // Longer than any log is kept; keeps arithmetic on instants far from its limits.
    private const int LongestRetention = 36525;

    /// <summary>A period; null for records without an event time, and where the provider states none.</summary>
    public static Retention? OfSource(MapReader reader)
    {
        var text = reader.Required("retention", $"write a period such as P90D, {LifeOfAccount} for records without an event time, or {NotStated} with a retentionNote");
        if (text is not (LifeOfAccount or NotStated))
        {
            return text.Length == 0 ? null : Period(reader, "");
        }

        if (reader.Has("deletion"))
        {
            reader.Wrong("deletion", $"has no meaning with retention {text}; remove it");
        }

        if (text == NotStated && !reader.Has("retentionNote"))
        {
            reader.Wrong("retention", $"{NotStated} needs a retentionNote that says what is known");
        }

        return null;
    }

    /// <summary>ISO 8601, whole days, with the kind of deletion beside it.</summary>
    public static Retention? Period(MapReader reader, string remedy)
    {
        var text = reader.Required("retention", remedy);
        if (text.Length == 0)
        {
            return null;
        }

        var period = DaysOrWeeks().Match(text);
        if (!period.Success || !int.TryParse(period.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || (days *= period.Groups[2].Value == "W" ? 7 : 1) is < 1 or > LongestRetention)
        {
            reader.Wrong("retention", $"\"{PolicyErrors.Shown(text)}\" is not a period of whole days; write P90D for 90 days (months and years have no one length)");
            reader.Has("deletion");

            return null;
        }

        var deletion = reader.Optional("deletion");
        if (deletion is not ("by-utc-day" or "by-record"))
        {
            reader.Wrong("deletion", deletion is null
                ? "is missing; write by-utc-day where the store deletes whole UTC days, else by-record"
                : $"unknown word \"{PolicyErrors.Shown(deletion)}\"{Spelling.Suggest(deletion, ["by-utc-day", "by-record"])}");
        }

        return new Retention(days, ByDay: string.Equals(deletion, "by-utc-day", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\AP([0-9]{1,6})([DW])\z")]
    private static partial Regex DaysOrWeeks();
}
