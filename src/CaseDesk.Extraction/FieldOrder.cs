namespace CaseDesk.Extraction;

/// <summary>One order out of several that agree: names stay after the names that precede them anywhere.</summary>
internal static class FieldOrder
{
    public static List<string> Merge(IEnumerable<IEnumerable<string>> orders)
    {
        var merged = new List<string>();
        foreach (var order in orders)
        {
            var after = -1;
            foreach (var name in order)
            {
                var at = merged.IndexOf(name);
                if (at < 0)
                    merged.Insert(at = after + 1, name);
                after = Math.Max(after, at);
            }
        }

        return merged;
    }
}
