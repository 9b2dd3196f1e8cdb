using System.Text;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Knows the structure of one record at a time. A part becomes text only when it is asked for by name:
/// what a plan does not name is never turned into a value.
/// </summary>
internal abstract class RecordFormat
{
    /// <summary>Takes a record. Null when it is sound, else the reason code; the bytes must stay as they are until the next call.</summary>
    /// <param name="wanted">False when the record cannot be the subject's: only its structure is checked then.</param>
    public abstract string? Take(ReadOnlyMemory<byte> record, bool wanted);

    /// <summary>Text of a part of the record taken last, character by character as recorded; null where the record has none.</summary>
    /// <exception cref="UnreadablePart">The part cannot be text.</exception>
    public abstract string? Part(string name);

    public static RecordFormat Of(SourceFormat format, IEnumerable<string> parts) => format switch
    {
        SourceFormat.Combined => new CombinedFormat(),
        SourceFormat.Jsonl => new JsonlFormat(parts),
        SourceFormat.Csv => new CsvFormat(),
        _ => throw new SourceException(Reasons.PlanInvalid, "The plan names a format that this collector does not know."),
    };

    /// <summary>What every text format must be: well-formed UTF-8 (RFC 3629) without NUL, which only a crash writes into a log.</summary>
    protected static string? Unsound(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf((byte)0) >= 0)
            return Reasons.RejectedNul;
        return System.Text.Unicode.Utf8.IsValid(record) ? null : Reasons.RejectedEncoding;
    }

    protected static string Text(ReadOnlyMemory<byte> slice) => Encoding.UTF8.GetString(slice.Span);
}

/// <summary>A part that is not text, for example a lone surrogate in JSON (RFC 8259, 8.2).</summary>
internal sealed class UnreadablePart(string reason) : Exception(reason)
{
    public string Reason { get; } = reason;
}
