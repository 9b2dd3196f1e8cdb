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
            var folds = source.FoldedKeys.Contains(identifier.Type);
            var subject = new PlannedSubject(identifier.Type, folds ? FoldCase(value) : value, key.From, withPort ? identifier.Port : null, withPort ? port!.From : null) { FoldCase = folds };
            if (!subjects.Contains(subject))
            {
                subjects.Add(subject);
            }
        }

        return subjects;
    }

    // ASCII alone: beyond it the tables of stores differ, and what is an equal name in one is another's name in the next.
    private static string FoldCase(string value) => string.Create(value.Length, value, (lower, original) =>
    {
        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(original[i]) ? (char)(original[i] | 0x20) : original[i];
        }
    });

    /// <summary>Whether an address is asked about with a port that the source cannot tell.</summary>
    public static bool LosePort(IReadOnlyList<IdentifierFacts> identifiers, SourceDefinition source) =>
        source.PortField is null
        && source.SubjectKeys.ContainsKey("ip")
        && identifiers.Any(identifier => identifier.Port is not null && string.Equals(identifier.Type, "ip", StringComparison.Ordinal));
}
