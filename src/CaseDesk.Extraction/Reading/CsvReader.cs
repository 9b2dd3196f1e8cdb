using System.Text;

namespace CaseDesk.Extraction;

/// <summary>
/// RFC 4180 with a header line; fields in quotes may hold line breaks. A quote that is never closed fails the file:
/// guessing where the next record starts could turn one person's text into another person's record.
/// </summary>
internal sealed class CsvReader(LineReader lines, int maxRecordBytes) : RecordReader(lines)
{
    private readonly List<string> _fields = [];
    private Dictionary<string, int>? _columns;
    private byte[] _raw = [];
    private bool _tooLong;

    public override ReadOnlySpan<byte> Raw => _raw;

    public override bool KnowsPart(string part)
    {
        if (_columns is null)
            ReadHeader();
        return _columns!.ContainsKey(part);
    }

    public override bool Next()
    {
        if (_columns is null)
            ReadHeader();
        return ReadRecord();
    }

    public override bool TryPart(string part, out string? value)
    {
        var found = _columns!.TryGetValue(part, out var column);
        value = found ? _fields[column] : null;
        return found;
    }

    protected override string? Parse(ReadOnlySpan<byte> line)
    {
        _fields.Clear();
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                var field = new StringBuilder();
                at++;
                while (true)
                {
                    var step = line[at..].IndexOf((byte)'"');
                    if (step < 0)
                        return "shape";
                    field.Append(Encoding.UTF8.GetString(line.Slice(at, step)));
                    at += step + 1;
                    if (at >= line.Length || line[at] != '"')
                        break;
                    field.Append('"');
                    at++;
                }

                _fields.Add(field.ToString());
            }
            else
            {
                var step = line[at..].IndexOf((byte)',');
                var value = step < 0 ? line[at..] : line.Slice(at, step);
                if (value.Contains((byte)'"'))
                    return "shape";
                _fields.Add(Encoding.UTF8.GetString(value));
                at += value.Length;
            }

            if (at == line.Length)
                break;
            if (line[at] != ',')
                return "shape";
            at++;
        }

        return _columns is null || _fields.Count == _columns.Count ? null : "columns";
    }

    private void ReadHeader()
    {
        if (!ReadRecord() || Rejected is not null)
            throw new ExtractionFailure("source-shape", "The header line cannot be read.");
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in _fields)
        {
            if (!columns.TryAdd(name, columns.Count))
                throw new ExtractionFailure("source-shape", "The header line names a column twice.");
        }

        _columns = columns;
    }

    private bool ReadRecord()
    {
        if (!Lines.Next())
            return false;
        Line = Lines.Number;
        Offset = Lines.Offset;
        _tooLong = Lines.TooLong;
        _raw = Lines.Text.ToArray();
        if (EndsInsideQuotes(Lines.Text))
            ReadOn();
        Rejected = Unreadable(_tooLong, _raw) ?? Parse(_raw);
        return true;
    }

    private void ReadOn()
    {
        var record = new List<byte>(Lines.Raw.Length * 2);
        record.AddRange(Lines.Raw);
        while (Lines.Next())
        {
            if (Lines.TooLong || record.Count + Lines.Raw.Length > maxRecordBytes)
                break;
            var inside = EndsInsideQuotes(Lines.Text, inside: true);
            record.AddRange(inside ? Lines.Raw : Lines.Text);
            if (inside)
                continue;
            _raw = [.. record];
            return;
        }

        throw new ExtractionFailure("source-shape", $"A quote in line {Line} is not closed.");
    }

    private static bool EndsInsideQuotes(ReadOnlySpan<byte> text, bool inside = false)
    {
        // A quote opens a field only at its start (RFC 4180 section 2, rules 5 to 7); elsewhere it makes a bad record, not a longer one.
        var fieldStart = !inside;
        var justClosed = false;
        foreach (var b in text)
        {
            if (inside)
            {
                inside = b != '"';
                justClosed = !inside;
                continue;
            }

            inside = b == '"' && (fieldStart || justClosed);
            justClosed = false;
            fieldStart = b == ',';
        }

        return inside;
    }
}
