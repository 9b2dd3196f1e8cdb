using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseDesk.Policy.Reading;

/// <summary>Reads the sources of a policy file.</summary>
internal static partial class SourceReader
{
    private const string DayToken = "{yyyy-MM-dd}";

    // What a line in Apache's combined format is taken apart into; path and query are slices of the request line.
    private static readonly string[] CombinedParts = ["ip", "time", "method", "path", "query", "protocol", "status", "bytes", "referrer", "user_agent"];

    private static readonly string[] CollectedKeys =
        ["format", "compression", "location", "timeField", "timeFormat", "retention", "collectedSince", "subjectKeys", "caveat", "clock"];

    public static List<SourceDefinition> ReadAll(Section policy, Faults faults) =>
        [.. policy.Named("sources", "describe at least one source", IsSourceName, "use lower-case letters, digits and hyphens, and no category's name").Select(entry => Read(entry.Key.Value, entry.Value, faults))];

    private static bool IsSourceName(string name) => PolicyFile.Name().IsMatch(name) && Instruments.Categories.All(c => c.Name != name);

    private static SourceDefinition Read(string name, YamlPart part, Faults faults)
    {
        var section = new Section(part, $"sources.{name}", faults, ["label", "description", "neverCollected", "fields", .. CollectedKeys]);
        var label = section.Text("label", "give it a name for people");
        var description = section.Text("description", "say what it records, in a sentence");
        if (section.Has("neverCollected"))
        {
            foreach (var key in CollectedKeys.Where(section.Has)) section.Report(key, "a source that was never collected has none; remove it");
            return new SourceDefinition
            {
                Name = name, Label = label, Description = description,
                NeverCollected = section.Text("neverCollected", ""),
                Fields = FieldReader.ReadAll(section, faults, _ => true, "content"),
            };
        }

        var format = section.Word<SourceFormat>("format", "write combined, jsonl or csv", Names.Of);
        var fields = FieldReader.ReadAll(section, faults,
            from => format != SourceFormat.Combined || CombinedParts.Contains(from, StringComparer.Ordinal), string.Join(", ", CombinedParts));
        var time = section.OptionalText("timeField");
        if (time is not null && fields.All(f => f.Name != time)) section.Report("timeField", Spelling.Unknown("field", time, [.. fields.Select(f => f.Name)]));
        var (since, byInventory) = CollectedSince(section, time is not null);
        return new SourceDefinition
        {
            Name = name, Label = label, Description = description, Format = format,
            Compression = section.Has("compression") ? section.Word<SourceCompression>("compression", "", Names.Of) : SourceCompression.None,
            Location = Location(section),
            TimeField = time,
            TimeFormat = section.Has("timeFormat") ? section.Word<TimeFormat>("timeFormat", "", Names.Of) : format == SourceFormat.Combined ? TimeFormat.CommonLog : TimeFormat.Rfc3339,
            Retention = ReadRetention(section, faults, time is not null),
            CollectedSince = since,
            CollectedSinceInventory = byInventory,
            SubjectKeys = SubjectKeys(section, fields),
            Caveat = section.Text("caveat", "write the words that must go with the data wherever it goes"),
            Clock = section.OptionalText("clock") ?? "",
            Fields = fields,
        };
    }

    private static string Location(Section section)
    {
        var location = section.Text("location", "write the path below the logs directory");
        if (location.Length == 0) return location;
        var path = location.Replace(DayToken, "day", StringComparison.Ordinal);
        if (location.Split(DayToken).Length > 2) section.Report("location", $"{DayToken} stands here twice; use it once");
        if (location.StartsWith('/') || location.Contains('\\', StringComparison.Ordinal) || location.Contains(':', StringComparison.Ordinal))
            section.Report("location", "write a path below the logs directory with forward slashes, not an absolute one");
        else if (path.Split('/').Any(s => s is "" or "." or ".."))
            section.Report("location", "the path may not leave the logs directory: no empty parts, no \".\" and no \"..\"");
        else if (!PlainPath().IsMatch(path))
            section.Report("location", $"use letters, digits, dots, hyphens, underscores and one {DayToken}");
        return location;
    }

    private static Retention? ReadRetention(Section source, Faults faults, bool hasInstants)
    {
        if (source.Part("retention") is not { } part) return null;
        if (!hasInstants) source.Report(part, "\"retention\": records without a timeField cannot be deleted by age; remove one or name the other");
        var section = new Section(part, $"{source.Path}.retention", faults, "period", "deletion");
        var period = section.Text("period", "write whole days, such as P90D");
        var deletion = section.Text("deletion", "write by-utc-day or exact");
        if (deletion is not ("" or "by-utc-day" or "exact")) section.Report("deletion", Spelling.Unknown("word", deletion, ["by-utc-day", "exact"]));
        if (Days().Match(period) is { Success: true } days) return new Retention(int.Parse(days.Groups[1].ValueSpan, CultureInfo.InvariantCulture), deletion == "by-utc-day");
        if (period.Length > 0) section.Report("period", $"\"{period}\" is no number of whole days; write P90D");
        return null;
    }

    private static (DateTimeOffset? Since, bool ByInventory) CollectedSince(Section section, bool hasInstants)
    {
        if (!hasInstants)
        {
            if (section.Has("collectedSince")) section.Report("collectedSince", "records without a timeField have no beginning; remove one or name the other");
            return (null, false);
        }
        var text = section.Text("collectedSince", "write the first day collected, such as 2025-11-01, or inventory for the first record held");
        if (text == "inventory") return (null, true);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return (new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), false);
        if (Instants.TryParse(text, out var instant)) return (instant, false);
        if (text.Length > 0) section.Report("collectedSince", $"\"{text}\" is neither a day (2025-11-01), an instant in UTC (2025-11-01T06:00:00Z) nor the word inventory");
        return (null, false);
    }

    private static Dictionary<string, string> SubjectKeys(Section section, IReadOnlyList<FieldDefinition> fields)
    {
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        var types = Instruments.IdentifierTypes.Select(t => t.Name).ToList();
        foreach (var (type, value) in section.Named("subjectKeys", "say which field holds which identifier, such as ip: ip", types.Contains, $"it is one of {string.Join(", ", types)}"))
        {
            if (section.TextOf($"subjectKeys.{type.Value}", value) is not { } field) continue;
            if (fields.Any(f => f.Name == field)) keys[type.Value] = field;
            else section.Report(value, $"\"subjectKeys.{type.Value}\": {Spelling.Unknown("field", field, [.. fields.Select(f => f.Name)])}");
        }
        return keys;
    }

    [GeneratedRegex(@"\AP([1-9][0-9]{0,4})D\z")]
    private static partial Regex Days();

    [GeneratedRegex(@"\A[A-Za-z0-9._/-]{1,200}\z")]
    private static partial Regex PlainPath();
}
