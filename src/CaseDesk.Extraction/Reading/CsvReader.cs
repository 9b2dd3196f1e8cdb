namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Records of an RFC 4180 stream, in bounded memory. A record that cannot be read gives up its first physical line only, and reading goes on
/// with the next line: one damaged quote must not swallow the sound records behind it.
/// </summary>
internal sealed class CsvReader(BlockReader blocks, LineReader lines)
{
    /// <summary>Where a record ends, or why it has no end.</summary>
    /// <param name="Length">Of the record without its line ending; -1 where more bytes are needed.</param>
    internal readonly record struct Extent(int Length, int LengthWithEnding, string? Reason);

    /// <param name="physicalLines">How many lines the record stands on.</param>
    /// <param name="broken">The line is the start of a record whose quotes do not close.</param>
    public bool TryNext(out Line record, out int physicalLines, out bool broken)
    {
        (physicalLines, broken) = (1, false);
        while (true)
        {
            var unread = blocks.Unread;
            var extent = Measure(unread.Span, false, null);
            if (extent.Reason is null && extent.Length >= 0)
            {
                record = new Line(unread[..extent.Length], blocks.Offset, TooLong: false, Ended: true);
                physicalLines += record.Bytes.Span.Count(LineReader.Newline);
                blocks.Advance(extent.LengthWithEnding);
                return true;
            }

            if (extent.Reason is not null || blocks.IsFull)
            {
                broken = true;
                return lines.TryNext(out record);
            }

            if (!blocks.Fill())
                return Last(out record, ref physicalLines, out broken);
        }
    }

    /// <summary>Measures one record, and with <paramref name="fields"/> its fields.</summary>
    /// <param name="whole">True where the bytes are all of the record, so that their end ends it.</param>
    public static Extent Measure(ReadOnlySpan<byte> bytes, bool whole, List<CsvField>? fields)
    {
        var at = 0;
        while (true)
        {
            if (at < bytes.Length && bytes[at] == '"')
            {
                var start = ++at;
                var doubled = false;
                while (true)
                {
                    var step = bytes[at..].IndexOf((byte)'"');
                    if (step < 0)
                        return new Extent(-1, 0, whole ? Reasons.RejectedQuote : null);
                    at += step + 1;
                    if (at >= bytes.Length || bytes[at] != '"')
                        break;
                    doubled = true;
                    at++;
                }

                // At the end of a block the next byte could still double this quote.
                if (at >= bytes.Length && !whole)
                    return new Extent(-1, 0, null);
                fields?.Add(new CsvField(start, at - 1 - start, doubled));
            }
            else
            {
                var length = bytes[at..].IndexOfAny((byte)',', (byte)'\n', (byte)'"');
                if (length < 0)
                    length = bytes.Length - at;
                var end = at + length;
                if (end < bytes.Length && bytes[end] == '"')
                    return new Extent(0, 0, Reasons.RejectedQuote);
                var text = end < bytes.Length && bytes[end] == '\n' && length > 0 && bytes[end - 1] == '\r' ? length - 1 : length;
                fields?.Add(new CsvField(at, text, false));
                at = end;
            }

            if (at >= bytes.Length)
                return whole ? new Extent(at, at, null) : new Extent(-1, 0, null);
            if (bytes[at] == ',')
            {
                at++;
                continue;
            }

            if (bytes[at] == '\n')
                return new Extent(at > 0 && bytes[at - 1] == '\r' ? at - 1 : at, at + 1, null);
            if (bytes[at] == '\r' && at + 1 < bytes.Length && bytes[at + 1] == '\n')
                return new Extent(at, at + 2, null);
            if (bytes[at] == '\r' && at + 1 == bytes.Length)
                return whole ? new Extent(at, at + 1, null) : new Extent(-1, 0, null);
            return new Extent(0, 0, Reasons.RejectedQuote);
        }
    }

    private bool Last(out Line record, ref int physicalLines, out bool broken)
    {
        var unread = blocks.Unread;
        broken = false;
        if (unread.IsEmpty)
        {
            record = default;
            return false;
        }

        if (Measure(unread.Span, true, null).Reason is not null)
        {
            broken = true;
            return lines.TryNext(out record);
        }

        var bytes = unread.Span[^1] == '\r' ? unread[..^1] : unread;
        record = new Line(bytes, blocks.Offset, TooLong: false, Ended: false);
        physicalLines += bytes.Span.Count(LineReader.Newline);
        blocks.Advance(unread.Length);
        return true;
    }
}
