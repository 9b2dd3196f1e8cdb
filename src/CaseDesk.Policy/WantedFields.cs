namespace CaseDesk.Policy;

/// <summary>Reads what an item wants: category words, sources, and <c>source.field</c>.</summary>
internal sealed class WantedFields
{
    private readonly HashSet<(string Source, string Field)> wanted = [];
    private readonly List<string> unknown = [];

    public WantedFields(IReadOnlyList<string> wants, PolicyDocument policy)
    {
        foreach (var want in wants.Distinct(StringComparer.Ordinal))
        {
            var fields = FieldsOf(want, policy).ToList();
            wanted.UnionWith(fields);
            // A word that finds nothing gets an answer too: silence would be a loss that nobody sees.
            if (fields.Count == 0) unknown.Add(want);
        }
    }

    /// <summary>Words that name nothing in the policy, in the order of the item.</summary>
    public IReadOnlyList<string> Unknown => unknown;

    public bool Contains(SourceDefinition source) => source.Fields.Any(f => Contains(source, f));

    public bool Contains(SourceDefinition source, FieldDefinition field) => wanted.Contains((source.Name, field.Name));

    private static IEnumerable<(string Source, string Field)> FieldsOf(string want, PolicyDocument policy)
    {
        var isCategory = Names.TryFind<DataCategory>(want, Names.Of, out var category);
        return
            from source in policy.Sources
            from field in source.Fields
            where isCategory ? field.Category == category : want == source.Name || want == $"{source.Name}.{field.Name}"
            select (source.Name, field.Name);
    }
}
