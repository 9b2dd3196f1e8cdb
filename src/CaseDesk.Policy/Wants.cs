namespace CaseDesk.Policy;

/// <summary>The fields of one source that an item wants.</summary>
internal sealed record WantedSource(SourceDefinition Source, IReadOnlySet<string> Fields);

/// <summary>Reads the words of a demand: a data category, a source, or <c>source.field</c>.</summary>
internal sealed record Wants(IReadOnlyList<WantedSource> Sources, IReadOnlyList<string> Unknown)
{
    /// <summary>Sources in the order of the policy, whatever the order of the words; words that name nothing, in their own order.</summary>
    public static Wants Of(IReadOnlyList<string> words, PolicyDocument policy)
    {
        var wanted = policy.Sources.ToDictionary(source => source.Name, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var word in words.Distinct(StringComparer.Ordinal))
        {
            var fields = Named(word, policy).ToList();
            if (fields.Count == 0)
            {
                unknown.Add(word);
            }

            foreach (var (source, field) in fields)
            {
                wanted[source.Name].Add(field.Name);
            }
        }

        return new Wants(
            [.. policy.Sources.Where(source => wanted[source.Name].Count > 0).Select(source => new WantedSource(source, wanted[source.Name]))],
            unknown);
    }

    private static IEnumerable<(SourceDefinition Source, FieldDefinition Field)> Named(string word, PolicyDocument policy)
    {
        var all = policy.Sources.SelectMany(source => source.Fields.Select(field => (Source: source, Field: field)));

        return Names.TryRead<DataCategory>(word, out var category)
            ? all.Where(pair => pair.Field.Category == category)
            : all.Where(pair =>
                string.Equals(pair.Source.Name, word, StringComparison.Ordinal)
                || string.Equals($"{pair.Source.Name}.{pair.Field.Name}", word, StringComparison.Ordinal));
    }
}
