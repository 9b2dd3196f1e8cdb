using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>
/// Checks every row against the plan once more, outside the process that read the records. It trusts nothing the worker says:
/// one row that the plan does not allow fails the whole job.
/// </summary>
public sealed class SecondGate(ExtractionPlan plan)
{
    private static readonly bool[] FoldOrNot = [false, true];

    private readonly List<RecordClock?> clocks = [.. plan.Reads.Select(read => read.Source.TimeFrom is null ? null : new RecordClock(read.Source))];
    private readonly Dictionary<(int Read, string File), bool> reached = [];

    // Per read: the ports under which an identifier is planned; null stands for any port.
    private readonly List<ILookup<(string Type, string? Key, bool FoldCase), int?>> keys =
        [.. plan.Reads.Select(read => read.Subjects.ToLookup(s => (s.Type, SubjectMatch.Normalise(s.Type, s.Value, s.FoldCase), s.FoldCase), s => s.Port))];

    // Per read: the part in which an identifier type is looked for, where it is one part only.
    private readonly List<Dictionary<string, string>> keyParts =
        [.. plan.Reads.Select(read => read.Subjects.GroupBy(s => s.Type, StringComparer.Ordinal)
            .Where(group => group.Select(s => s.From).Distinct(StringComparer.Ordinal).Count() == 1)
            .ToDictionary(group => group.Key, group => group.First().From, StringComparer.Ordinal))];

    /// <summary>True for a file that some read of the plan reaches.</summary>
    public bool IsPlannedFile(string source, string file) =>
        plan.Reads.Any(read => string.Equals(read.Source.Name, source, StringComparison.Ordinal) && PlannedFiles.Reaches(read, file));

    /// <summary>Null when the plan allows the row; else what is wrong, in words that name no content.</summary>
    public string? Objection(GatedRow row)
    {
        if (row.Read < 0 || row.Read >= plan.Reads.Count)
            return "the row belongs to no read of the plan";
        var read = plan.Reads[row.Read];
        if (row.Item != read.Item)
            return "the item is not the read's";
        if (!string.Equals(row.Source, read.Source.Name, StringComparison.Ordinal))
            return "the source is not the read's";
        if (row.Line < 1 || !IsReached(row.Read, row.File))
            return "the file or line is not one that the plan reads";
        if (row.Instant is null != read.Source.TimeFrom is null)
            return "the instant is missing, or the source has none";
        if (PlannedFields.Of(read, row.Instant) is not { } fields)
            return "the instant is in no window";
        if (fields.Count != row.Values.Count || !fields.All(f => row.Values.ContainsKey(f.Name)))
            return "the fields are not exactly the window's";
        return KeyObjection(row) ?? ValueObjection(read, clocks[row.Read], fields, keyParts[row.Read].GetValueOrDefault(row.KeyType), row);
    }

    private string? KeyObjection(GatedRow row)
    {
        if (SubjectMatch.Normalise(row.KeyType, row.KeyValue) is null)
            return "the key is no identifier";
        var ports = FoldOrNot.SelectMany(fold => keys[row.Read][(row.KeyType, SubjectMatch.Normalise(row.KeyType, row.KeyValue, fold), fold)]).ToList();
        if (ports.Count == 0)
            return "the key is not a planned identifier";
        return ports.Exists(port => port is null || port == row.Port) ? null : "the port is not the planned one";
    }

    // Where the key or the instant is itself a disclosed field, the two spellings of it must agree.
    private static string? ValueObjection(PlannedRead read, RecordClock? clock, IReadOnlyList<PlannedField> fields, string? keyPart, GatedRow row)
    {
        foreach (var field in fields)
        {
            var value = row.Values[field.Name];
            if (field.Derive is not null)
                continue;
            if (clock is not null && string.Equals(field.From, read.Source.TimeFrom, StringComparison.Ordinal)
                && (value is null || clock.Read(value, row.File, out _) != row.Instant))
                return "the instant is not the one of the record";

            if (string.Equals(keyPart, field.From, StringComparison.Ordinal) && !string.Equals(value, row.KeyValue, StringComparison.Ordinal))
                return "the key is not the one of the record";
        }

        return null;
    }

    private bool IsReached(int read, string file)
    {
        if (!reached.TryGetValue((read, file), out var known))
            reached[(read, file)] = known = PlannedFiles.Reaches(plan.Reads[read], file);
        return known;
    }
}
