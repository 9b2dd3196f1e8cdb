using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>
/// Checks every row against the plan once more, outside the process that read the records. It trusts nothing the worker says:
/// one row that the plan does not allow fails the whole job.
/// </summary>
public sealed class SecondGate(ExtractionPlan plan)
{
    // Per read: the ports under which an identifier is planned; null stands for any port.
    private readonly List<ILookup<(string Type, string? Key), int?>> keys =
        [.. plan.Reads.Select(read => read.Subjects.ToLookup(s => (s.Type, SubjectMatch.Normalise(s.Type, s.Value)), s => s.Port))];

    /// <summary>True for a file that some read of the plan reaches.</summary>
    public bool IsPlannedFile(string source, string file) =>
        plan.Reads.Any(read => string.Equals(read.Source.Name, source, StringComparison.Ordinal) && IsPlannedFile(read, file));

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
        if (row.Line < 1 || row.Offset < 0 || !IsPlannedFile(read, row.File))
            return "the file or line is not one that the plan reads";
        if (row.Instant is null != read.Source.TimeFrom is null)
            return "the instant is missing, or the source has none";
        if (PlannedFields.Of(read, row.Instant) is not { } fields)
            return "the instant is in no window";
        if (fields.Count != row.Values.Count || !fields.All(f => row.Values.ContainsKey(f.Name)))
            return "the fields are not exactly the window's";
        return KeyObjection(row) ?? ValueObjection(read, fields, row);
    }

    private string? KeyObjection(GatedRow row)
    {
        var key = SubjectMatch.Normalise(row.KeyType, row.KeyValue);
        if (key is null)
            return "the key is no identifier";
        var ports = keys[row.Read][(row.KeyType, key)].ToList();
        if (ports.Count == 0)
            return "the key is not a planned identifier";
        return ports.Exists(port => port is null || port == row.Port) ? null : "the port is not the planned one";
    }

    // Where the key or the instant is itself a disclosed field, the two spellings of it must agree.
    private static string? ValueObjection(PlannedRead read, IReadOnlyList<PlannedField> fields, GatedRow row)
    {
        foreach (var field in fields)
        {
            var value = row.Values[field.Name];
            if (string.Equals(field.From, read.Source.TimeFrom, StringComparison.Ordinal)
                && (value is null || RecordTimes.Parse(read.Source.TimeFormat, value) != row.Instant))
                return "the instant is not the one of the record";

            var keyParts = read.Subjects.Where(s => string.Equals(s.Type, row.KeyType, StringComparison.Ordinal)).Select(s => s.From).Distinct(StringComparer.Ordinal).ToList();
            if (keyParts is [var only] && string.Equals(only, field.From, StringComparison.Ordinal) && !string.Equals(value, row.KeyValue, StringComparison.Ordinal))
                return "the key is not the one of the record";
        }

        return null;
    }

    private static bool IsPlannedFile(PlannedRead read, string file)
    {
        try
        {
            var location = new SourceLocation(read.Source.Name, read.Source.Location);
            return location.IsDaily
                ? location.DayOf(file) is { } day && read.Windows.Any(w => PlannedDays.Touches(w, day))
                : string.Equals(file, read.Source.Location, StringComparison.Ordinal);
        }
        catch (SourceException)
        {
            return false;
        }
    }
}
