namespace CaseDesk.Policy;

/// <summary>What must hold between the keys of one collected source.</summary>
internal static class SourceChecks
{
    /// <summary>The parts that the combined-log parser gives. <c>path</c> and <c>query</c> are slices of the request line.</summary>
    private static readonly string[] CombinedParts =
        ["ip", "time", "method", "path", "query", "protocol", "status", "bytes", "referrer", "user_agent"];

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

        CheckTime(source, reader);
        if (source.Format == SourceFormat.Combined)
        {
            CheckCombined(source, reader, errors);
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

        if (source.Location.Contains('{', StringComparison.Ordinal))
        {
            reader.Wrong("location", "{yyyy-MM-dd} needs a timeField; name it or give one file");
        }
    }

    private static void CheckCombined(SourceDefinition source, MapReader reader, PolicyErrors errors)
    {
        if (source.TimeField is not null && source.TimeFormat != TimeFormat.CommonLog)
        {
            reader.Wrong("timeFormat", "must be common-log in a combined log; remove the key");
        }

        if (reader.Find("fields") is not PolicyList fields || fields.Elements.Count != source.Fields.Count)
        {
            return;
        }

        foreach (var (field, node) in source.Fields.Zip(fields.Elements).Where(pair => !CombinedParts.Contains(pair.First.From, StringComparer.Ordinal)))
        {
            errors.Add(node, $"{reader.Path}.fields.{PolicyErrors.Shown(field.Name)}", $"\"{PolicyErrors.Shown(field.From)}\" is not a part of a combined log{Spelling.Suggest(field.From, CombinedParts)}");
        }
    }

    private static void RequireField(SourceDefinition source, string? field, string key, MapReader reader)
    {
        if (field is not null && source.Field(field) is null)
        {
            reader.Wrong(key, NoSuchField(source, field));
        }
    }

    private static string NoSuchField(SourceDefinition source, string field) =>
        $"names no field of the source: \"{PolicyErrors.Shown(field)}\"{Spelling.Suggest(field, [.. source.Fields.Select(known => known.Name)])}";
}
