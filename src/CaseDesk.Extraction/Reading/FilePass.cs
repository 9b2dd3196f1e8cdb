using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>Reads and judges every record of one text file: a survey, and the look-up with it.</summary>
internal sealed class FilePass(PlannedSource source, string file, RecordFormat format, IReadOnlyCollection<string> parts, SubjectFilter filter, RecordJudge judge, Action atRecord)
{
    public const int LongestRecord = 1024 * 1024;

    internal static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private long lineNumber = 1;

    public long Lines { get; private set; }

    public long Records { get; private set; }

    public long BrokenQuotes { get; private set; }

    /// <summary>The last record has no line ending.</summary>
    public bool EndsOpen { get; private set; }

    /// <param name="mayBeCut">True where the file was still being written: a last line without a newline is then no record yet.</param>
    /// <exception cref="SourceException"/>
    public void Run(Stream content, Func<bool> mayBeCut)
    {
        var blocks = new BlockReader(content, LongestRecord);
        var lineReader = new LineReader(blocks);
        SkipMark(blocks);
        if (source.Format == SourceFormat.Csv)
            RunCsv(new CsvReader(blocks, lineReader));
        else
            RunLines(lineReader, mayBeCut);
    }

    internal static ReadOnlyMemory<byte> WithoutReturn(ReadOnlyMemory<byte> line) =>
        line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;

    internal static void SkipMark(BlockReader blocks)
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
        (Lines, lineNumber) = (headerLines, 1 + headerLines);

        while (reader.TryNext(out var record, out var physicalLines, out var broken))
        {
            BrokenQuotes += broken ? 1 : 0;
            Count(record, physicalLines, broken ? Reasons.RejectedQuote : null);
        }
    }

    private void Count(Line record, int physicalLines, string? known)
    {
        var before = judge.Damaged;
        if (record.TooLong)
            judge.PassOver(lineNumber, record.Offset);
        else
            judge.Judge(record.Bytes, filter.MayConcern(record.Bytes.Span), lineNumber, record.Offset, known);
        Records++;
        EndsOpen = !record.Ended && judge.Damaged == before;
        Lines += physicalLines;
        lineNumber += physicalLines;
        atRecord();
    }
}
