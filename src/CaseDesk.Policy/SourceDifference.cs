using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>What changed in the sources and their fields: what people are told of them, and how they are read.</summary>
internal static class SourceDifference
{
    public static void Between(PolicyDocument before, PolicyDocument after, PolicyChanges changes) =>
        changes.Named("source", "sources", before.Sources, after.Sources, source => source.Name, Described, (was, now) => Changed(was, now, changes));

    private static (string Words, PolicyEffect Effect) Described(SourceDefinition source) =>
        ($"{source.Label}, with {string.Join(", ", source.Fields.Select(field => field.Name))}{(source.NeverCollected is null ? "" : "; never collected")}.", source.NeverCollected is null ? PolicyEffect.Widens : PolicyEffect.Neither);

    private static void Changed(SourceDefinition before, SourceDefinition after, PolicyChanges changes)
    {
        var name = after.Name;
        changes.Text("source", name, $"The label of {name}", before.Label, after.Label);
        changes.Text("source", name, $"The description of {name}", before.Description, after.Description);
        if (before.NeverCollected != after.NeverCollected)
        {
            var (sentence, effect) = (before.NeverCollected, after.NeverCollected) switch
            {
                (null, { } why) => ($"{name} is now said never to have been collected: {why}", PolicyEffect.Tightens),
                ({ } why, null) => ($"{name} is no longer said never to have been collected: {why}", PolicyEffect.Widens),
                var (was, now) => ($"The reason why {name} was never collected is now: {now} Before: {was}", PolicyEffect.Neither),
            };
            changes.Changed("source", name, sentence, effect);
        }

        if (before.Retention != after.Retention)
        {
            changes.Changed("source", name, Kept(name, before.Retention, after.Retention, "without a stated period"), OfRetention(before.Retention, after.Retention));
        }

        changes.Text("source", name, $"The note on the retention of {name}", before.RetentionNote, after.RetentionNote);
        CollectedSince(before, after, changes);
        changes.Text("source", name, $"The clock of {name}", before.Clock, after.Clock);
        changes.Text("source", name, $"The caveat of {name}", before.Caveat, after.Caveat);
        changes.Words("source", name, before.Interpretation, after.Interpretation, note => $"New note on reading {name}: {note}", note => $"No longer a note on reading {name}: {note}", $"The notes on reading {name} stand", PolicyEffect.Neither, PolicyEffect.Neither);
        BusinessRecord(before.BusinessRecord, after.BusinessRecord, name, changes);
        SubjectKeys(before, after, changes);
        Reading(before, after, changes);
        changes.Named("field", $"fields of {name}", before.Fields, after.Fields, field => field.Name, Described, (was, now) => Changed($"{name}.{now.Name}", was, now, changes), owner: name + ".");
    }

    // What a custodian can certify; it reaches no data.
    private static void BusinessRecord(BusinessRecord? before, BusinessRecord? after, string name, PolicyChanges changes)
    {
        changes.Text("source", name, $"When records of {name} are made", before?.Made, after?.Made);
        changes.Text("source", name, $"Who makes records of {name}", before?.By, after?.By);
        changes.Text("source", name, $"The activity that keeps records of {name}", before?.Kept, after?.Kept);
        changes.Text("source", name, $"The practice of making records of {name}", before?.Practice, after?.Practice);
        changes.Text("source", name, $"The process that makes records of {name}", before?.Process, after?.Process);
    }

    private static void CollectedSince(SourceDefinition before, SourceDefinition after, PolicyChanges changes)
    {
        if ((before.CollectedSince, before.CollectedSinceInventory) == (after.CollectedSince, after.CollectedSinceInventory))
        {
            return;
        }

        var effect = before is { CollectedSinceInventory: false, CollectedSince: { } was } && after is { CollectedSinceInventory: false, CollectedSince: { } now }
            ? now < was ? PolicyEffect.Widens : PolicyEffect.Tightens
            : PolicyEffect.Unclear;
        changes.Changed("source", after.Name, $"{after.Name} is said to be collected since {Since(after)} instead of {Since(before)}.", effect);
    }

