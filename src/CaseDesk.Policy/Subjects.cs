namespace CaseDesk.Policy;

/// <summary>Which identifiers of an item can be looked up in a source.</summary>
internal static class Subjects
{
    /// <summary>The identifiers that fit the source's keys, normalised, in the order of the item, each once.</summary>
    public static IReadOnlyList<PlannedSubject> Fitting(IReadOnlyList<IdentifierFacts> identifiers, SourceDefinition source)
    {
        var port = source.PortField is null ? null : source.Field(source.PortField);
        var subjects = new List<PlannedSubject>();
        for (var i = 0; i < identifiers.Count; i++)
        {
            var identifier = identifiers[i];
            if (identifier.Type is null
                || !source.SubjectKeys.TryGetValue(identifier.Type, out var keyField)
                || source.Field(keyField) is not { } key
                || !IdentifierText.TryNormalise(identifier.Type, identifier.Value, out var value, out _))
            {
                continue;
            }

            // A port narrows an address to one of the subscribers who share it; it counts only where the source records ports.
            var withPort = identifier.Port is not null && port is not null && string.Equals(identifier.Type, "ip", StringComparison.Ordinal);
            var subject = new PlannedSubject(identifier.Type, value, key.From, withPort ? identifier.Port : null, withPort ? port!.From : null);
            if (!subjects.Contains(subject))
            {
                subjects.Add(subject);
            }
        }

        return subjects;
    }

    /// <summary>Whether an address is asked about with a port that the source cannot tell.</summary>
    public static bool LosePort(IReadOnlyList<IdentifierFacts> identifiers, SourceDefinition source) =>
        source.PortField is null
        && source.SubjectKeys.ContainsKey("ip")
        && identifiers.Any(identifier => identifier.Port is not null && string.Equals(identifier.Type, "ip", StringComparison.Ordinal));
}
