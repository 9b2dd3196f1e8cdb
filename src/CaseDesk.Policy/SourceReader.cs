using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Reads one source of a policy file.</summary>
internal static partial class SourceReader
{
    private const string InventoryWord = "inventory";
    private static readonly string[] OnlyIfCollected =
    [
        "format", "compression", "location", "timeField", "timeFormat", "retention", "deletion", "retentionNote",
        "collectedSince", "subjectKeys", "portField", "clock",
    ];

    public static SourceDefinition Read(MapReader reader, PolicyErrors errors)
    {
        var source = new SourceDefinition
        {
            Name = Name(reader),
            Label = reader.Required("label", "give the name that people read"),
            Description = reader.Required("description", "say in a sentence what the source records"),
            NeverCollected = reader.Optional("neverCollected"),
            Caveat = reader.Optional("caveat") ?? "",
            Fields = NamedList.Read(reader, "fields", "list the fields in the order of the production", "name", errors, FieldReader.Read),
        };
        if (reader.Has("neverCollected"))
        {
            foreach (var key in OnlyIfCollected.Where(reader.Has))
            {
                reader.Wrong(key, "has no meaning for a source that was never collected; remove it");
            }

            return source;
        }

        return Collected(source, reader, errors);
    }

    private static SourceDefinition Collected(SourceDefinition source, MapReader reader, PolicyErrors errors)
    {
        if (!reader.Has("caveat"))
        {
            errors.Add(reader.Map, reader.Path, "\"caveat\" is missing; say what the data does not prove, the words go with every production");
        }

        if (!reader.Has("format"))
        {
            errors.Add(reader.Map, reader.Path, $"\"format\" is missing; use one of {string.Join(", ", Names.All<SourceFormat>())}, or neverCollected with the reason");
        }

        var format = reader.Word<SourceFormat>("format") ?? default;
        var since = CollectedSince(reader, errors);
        var read = source with
        {
            Format = format,
            Compression = reader.Word<SourceCompression>("compression") ?? SourceCompression.None,
            Location = Location(reader),
            TimeField = reader.Optional("timeField"),
            TimeFormat = reader.Word<TimeFormat>("timeFormat") ?? (format == SourceFormat.Combined ? TimeFormat.CommonLog : TimeFormat.Rfc3339),
            Retention = RetentionReader.OfSource(reader),
            RetentionNote = reader.Optional("retentionNote") ?? "",
            CollectedSince = since,
            CollectedSinceInventory = since is null && IsInventory(reader),
            SubjectKeys = SubjectKeys(reader, errors),
            PortField = reader.Optional("portField"),
            Clock = reader.Optional("clock") ?? "",
        };
        SourceChecks.Check(read, reader, errors);

        return read;
    }

    private static string Name(MapReader reader)
    {
        var name = reader.Required("name", "give a short lower-case name such as access-log");
        if (name.Length > 0 && !PolicyFile.ShortName().IsMatch(name))
        {
            reader.Wrong("name", "must be lower-case letters, digits and single hyphens, at most 40, starting with a letter");
        }
        else if (Names.TryRead<DataCategory>(name, out _))
        {
            reader.Wrong("name", $"\"{name}\" is a data category; a demand for it would have two meanings, choose another name");
        }

        return name;
    }

    // The collectors join this to the logs directory; nothing in it may lead out of there or be expanded.
    private static string Location(MapReader reader)
    {
        var location = reader.Required("location", "give the path below the logs directory");
        if (location.Length == 0)
        {
            return location;
        }

        if (location.StartsWith('/') || location.Contains('\\', StringComparison.Ordinal) || location.Contains(':', StringComparison.Ordinal))
        {
            reader.Wrong("location", "must be a relative path with forward slashes, below the logs directory");
        }
        else if (location.Split('/').Any(part => part is "" or "." or ".."))
        {
            reader.Wrong("location", "must not contain empty, \".\" or \"..\" parts; write the path below the logs directory");
        }
        else if (!PathText().IsMatch(location))
        {
            reader.Wrong("location", "may hold letters, digits, . _ - / and one {yyyy-MM-dd}, which names the UTC day of a file");
        }

        return location;
    }

    private static bool IsInventory(MapReader reader) =>
        reader.Find("collectedSince") is PolicyScalar scalar && string.Equals(scalar.Text, InventoryWord, StringComparison.Ordinal);

    private static DateTimeOffset? CollectedSince(MapReader reader, PolicyErrors errors)
    {
        if (!reader.Has("collectedSince"))
        {
            if (reader.Has("timeField"))
            {
                errors.Add(reader.Map, reader.Path, $"\"collectedSince\" is missing; give the first day (UTC) of collection, or {InventoryWord}");
            }

            return null;
        }

        var text = reader.Optional("collectedSince");
        if (text is null || IsInventory(reader))
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        }

        if (Instants.TryRead(text, out var instant))
        {
            return instant;
        }

        reader.Wrong("collectedSince", $"\"{PolicyErrors.Shown(text)}\" is not an instant; write 2025-11-01, 2025-11-01T12:00:00Z or {InventoryWord}");
        return null;
    }

    private static Dictionary<string, string> SubjectKeys(MapReader reader, PolicyErrors errors)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!reader.Has("subjectKeys"))
        {
            errors.Add(reader.Map, reader.Path, "\"subjectKeys\" is missing; map at least one identifier type to the field that holds it");
            return keys;
        }

        if (MapReader.Open(reader.Find("subjectKeys"), $"{reader.Path}.subjectKeys", errors) is not { } block)
        {
            return keys;
        }

        foreach (var type in Instruments.IdentifierTypes)
        {
            if (block.Optional(type.Name) is { } field)
            {
                keys.Add(type.Name, field);
            }
        }

        if (block.Map.Entries.Count == 0)
        {
            reader.Wrong("subjectKeys", "is empty; map at least one identifier type to the field that holds it");
        }

        block.RefuseUnknownKeys();
        return keys;
    }

    [GeneratedRegex(@"\A(?=.{1,200}\z)[A-Za-z0-9._/-]*(?:\{yyyy-MM-dd\}[A-Za-z0-9._/-]*)?\z")]
    private static partial Regex PathText();
}
