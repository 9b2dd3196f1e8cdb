using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>RFC 4180 with a header line. Parts are columns. Fields may hold newlines; <see cref="CsvReader"/> finds where a record ends.</summary>
internal sealed class CsvFormat(SourceEncoding encoding) : RecordFormat(encoding)
{
    private readonly List<CsvField> fields = [];
    private Dictionary<string, int>? columns;
    private ReadOnlyMemory<byte> record;

    /// <summary>Takes the header line.</summary>
    /// <exception cref="SourceException">It is no header, or a part that the plan needs is not in it.</exception>
    public void TakeHeader(ReadOnlyMemory<byte> header, IEnumerable<string> parts, string source, string file)
    {
        fields.Clear();
        if (Unsound(header.Span) is not null || CsvReader.Measure(header.Span, true, fields).Reason is not null)
            throw new SourceException(Reasons.SourceFormat, $"Source '{source}', file '{file}': the header line cannot be read.");

        columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            if (!columns.TryAdd(Decode(header, fields[i]), i))
                throw new SourceException(Reasons.SourceFormat, $"Source '{source}', file '{file}': two columns have the same name.");
        }

        foreach (var part in parts)
        {
            if (!columns.ContainsKey(part))
                throw new SourceException(Reasons.SourceFormat, $"Source '{source}', file '{file}': there is no column '{part}'.");
        }
    }

    /// <summary>Number of a column of the header, from 0.</summary>
    public int Column(string name) => columns![name];

    public override string? Take(ReadOnlyMemory<byte> record, bool wanted)
    {
        this.record = record;
        fields.Clear();
        if (Unsound(record.Span) is { } unsound)
            return unsound;
        if (CsvReader.Measure(record.Span, true, fields).Reason is { } reason)
            return reason;
        return fields.Count == columns?.Count ? null : Reasons.RejectedColumns;
    }

    public override string? Part(string name) =>
        columns is not null && columns.TryGetValue(name, out var column) ? Decode(record, fields[column]) : null;

    private string Decode(ReadOnlyMemory<byte> record, CsvField field)
    {
        var text = Text(record.Slice(field.Start, field.Length));
        return field.HasQuotes ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }
}

/// <param name="Start">Of the field's text, behind its opening quote.</param>
/// <param name="HasQuotes">The text holds doubled quotes.</param>
internal readonly record struct CsvField(int Start, int Length, bool HasQuotes);
