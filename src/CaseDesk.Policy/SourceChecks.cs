using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>What must hold between the keys of one collected source.</summary>
internal static partial class SourceChecks
{
    public static void Check(SourceDefinition source, MapReader reader, PolicyErrors errors)
    {
        RequireField(source, source.TimeField, "timeField", reader);
        RequireField(source, source.PortField, "portField", reader);
        foreach (var (type, field) in source.SubjectKeys)
        {
            if (source.Field(field) is null && reader.Find("subjectKeys") is PolicyMap keys)
            {
                var at = keys.Entries.First(entry => string.Equals(entry.Key.Text, type, StringComparison.Ordinal)).Value;
                errors.Add(at, $"{reader.Path}.subjectKeys.{type}", NoSuchField(source, field));
            }
        }

        if (source.PortField is not null && !source.SubjectKeys.ContainsKey("ip"))
        {
            reader.Wrong("portField", "needs a subject key ip; add it or remove portField");
        }

        RequireField(source, source.SortedBy, "sortedBy", reader);
        foreach (var type in source.FoldedKeys.Where(type => !source.SubjectKeys.ContainsKey(type)))
        {
            reader.Wrong("foldCase", $"names {type}, which is no subject key of the source; add it there or remove it here");
        }

        CheckTime(source, reader);
        CheckClock(source, reader);
        if (reader.Has("lateness") && !LocationDates.Has(source.Location))
        {
            reader.Wrong("lateness", "has no meaning for one file that holds everything; remove it, or name the day of each file in location: {yyyy-MM-dd}");
        }
    }

    private static void CheckTime(SourceDefinition source, MapReader reader)
    {
        if (source.TimeField is not null)
        {
            return;
        }

        if (source.Retention is not null)
        {
            reader.Wrong("retention", "a period is counted from the record's instant; name the timeField, or write life-of-account");
        }

        if (reader.Has("collectedSince"))
        {
            reader.Wrong("collectedSince", "is compared with the record's instant; name the timeField, or remove collectedSince");
        }

        if (reader.Has("timeFormat"))
        {
            reader.Wrong("timeFormat", "has no meaning without timeField; remove it or name the timeField");
        }

        if (LocationDates.Has(source.Location))
        {
            reader.Wrong("location", "a date in it needs a timeField; name it or give one file");
        }
    }

    // An instant is never guessed: what the records do not tell, the policy does.
    private static void CheckClock(SourceDefinition source, MapReader reader)
    {
        var needsZone = source.TimeField is not null && source.TimeFormat is TimeFormat.Local or TimeFormat.Syslog;
        if (needsZone && !reader.Has("zone"))
        {
            reader.Wrong("timeFormat", $"{Names.Of(source.TimeFormat)} needs a zone; write an IANA name such as Europe/Berlin, or \"+02:00\"");
        }
        else if (!needsZone && reader.Has("zone"))
        {
            reader.Wrong("zone", $"has a meaning with timeFormat {Names.Of(TimeFormat.Local)} and {Names.Of(TimeFormat.Syslog)} only; remove it");
        }
        else if (source.Zone is { } zone && !IsZone(zone))
        {
            reader.Wrong("zone", $"\"{PolicyErrors.Shown(zone)}\" is not a time zone; write an IANA name such as Europe/Berlin or UTC, or an offset up to 14 hours as \"+02:00\"");
        }

        var isYearless = source.TimeField is not null && source.TimeFormat == TimeFormat.Syslog;
        if (!isYearless && reader.Has("year"))
        {
            reader.Wrong("year", $"has a meaning with timeFormat {Names.Of(TimeFormat.Syslog)} only; remove it");
        }
        else if (isYearless && reader.Has("year") && LocationDates.Has(source.Location))
        {
            reader.Wrong("year", "is told by the location already; remove one of them");
        }
        else if (isYearless && !reader.Has("year") && !LocationDates.Has(source.Location))
        {
            reader.Wrong("timeFormat", "syslog tells no year; name the day of each file in location, as {yyyy-MM-dd}, or give the year");
        }
    }

    private static bool IsZone(string zone) =>
        Offset().IsMatch(zone) || zone == "UTC" || (ZoneName().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _));

    private static void RequireField(SourceDefinition source, string? field, string key, MapReader reader)
    {
        if (field is not null && source.Field(field) is null)
        {
            reader.Wrong(key, NoSuchField(source, field));
        }
    }

    private static string NoSuchField(SourceDefinition source, string field) =>
        $"names no field of the source: \"{PolicyErrors.Shown(field)}\"{Spelling.Suggest(field, [.. source.Fields.Select(known => known.Name)])}";

    // RFC 3339 section 4.3: -00:00 says that the offset is not known.
    [GeneratedRegex(@"\A(?!-00:00)[+-](?:0[0-9]|1[0-3]):[0-5][0-9]\z|\A[+-]14:00\z")]
    private static partial Regex Offset();

    // A lower-case name would be the zone of whatever machine reads it (localtime), or one with leap seconds (right/…).
    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex ZoneName();
}
