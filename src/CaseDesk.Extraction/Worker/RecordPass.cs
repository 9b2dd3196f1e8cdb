using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Looks at each record of one file: is it a subject's, is it inside a window, and which fields may become values.</summary>
internal sealed class RecordPass(PlannedRead read, string path, Action<WorkerFrame> give)
{
    private readonly List<PlannedField> _fieldsOfAllWindows = UnionOf(read.Windows);

    public long Records { get; private set; }

    public long Rejected { get; private set; }

    public long WithoutKey { get; private set; }

    /// <exception cref="ExtractionFailure">The format cannot give a part that the plan needs.</exception>
    public void CheckParts(RecordReader records)
    {
        var needed = read.Subjects.Select(s => s.From)
            .Concat(read.Subjects.Where(s => s is { Port: not null, PortFrom: not null }).Select(s => s.PortFrom!))
            .Concat(_fieldsOfAllWindows.Select(f => f.From))
            .Concat(read.Source.TimeFrom is { } time ? [time] : []);
        foreach (var part in needed.Distinct(StringComparer.Ordinal))
        {
            if (!records.KnowsPart(part))
                throw new ExtractionFailure("source-shape", $"There is no part named {part}.");
        }
    }

    public void Take(RecordReader record)
    {
        Records++;
        if (record.Rejected is { } reason)
        {
            Reject(record, reason, SubjectMatch.Possibly(read.Subjects, record.Raw));
            return;
        }

        var hasKey = false;
        foreach (var subject in read.Subjects)
        {
            if (!record.TryPart(subject.From, out var key))
                continue;
            hasKey = true;
            if (!SubjectMatch.IsSame(subject, key))
                continue;
            string? port = null;
            if (subject is { Port: { } planned, PortFrom: { } portFrom } && !(record.TryPart(portFrom, out port) && SubjectMatch.IsPort(planned, port)))
                continue;
            Give(record, subject, key, port);
            return;
        }

        if (!hasKey)
            WithoutKey++;
    }

    private void Give(RecordReader record, PlannedSubject subject, string? key, string? port)
    {
        var fields = _fieldsOfAllWindows;
        DateTimeOffset? instant = null;
        if (read.Source.TimeFrom is { } timeFrom)
        {
            if (!record.TryPart(timeFrom, out var text) || !RecordInstant.TryParse(read.Source.TimeFormat, text, out var at))
            {
                Reject(record, "time", possiblySubject: true);
                return;
            }

            var window = read.Windows.FirstOrDefault(w => w.From <= at && at < w.To);
            if (window is null)
                return;
            (fields, instant) = ([.. window.Fields], at);
        }

        var values = new RowValue[fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            record.TryPart(fields[i].From, out var value);
            values[i] = new RowValue(fields[i].Name, value);
        }

        give(new RowFrame(new RowGate(read.Item, read.Source.Name, path, record.Line, record.Offset, subject.Type, key, port, instant), values));
    }

    private void Reject(RecordReader record, string reason, bool possiblySubject)
    {
        Rejected++;
        give(new RejectFrame(read.Item, read.Source.Name, path, record.Line, record.Offset, reason, possiblySubject));
    }

    /// <summary>A record without a time is inside every window of its subject.</summary>
    private static List<PlannedField> UnionOf(IReadOnlyList<PlannedWindow> windows) =>
        [.. FieldOrder.Merge(windows.Select(w => w.Fields.Select(f => f.Name))).Select(name => windows.SelectMany(w => w.Fields).First(f => string.Equals(f.Name, name, StringComparison.Ordinal)))];
}
