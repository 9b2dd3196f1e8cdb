using System.Text;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Knows the structure of one record at a time. A part becomes text only when it is asked for by name:
/// what a plan does not name is never turned into a value.
/// </summary>
internal abstract class RecordFormat(SourceEncoding encoding)
{
    private readonly Encoding characters = Characters(encoding);

    /// <summary>Takes a record. Null when it is sound, else the reason code; the bytes must stay as they are until the next call.</summary>
    /// <param name="wanted">False when the record cannot be the subject's: only its structure is checked then.</param>
    public abstract string? Take(ReadOnlyMemory<byte> record, bool wanted);

    /// <summary>Text of a part of the record taken last, character by character as recorded; null where the record has none.</summary>
    /// <exception cref="UnreadablePart">The part cannot be text.</exception>
    public abstract string? Part(string name);

    /// <param name="parts">Every part that will be asked for.</param>
    public static RecordFormat Of(PlannedSource source, IEnumerable<string> parts) => source.Format switch
    {
        SourceFormat.Combined or SourceFormat.Clf => new CombinedFormat(source.Encoding),
        SourceFormat.Jsonl => new JsonlFormat(parts),
        SourceFormat.Csv => new CsvFormat(source.Encoding),
        SourceFormat.Regex => new RegexFormat(source),
        _ => throw new SourceException(Reasons.PlanInvalid, "The plan names a format that this collector does not know."),
    };

    /// <summary>What every text format must be: text in its encoding, without NUL, which only a crash writes into a log.</summary>
    protected string? Unsound(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf((byte)0) >= 0)
            return Reasons.RejectedNul;
        // The other encodings have a character for every byte.
        return encoding != SourceEncoding.Utf8 || System.Text.Unicode.Utf8.IsValid(record) ? null : Reasons.RejectedEncoding;
    }

    protected string Text(ReadOnlyMemory<byte> slice) => characters.GetString(slice.Span);

    private static Encoding Characters(SourceEncoding encoding) => encoding switch
    {
        SourceEncoding.Latin1 => Encoding.Latin1,
        SourceEncoding.Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        _ => Encoding.UTF8,
    };
}

/// <summary>A part that is not text, for example a lone surrogate in JSON (RFC 8259, 8.2).</summary>
internal sealed class UnreadablePart(string reason) : Exception(reason)
{
    public string Reason { get; } = reason;
}
