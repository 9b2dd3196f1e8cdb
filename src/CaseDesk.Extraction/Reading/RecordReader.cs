using System.Text.Unicode;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Records of one file, one after the other. Every line is looked at; what cannot be read is told, never skipped.</summary>
internal abstract class RecordReader(LineReader lines)
{
    /// <summary>Number of the record's first line, from 1.</summary>
    public long Line { get; protected set; }

    /// <summary>Byte offset of the record in the uncompressed file.</summary>
    public long Offset { get; protected set; }

    /// <summary>Why the current record cannot be read: a stable word, never its content. Null for a good record.</summary>
    public string? Rejected { get; protected set; }

    /// <summary>The bytes of the current record; empty where they were too many to hold.</summary>
    public virtual ReadOnlySpan<byte> Raw => Lines.Text;

    /// <summary>Physical lines read so far.</summary>
    public long LinesRead => Lines.Number;

    protected LineReader Lines { get; } = lines;

    public static RecordReader For(SourceFormat format, Stream stream, int maxLineBytes)
    {
        var lines = new LineReader(stream, maxLineBytes);
        return format switch
        {
            SourceFormat.Combined => new CombinedReader(lines),
            SourceFormat.Jsonl => new JsonlReader(lines),
            SourceFormat.Csv => new CsvReader(lines, maxLineBytes),
            _ => throw new ExtractionFailure("source-shape", $"No collector reads the format {format}."),
        };
    }

    /// <returns>False at the end of the file.</returns>
    public virtual bool Next()
    {
        if (!Lines.Next())
            return false;
        Line = Lines.Number;
        Offset = Lines.Offset;
        Rejected = Unreadable(Lines.TooLong, Lines.Text) ?? Parse(Lines.Text);
        return true;
    }

    /// <summary>The parts that this format can give; null where each record names its own.</summary>
    public abstract bool KnowsPart(string part);

    /// <summary>Value of a part of the current, good record: verbatim text; null where the record has none.</summary>
    /// <returns>False where the record does not have the part at all.</returns>
    public abstract bool TryPart(string part, out string? value);

    /// <returns>Reason of rejection, or null.</returns>
    protected abstract string? Parse(ReadOnlySpan<byte> line);

    protected static string? Unreadable(bool tooLong, ReadOnlySpan<byte> text) =>
        tooLong ? "too-long"
        : text.IsEmpty ? "blank"
        : text.Contains((byte)0) ? "nul"
        : !Utf8.IsValid(text) ? "encoding"
        : null;
}
