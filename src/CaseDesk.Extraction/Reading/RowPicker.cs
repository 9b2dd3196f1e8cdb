using System.Collections.Concurrent;
using System.Globalization;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>Decides for a sound record of one source in which reads it is a row, and makes exactly the planned values of it.</summary>
internal sealed class RowPicker
{
    private readonly PlannedSource source;
    private readonly IReadOnlyList<(int Index, PlannedRead Read)> reads;
    private readonly List<(int Read, string Type, string From, bool FoldCase, ILookup<string?, PlannedSubject> Subjects)> keys;
    private readonly ConcurrentDictionary<(int Read, string File), bool> reached = new();
    private readonly RecordClock clock;
    private readonly Action<GatedRow> emit;

    public RowPicker(PlannedSource source, IReadOnlyList<(int Index, PlannedRead Read)> reads, Action<GatedRow> emit)
    {
        this.source = source;
        this.reads = reads;
        this.emit = emit;
        clock = new RecordClock(source);
        keys = [.. reads.SelectMany(r => r.Read.Subjects
            .GroupBy(s => (s.Type, s.From, s.FoldCase))
            .Select(group => (r.Index, group.Key.Type, group.Key.From, group.Key.FoldCase, group.ToLookup(s => SubjectMatch.Normalise(s.Type, s.Value, s.FoldCase)))))];
        Parts = reads.SelectMany(r => r.Read.Subjects.SelectMany(s => new[] { s.From, s.Port is null ? null : s.PortFrom })
                .Concat(r.Read.Windows.SelectMany(w => w.Fields).Select(f => f.From)))
            .Append(source.TimeFrom).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Every part that the reads name: nothing else of a record is ever turned into text.</summary>
    public IReadOnlySet<string> Parts { get; }

    /// <summary>Null, or why the record is rejected.</summary>
    public string? Take(RecordFormat record, string file, long line)
    {
        try
        {
            var rows = new List<GatedRow>();
            foreach (var (index, read) in reads)
            {
                if (!IsReached(index, read, file) || Match(record, index) is not { } match)
                    continue;
                var instant = default(DateTimeOffset?);
                if (source.TimeFrom is not null)
                {
                    if (record.Part(source.TimeFrom) is not { } text)
                        return Reasons.RejectedTime;
                    instant = clock.Read(text, file, out var why);
                    if (instant is null)
                        return why;
                }

                var fields = PlannedFields.Of(read, instant);
                if (fields is null)
                    continue;
                var values = new Dictionary<string, string?>(StringComparer.Ordinal);
                foreach (var field in fields)
                    values[field.Name] = Value(record, field);
                rows.Add(new GatedRow(index, read.Item, source.Name, file, line, match.Type, match.Key, match.Port, instant, values));
            }

            rows.ForEach(emit);
            return null;
        }
        catch (UnreadablePart unreadable)
        {
            return unreadable.Reason;
        }
    }

    // A file is read for all reads at once, and not every read reaches it: what a read finds must not depend on what else is asked for.
    private bool IsReached(int index, PlannedRead read, string file) => reached.GetOrAdd((index, file), _ => PlannedFiles.Reaches(read, file));

    private static string? Value(RecordFormat record, PlannedField field)
    {
        var whole = record.Part(field.From);
        return whole is not null && field.Derive is { } slice ? RequestLine.Derive(whole, slice, field.Parameter) : whole;
    }

    // A key that cannot be read hides no other key of the same record; only where none matches it may have been the one.
    private (string Type, string Key, int? Port)? Match(RecordFormat record, int read)
    {
        UnreadablePart? hidden = null;
        foreach (var key in keys)
        {
            try
            {
                if (key.Read == read && Match(record, key.Type, key.From, key.FoldCase, key.Subjects) is { } match)
                    return match;
            }
            catch (UnreadablePart unreadable)
            {
                hidden ??= unreadable;
            }
        }

        return hidden is null ? null : throw hidden;
    }

    private static (string Type, string Key, int? Port)? Match(RecordFormat record, string type, string from, bool foldCase, ILookup<string?, PlannedSubject> subjects)
    {
        if (record.Part(from) is not { } text || SubjectMatch.Normalise(type, text, foldCase) is not { } key)
            return null;
        foreach (var subject in subjects[key])
        {
            if (subject.Port is not { } port)
                return (type, text, null);
            if (subject.PortFrom is { } portFrom && int.TryParse(record.Part(portFrom), NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found == port)
                return (type, text, found);
        }

        return null;
    }
}
