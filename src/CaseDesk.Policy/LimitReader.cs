using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Reads the sizes above which the desk proposes to narrow a demand.</summary>
internal static partial class LimitReader
{
    public static DemandLimit Read(MapReader reader, PolicyErrors errors)
    {
        var limit = new DemandLimit(
            RuleReader.Id(reader),
            reader.Has("instruments") ? RuleReader.InstrumentWords(reader, "list the instruments that the limit is about, or remove the key for any") : [],
            Days(reader),
            reader.Has("mostIdentifiers") ? reader.Integer("mostIdentifiers", least: 1, "give a number") : null,
            reader.Required("citation", "cite what lets you ask for less"),
            reader.Required("explanation", "say in one plain sentence why less is asked for"));
        if (limit is { LongestPeriodDays: null, MostIdentifiers: null })
        {
            errors.Add(reader.Map, reader.Path, "limits nothing; give longestPeriod (P90D) or mostIdentifiers");
        }

        return limit;
    }

    private static int? Days(MapReader reader)
    {
        if (reader.Optional("longestPeriod") is not { } text)
        {
            return null;
        }

        if (Period().Match(text) is { Success: true } period && int.TryParse(period.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days > 0)
        {
            return days;
        }

        reader.Wrong("longestPeriod", $"\"{PolicyErrors.Shown(text)}\" is not a period of whole days; write P90D for 90 days");

        return null;
    }

    [GeneratedRegex(@"\AP([0-9]{1,5})D\z")]
    private static partial Regex Period();
}
