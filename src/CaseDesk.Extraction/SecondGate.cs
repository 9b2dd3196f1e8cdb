using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>
/// Checks every row against the plan again, in the parent, with its own reading of the plan: a worker that was wrong or
/// was taken over must not widen an approval. One instance a job; the first difference ends the job.
/// </summary>
public sealed class SecondGate
{
    private readonly Dictionary<(int Item, string Source), PlannedRead> _reads = [];
    private readonly HashSet<(int Item, string Source, string File, long Line)> _seen = [];

    /// <exception cref="ExtractionFailure"><c>plan-invalid</c>: the plan contradicts itself and must not be run.</exception>
    public SecondGate(ExtractionPlan plan)
    {
        foreach (var read in plan.Reads)
        {
            var sound = read.Subjects.Count > 0 && read.Windows.Count > 0 && read.Windows.All(w => w.From < w.To && w.Fields.Count > 0 && Unique(w.Fields));
            if (!sound || !_reads.TryAdd((read.Item, read.Source.Name), read))
                throw new ExtractionFailure("plan-invalid", $"The plan's read of {read.Source.Name} for item {read.Item} is empty or stands there twice.");
        }
    }

    /// <returns>What is wrong with the row, in words that show nothing of it; null for a row that the plan allows.</returns>
    public string? Check(ExtractedRow row)
    {
        var gate = row.Gate;
        if (!_reads.TryGetValue((gate.Item, gate.Source), out var read))
            return "the plan has no such read";
        if (!IsFileOf(read.Source, gate.File) || gate.Line < 1 || gate.Offset < 0)
            return "the file is not one of the source's";
        if (!_seen.Add((gate.Item, gate.Source, gate.File, gate.Line)))
            return "the record was given twice";
        if (Subject(read, gate) is not { } subject)
            return "the key is not a planned subject";
        if (Columns(read, gate, out var columns) is { } wrongTime)
            return wrongTime;
        if (!row.Values.Select(v => v.Field).SequenceEqual(columns.Select(c => c.Name), StringComparer.Ordinal))
            return "the fields are not the window's";
        return Contradiction(row, read, subject, columns);
    }

    private static PlannedSubject? Subject(PlannedRead read, RowGate gate)
    {
        foreach (var subject in read.Subjects)
        {
            if (string.Equals(subject.Type, gate.KeyType, StringComparison.Ordinal) && SubjectMatch.IsSame(subject, gate.Key)
                && (subject is not { Port: { } port, PortFrom: not null } || SubjectMatch.IsPort(port, gate.Port)))
                return subject;
        }

        return null;
    }

    private static string? Columns(PlannedRead read, RowGate gate, out List<PlannedField> columns)
    {
        columns = [];
        if (read.Source.TimeFrom is null)
        {
            // Without a time the record is inside every window, so each window's fields may leave.
            var all = read.Windows.SelectMany(w => w.Fields).ToList();
            var names = FieldOrder.Merge(read.Windows.Select(w => w.Fields.Select(f => f.Name)));
            columns.AddRange(names.Select(n => all.First(f => string.Equals(f.Name, n, StringComparison.Ordinal))));
            return gate.Instant is null ? null : "the source has no times";
        }

        if (gate.Instant is not { } at || read.Windows.FirstOrDefault(w => w.From <= at && at < w.To) is not { } window)
            return "the instant is outside the windows";
        columns.AddRange(window.Fields);
        return null;
    }

    /// <summary>Where key, port or time is itself an approved field, the row must say the same twice.</summary>
    private static string? Contradiction(ExtractedRow row, PlannedRead read, PlannedSubject subject, List<PlannedField> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var (from, value) = (columns[i].From, row.Values[i].Value);
            if (string.Equals(from, subject.From, StringComparison.Ordinal) && !string.Equals(value, row.Gate.Key, StringComparison.Ordinal))
                return "the key is not the row's";
            if (subject.Port is not null && string.Equals(from, subject.PortFrom, StringComparison.Ordinal) && !string.Equals(value, row.Gate.Port, StringComparison.Ordinal))
                return "the port is not the row's";
            if (string.Equals(from, read.Source.TimeFrom, StringComparison.Ordinal)
                && !(RecordInstant.TryParse(read.Source.TimeFormat, value, out var at) && at == row.Gate.Instant))
                return "the instant is not the row's";
        }

        return null;
    }

    private static bool IsFileOf(PlannedSource source, string file)
    {
        if (!SourceFiles.IsDated(source.Location))
            return string.Equals(file, source.Location, StringComparison.Ordinal);
        var at = source.Location.IndexOf(SourceFiles.DayToken, StringComparison.Ordinal);
        return file.Length >= at + 10
            && DateOnly.TryParseExact(file.AsSpan(at, 10), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)
            && string.Equals(file, SourceFiles.PathOf(source.Location, day), StringComparison.Ordinal);
    }

    private static bool Unique(IReadOnlyList<PlannedField> fields) => fields.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count() == fields.Count;
}
