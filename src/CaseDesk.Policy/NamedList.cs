namespace CaseDesk.Policy;

/// <summary>
/// Lists of named blocks: rules, sources, fields. They are lists and not blocks of keys because their order is part of
/// the policy (the order of columns in a production), and YAML gives keys no order.
/// </summary>
internal static class NamedList
{
    public static List<T> Read<T>(MapReader parent, string key, string remedy, string nameKey, PolicyErrors errors, Func<MapReader, PolicyErrors, T> read)
    {
        var path = parent.Path.Length == 0 ? key : $"{parent.Path}.{key}";
        var seen = new Dictionary<string, PolicyNode>(StringComparer.Ordinal);
        var elements = new List<T>();
        foreach (var node in parent.List(key, remedy))
        {
            var name = NameOf(node, nameKey);
            var place = name is null ? FormattableString.Invariant($"{path}[{elements.Count + 1}]") : $"{path}.{PolicyErrors.Shown(name.Text)}";
            if (name is not null && !seen.TryAdd(name.Text, name))
            {
                errors.Add(name, place, FormattableString.Invariant($"{nameKey} \"{PolicyErrors.Shown(name.Text)}\" is already used on line {seen[name.Text].Line}; give each its own"));
            }

            if (MapReader.Open(node, place, errors) is { } reader)
            {
                elements.Add(read(reader, errors));
                reader.RefuseUnknownKeys();
            }
        }

        return elements;
    }

    private static PolicyScalar? NameOf(PolicyNode node, string nameKey) =>
        (node as PolicyMap)?.Entries.FirstOrDefault(entry => string.Equals(entry.Key.Text, nameKey, StringComparison.Ordinal)).Value as PolicyScalar;
}