    private static string Since(SourceDefinition source) =>
        source.CollectedSinceInventory ? "the first record that its store holds" : source.CollectedSince is { } since ? Instants.ForPeople(since) : "no stated day";

    private static void SubjectKeys(SourceDefinition before, SourceDefinition after, PolicyChanges changes)
    {
        string[] was = [.. before.SubjectKeys.Keys], now = [.. after.SubjectKeys.Keys];
        changes.Words("source", after.Name, was, now, type => $"{after.Name} can now be searched by {Instruments.Label(type)}.", type => $"{after.Name} can no longer be searched by {Instruments.Label(type)}.", $"The identifiers of {after.Name} stand", PolicyEffect.Widens, PolicyEffect.Tightens);
        foreach (var type in now.Where(type => before.SubjectKeys.TryGetValue(type, out var field) && field != after.SubjectKeys[type]))
        {
            changes.Changed("source", after.Name, $"In {after.Name} the {Instruments.Label(type)} of a subject is now looked up in {after.SubjectKeys[type]} instead of {before.SubjectKeys[type]}.", PolicyEffect.Unclear);
        }

        foreach (var type in Instruments.IdentifierTypes.Select(type => type.Name).Where(type => before.FoldedKeys.Contains(type) != after.FoldedKeys.Contains(type)))
        {
            var folds = after.FoldedKeys.Contains(type);
            changes.Changed("source", after.Name, $"In {after.Name} upper and lower case of the {Instruments.Label(type)} of a subject now {(folds ? "count as the same" : "are told apart")}.", folds ? PolicyEffect.Widens : PolicyEffect.Tightens);
        }

        if (before.PortField != after.PortField)
        {
            // A port narrows an address to one of those who share it.
            var (sentence, effect) = (before.PortField, after.PortField) switch
            {
                (null, _) => ("An address with a port is now matched with the port", PolicyEffect.Tightens),
                (_, null) => ("An address with a port is now matched by the address alone", PolicyEffect.Widens),
                _ => ($"The port of an address is now looked up in {after.PortField} instead of {before.PortField}", PolicyEffect.Unclear),
            };
            changes.Changed("source", after.Name, $"{sentence} in {after.Name}.", effect);
        }
    }

    private static void Reading(SourceDefinition before, SourceDefinition after, PolicyChanges changes)
    {
        Read("location", before.Location, after.Location);
        Read("format", Names.Of(before.Format), Names.Of(after.Format));
        Read("compression", Names.Of(before.Compression), Names.Of(after.Compression));
        Read("time field", before.TimeField, after.TimeField);
        Read("time format", Names.Of(before.TimeFormat), Names.Of(after.TimeFormat));
        Read("zone", before.Zone, after.Zone);
        Read("year", before.Year?.ToString(CultureInfo.InvariantCulture), after.Year?.ToString(CultureInfo.InvariantCulture));
        Read("encoding", Names.Of(before.Encoding), Names.Of(after.Encoding));
        Read("pattern", before.Pattern, after.Pattern);
        Read("lateness", Durations.Write(before.Lateness), Durations.Write(after.Lateness));
        Read("order of rows", before.SortedBy, after.SortedBy);
        if (before.LiteralSafe != after.LiteralSafe)
        {
            changes.Changed("source", after.Name, $"The values of {after.Name} {(after.LiteralSafe ? "can now be found by their bytes" : "can no longer be found by their bytes: every record is parsed")}.", PolicyEffect.Unclear);
        }

        // Whichever reads, it gives the same records.
        Read("engine", Names.Of(before.Engine), Names.Of(after.Engine), PolicyEffect.Neither);

        void Read(string what, string? was, string? now, PolicyEffect effect = PolicyEffect.Unclear)
        {
            if (was != now)
            {
                changes.Changed("source", after.Name, $"The {what} of {after.Name} is now {Or(now)} instead of {Or(was)}.", effect);
            }
        }

        static string Or(string? word) => string.IsNullOrEmpty(word) ? "none" : word;
    }

