using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>One record that was rejected: where it stands and why, never what it says.</summary>
internal readonly record struct RejectedRecord(long Line, long Offset, string Reason, bool MayConcern);

/// <summary>What one pass over a file found besides rows.</summary>
/// <param name="EndsOpen">A last line without a newline was taken as a record.</param>
internal sealed record FileCount(long Lines, long Records, long Rejected, long RejectedPossiblySubject, bool EndsOpen);

/// <summary>Reads every record of one file once, for all reads of its source.</summary>
/// <param name="take">Called with a sound record that may concern a subject; answers null, or why the record is rejected after all.</param>
internal sealed class FilePass(
    PlannedSource source, string file, RecordFormat format, IReadOnlyCollection<string> parts, SubjectFilter filter,
    Func<long, long, string?> take, Action<RejectedRecord> reject, Action<long> atRecord)
{
    public const int LongestRecord = 1024 * 1024;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private long lineNumber = 1;
    private long lines;
    private long records;
    private long rejected;
    private long rejectedPossiblySubject;
    private bool endsOpen;

    /// <param name="mayBeCut">True where the file was still being written: a last line without a newline is then no record yet.</param>
    /// <exception cref="SourceException"/>
    public FileCount Run(Stream content, Func<bool> mayBeCut)
    {
        var blocks = new BlockReader(content, LongestRecord);
        var lineReader = new LineReader(blocks);
        SkipMark(blocks);
        if (source.Format == SourceFormat.Csv)
            RunCsv(new CsvReader(blocks, lineReader));
        else
            RunLines(lineReader, mayBeCut);
        return new FileCount(lines, records, rejected, rejectedPossiblySubject, endsOpen);
    }

    private static void SkipMark(BlockReader blocks)
    {
        while (blocks.Unread.Length < ByteOrderMark.Length && blocks.Fill())
        {
        }

        if (blocks.Unread.Span.StartsWith(ByteOrderMark))
            blocks.Advance(ByteOrderMark.Length);
    }

    private void RunLines(LineReader reader, Func<bool> mayBeCut)
    {
        while (reader.TryNext(out var line))
        {
            if (!line.Ended && !line.TooLong && mayBeCut())
                Count(line, 1, Reasons.RejectedIncomplete);
            else
                Count(line with { Bytes = WithoutReturn(line.Bytes) }, 1, null);
        }
    }

    private void RunCsv(CsvReader reader)
    {
        if (!reader.TryNext(out var header, out var headerLines, out var headerBroken) || header.TooLong || headerBroken)
            throw new SourceException(Reasons.SourceFormat, $"Source '{source.Name}', file '{file}': there is no header line.");
        ((CsvFormat)format).TakeHeader(header.Bytes, parts, source.Name, file);
        (lines, lineNumber) = (headerLines, 1 + headerLines);

        while (reader.TryNext(out var record, out var physicalLines, out var broken))
            Count(record, physicalLines, broken ? Reasons.RejectedQuote : null);
    }

    private void Count(Line record, int physicalLines, string? known)
    {
        var mayConcern = record.TooLong || filter.MayConcern(record.Bytes.Span);
        var reason = record.TooLong ? Reasons.RejectedTooLong : known ?? Judge(record, mayConcern);
        if (reason is not null)
        {
            rejected++;
            rejectedPossiblySubject += mayConcern ? 1 : 0;
            reject(new RejectedRecord(lineNumber, record.Offset, reason, mayConcern));
        }

        records++;
        endsOpen = !record.Ended && reason is null;
        lines += physicalLines;
        lineNumber += physicalLines;
        atRecord(records);
    }

    private string? Judge(Line record, bool mayConcern)
    {
        if (record.Bytes.Span.Trim(" \t"u8).IsEmpty)
            return Reasons.RejectedBlank;
        if (format.Take(record.Bytes, mayConcern) is { } reason)
            return reason;
        return mayConcern ? take(lineNumber, record.Offset) : null;
    }

    private static ReadOnlyMemory<byte> WithoutReturn(ReadOnlyMemory<byte> line) =>
        line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
}
