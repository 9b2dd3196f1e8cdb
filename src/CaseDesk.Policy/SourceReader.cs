using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>Reads one source of a policy file.</summary>
internal static class SourceReader
{
    private const string InventoryWord = "inventory";

    // RFC 3339 has no year above it, and no machine wrote a log before it.
    private const int FirstYear = 1970;
    private const int LastYear = 9999;

    // What nobody reads to the end explains nothing.
    private const int MostNotes = 50;

    /// <summary>Identifiers that can be spelled in either case. Numbers have none, and addresses have one spelling already.</summary>
    private static readonly string[] WithCase = ["account", "email", "device"];
    private static readonly string[] OnlyIfCollected =
    [
        "format", "compression", "location", "timeField", "timeFormat", "retention", "deletion", "retentionNote",
        "collectedSince", "subjectKeys", "portField", "clock", "encoding", "zone", "year", "pattern", "lateness", "literalSafe", "sortedBy", "engine", "foldCase",
        "interpretation", "businessRecord",
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

        var known = reader.Word<SourceFormat>("format");
        var format = known ?? default;
        var since = CollectedSince(reader, errors);
        var read = source with
        {
            Format = format,
            Compression = reader.Word<SourceCompression>("compression") ?? SourceCompression.None,
            Location = Location(reader),
            TimeField = reader.Optional("timeField"),
            TimeFormat = reader.Word<TimeFormat>("timeFormat") ?? (format is SourceFormat.Combined or SourceFormat.Clf ? TimeFormat.CommonLog : TimeFormat.Rfc3339),
            Encoding = reader.Word<SourceEncoding>("encoding") ?? default,
            Zone = reader.Optional("zone"),
            Year = Year(reader),
            Pattern = reader.Optional("pattern"),
            Lateness = Lateness(reader),
            LiteralSafe = reader.Flag("literalSafe") ?? true,
            SortedBy = reader.Optional("sortedBy"),
            Engine = reader.Word<SourceEngine>("engine") ?? default,
            Retention = RetentionReader.OfSource(reader),
            RetentionNote = reader.Optional("retentionNote") ?? "",
            CollectedSince = since,
            CollectedSinceInventory = since is null && IsInventory(reader),
            SubjectKeys = SubjectKeys(reader, errors),
            FoldedKeys = FoldedKeys(reader),
            PortField = reader.Optional("portField"),
            Clock = reader.Optional("clock") ?? "",
            Interpretation = reader.Has("interpretation") ? reader.Sentences("interpretation", MostNotes, "list the notes, a sentence each, or remove the key") : [],
            BusinessRecord = BusinessRecord(reader, errors),
        };
        SourceChecks.Check(read, reader, errors);

        // What a format asks for is not asked of a format that nobody knows.
        if (known is not null)
        {
            FormatChecks.Check(read, reader, errors);
            PartChecks.Check(read, reader, errors);
        }

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
        else if (LocationDates.Problem(location) is { } problem)
        {
            reader.Wrong("location", problem);
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

    private static HashSet<string> FoldedKeys(MapReader reader) =>
        reader.Has("foldCase")
            ? reader.Words("foldCase", "list the identifier types whose case does not count, or remove the key", type => WithCase.Contains(type, StringComparer.Ordinal), WithCase).ToHashSet(StringComparer.Ordinal)
            : [];

    // All of it or nothing: a certificate with one of the facts missing is worth nothing in court, and would not say so.
    private static BusinessRecord? BusinessRecord(MapReader reader, PolicyErrors errors)
    {
        if (MapReader.Open(reader.Find("businessRecord"), $"{reader.Path}.businessRecord", errors) is not { } facts)
        {
            return null;
        }

        var record = new BusinessRecord
        {
            Made = facts.Required("made", "say when the record is made, relative to what it records (FRE 803(6)(A))"),
            By = facts.Required("by", "say who or what makes it, or from whose knowledge it comes (FRE 803(6)(A))"),
            Kept = facts.Required("kept", "say in the course of which regularly conducted activity it is kept (FRE 803(6)(B))"),
            Practice = facts.Required("practice", "say that making it is a regular practice of that activity (FRE 803(6)(C))"),
            Process = facts.Required("process", "say which electronic process makes it, and why its result is accurate (FRE 902(13))"),
        };
        facts.RefuseUnknownKeys();
        return record;
    }

    private static int? Year(MapReader reader)
    {
        if (!reader.Has("year"))
        {
            return null;
        }

        var year = reader.Integer("year", FirstYear, "give the year of the records");
        if (year > LastYear)
        {
            reader.Wrong("year", FormattableString.Invariant($"must be a year from {FirstYear} to {LastYear}"));
        }

        return year;
    }

    private static TimeSpan Lateness(MapReader reader)
    {
        if (reader.Optional("lateness") is not { } text)
        {
            return Durations.UsualLateness;
        }

        if (Durations.TryRead(text, out var lateness) && lateness <= Durations.LongestLateness)
        {
            return lateness;
        }

        reader.Wrong("lateness", $"\"{PolicyErrors.Shown(text)}\" is not a margin from PT0S to {Durations.Write(Durations.LongestLateness)}; write PT6H for six hours or P2D for two days");
        return Durations.UsualLateness;
    }
}