    private static (string Words, PolicyEffect Effect) Described(FieldDefinition field) =>
        ($"{field.Label}, {Names.Of(field.Category)} data{(field.NeverDisclosed is null ? "" : "; never disclosed")}.", field.NeverDisclosed is null ? PolicyEffect.Widens : PolicyEffect.Neither);

    private static void Changed(string name, FieldDefinition before, FieldDefinition after, PolicyChanges changes)
    {
        changes.Text("field", name, $"The label of {name}", before.Label, after.Label);
        if (before.Type != after.Type)
        {
            changes.Changed("field", name, $"The type of {name} is now {Names.Of(after.Type)} instead of {Names.Of(before.Type)}.");
        }

        if (before.Category != after.Category)
        {
            changes.Changed("field", name, $"{name} is now {Names.Of(after.Category)} data instead of {Names.Of(before.Category)}.", PolicyEffect.Unclear);
        }

        if (before.Retention != after.Retention)
        {
            changes.Changed("field", name, Kept(name, before.Retention, after.Retention, "as long as its record"), OfRetention(before.Retention, after.Retention));
        }

        if (before.NeverDisclosed != after.NeverDisclosed)
        {
            var (sentence, effect) = (before.NeverDisclosed, after.NeverDisclosed) switch
            {
                (null, { } why) => ($"{name} is now never disclosed: {why}", PolicyEffect.Tightens),
                ({ } why, null) => ($"{name} can now be disclosed; it was kept back because: {why}", PolicyEffect.Widens),
                var (was, now) => ($"The reason why {name} is never disclosed is now: {now} Before: {was}", PolicyEffect.Neither),
            };
            changes.Changed("field", name, sentence, effect);
        }

        if (before.From != after.From)
        {
            changes.Changed("field", name, $"The value of {name} is now read from {after.From} instead of {before.From}.", PolicyEffect.Unclear);
        }

        if ((before.Derive, before.Parameter) != (after.Derive, after.Parameter))
        {
            changes.Changed("field", name, $"The value of {name} is now {Slice(after)} instead of {Slice(before)}.", PolicyEffect.Unclear);
        }
    }

    private static string Slice(FieldDefinition field) =>
        field.Derive is null && field.Parameter is null ? "the whole of what it is read from" : string.Join(' ', new[] { field.Derive is { } derive ? Names.Of(derive) : null, field.Parameter }.OfType<string>());

    private static string Kept(string name, Retention? before, Retention? after, string otherwise)
    {
        var saysHow = before?.ByDay != after?.ByDay;
        string Words(Retention? kept, bool unit) => kept is null
            ? otherwise
            : string.Create(CultureInfo.InvariantCulture, $"{kept.Days}{(unit ? kept.Days == 1 ? " day" : " days" : "")}{(saysHow ? kept.ByDay ? ", deleted by whole UTC days," : ", deleted record by record," : "")}");

        // "is kept 30 days instead of 25"
        return $"{name} is kept {Words(after, unit: true)} instead of {Words(before, unit: saysHow || after is null)}".TrimEnd(',') + ".";
    }

    private static PolicyEffect OfRetention(Retention? before, Retention? after) => (before, after) switch
    {
        (_, null) => PolicyEffect.Widens,
        (null, _) => PolicyEffect.Tightens,
        // Whole days keep the rest of a day too, and so less than one day of another period more.
        _ when before.Days != after.Days => after.Days > before.Days ? PolicyEffect.Widens : PolicyEffect.Tightens,
        _ => after.ByDay ? PolicyEffect.Widens : PolicyEffect.Tightens,
    };
}
