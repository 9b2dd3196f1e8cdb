using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Which fields a record may give. Worker and gate ask here, each for itself.</summary>
internal static class PlannedFields
{
    /// <summary>The fields of the half-open window that holds the instant; of all windows where the record has no instant; null outside.</summary>
    public static IReadOnlyList<PlannedField>? Of(PlannedRead read, DateTimeOffset? instant)
    {
        if (instant is null)
            return read.Windows.Count == 0 ? null : Union(read.Windows.Select(w => w.Fields));
        foreach (var window in read.Windows)
        {
            if (instant >= window.From && instant < window.To)
                return window.Fields;
        }

        return null;
    }

    /// <summary>
    /// All fields of several lists that are each in policy order, in policy order as far as the lists tell it:
    /// a field comes only after every field that stands before it in some list, and else in order of first appearance.
    /// </summary>
    public static IReadOnlyList<PlannedField> Union(IEnumerable<IReadOnlyList<PlannedField>> lists)
    {
        var all = lists.ToList();
        var open = all.SelectMany(list => list).DistinctBy(f => f.Name).ToList();
        var before = open.ToDictionary(f => f.Name, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var list in all)
        {
            for (var i = 1; i < list.Count; i++)
                before[list[i].Name].Add(list[i - 1].Name);
        }

        var union = new List<PlannedField>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        while (open.Count > 0)
        {
            // Lists that contradict each other cannot come from one policy; then the first appearance decides.
            var next = open.FirstOrDefault(f => before[f.Name].All(taken.Contains)) ?? open[0];
            union.Add(next);
            taken.Add(next.Name);
            open.Remove(next);
        }

        return union;
    }
}
