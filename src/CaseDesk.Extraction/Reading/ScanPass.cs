using System.Buffers;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Looks a subject up in one text file whose survey is known: every byte is searched for what every spelling of the subject holds, and only the records in which
/// it is found are parsed. What it finds is to the byte what <see cref="FilePass"/> finds; that is a test.
/// </summary>
/// <param name="pass">Told every stored byte once, in order, just before it is searched; null where nobody wants them.</param>
internal sealed class ScanPass(
    PlannedSource source, string file, RecordFormat format, IReadOnlyCollection<string> parts, FileSurvey survey, NeedleSearch? search, RecordJudge judge, Action atBlock, ScanPass.Passing? pass = null)
{
    // A call of the system costs as much as looking at some kilobytes, so blocks are large; what is hashed and searched one after the other should stay next to
    // the processor meanwhile, so slices are small.
    public const int BlockSize = 256 * 1024;
    private const int SliceSize = 32 * 1024;
    private const byte Newline = (byte)'\n';
    private const byte Quote = (byte)'"';

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(FilePass.LongestRecord + BlockSize);
    private readonly bool quoted = source.Format == SourceFormat.Csv;
    private readonly bool folded = !survey.IsOneLineEach(source.Format);

    // The first byte of the buffer that was not searched yet: where it is, in which line, and at which offset the buffer itself begins.
    private int start;
    private long line = 1;
    private long origin;
    private bool headerTaken;

    // Newlines of the blocks that the survey counted, as far as they were read, and how many blocks these are.
    private long newlines;
    private int blocks;

    /// <summary>Takes bytes as they come by.</summary>
    public delegate void Passing(ReadOnlySpan<byte> bytes);

    /// <summary>Whether a file can be looked up in this way: in CSV a newline may stand inside a field, and quotes must be sound to tell.</summary>
    public static bool Can(PlannedSource source, FileSurvey survey) =>
        source.Format != SourceFormat.Csv || survey is { BrokenQuotes: 0, TooLong: 0 };

    public void Run(Stream content)
    {
        try
        {
            Search(content);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Search(Stream content)
    {
        // Bytes up to have may be searched; behind them come some that were read and have not been passed on.
        var (have, waiting, first, passing) = (0, 0, true, false);
        while (true)
        {
            if (waiting == 0)
            {
                have = MoveToFront(have);
                // To the end of a block of the survey, where that has counted the lines.
                waiting = content.Read(buffer, have, Math.Min(BlockSize - (int)((origin + have) % BlockSize), FilePass.LongestRecord + BlockSize - have));
                atBlock();
            }

            var ended = waiting == 0;
            var slice = pass is null ? waiting : Math.Min(SliceSize, waiting);
            pass?.Invoke(buffer.AsSpan(have, slice));
            (have, waiting) = (have + slice, waiting - slice);
            if (first && have < FilePass.ByteOrderMark.Length && !ended)
                continue;
            if (first)
            {
                first = false;
                if (buffer.AsSpan(0, have).StartsWith(FilePass.ByteOrderMark))
                    start = FilePass.ByteOrderMark.Length;
            }

            if (passing)
                passing = PassOver(have);
            if (!passing && (ended ? have : start + EndOfLastRecord(buffer.AsSpan(start, have - start))) is var end && end > start)
                Search(end, have);

            // A record that no buffer holds: the survey has counted it.
            if (!passing && have - start >= FilePass.LongestRecord)
            {
                judge.PassOver(line, origin + start);
                (passing, start) = (true, have);
            }

            if (ended)
                return;
        }
    }

    private int MoveToFront(int have)
    {
        buffer.AsSpan(start, have - start).CopyTo(buffer);
        origin += start;
        (have, start) = (have - start, 0);
        return have;
    }

    private bool PassOver(int have)
    {
        var at = buffer.AsSpan(start, have - start).IndexOf(Newline);
        if (at < 0)
        {
            start = have;
            return true;
        }

        start += at + 1;
        line++;
        return false;
    }

    private int EndOfLastRecord(ReadOnlySpan<byte> data)
    {
        if (!folded)
            return data.LastIndexOf(Newline) + 1;

        // A newline ends a record where an even number of quotes stands before it, counted from a record's start.
        var before = data.Count(Quote);
        for (var rest = data; ;)
        {
            var at = rest.LastIndexOf(Newline);
            if (at < 0)
                return 0;
            before -= rest[at..].Count(Quote);
            if (before % 2 == 0)
                return at + 1;
            rest = rest[..at];
        }
    }

    // Searches whole records, and leaves the start behind them. Bytes up to have were read.
    private void Search(int end, int have)
    {
        if (quoted && !headerTaken)
            start += TakeHeader(end);
        while (start < end)
        {
            var data = buffer.AsSpan(start, end - start);
            var found = search is null ? 0 : search.IndexOf(data);
            if (found < 0)
                break;
            start += quoted ? Csv(start, end, found) : Line(start, end, found);
        }

        line = Counted(origin + have) is { } counted ? 1 + counted - buffer.AsSpan(end, have - end).Count(Newline) : line + buffer.AsSpan(start, Math.Max(0, end - start)).Count(Newline);
        start = Math.Max(start, end);
    }

    // Newlines before an offset, if the survey says it. Offsets are asked for in order.
    private long? Counted(long offset)
    {
        if (offset % BlockSize != 0 || offset / BlockSize > survey.Newlines.Count)
            return null;
        for (; blocks < offset / BlockSize; blocks++)
            newlines += survey.Newlines[blocks];
        return newlines;
    }

    /// <returns>Bytes from <paramref name="at"/> to behind the record.</returns>
    private int Line(int at, int end, int found)
    {
        var data = buffer.AsSpan(at, end - at);
        var begin = data[..found].LastIndexOf(Newline) + 1;
        var length = data[begin..].IndexOf(Newline);
        var behind = length < 0 ? data.Length : begin + length + 1;
        length = length < 0 ? data.Length - begin : length;
        line += data[..begin].Count(Newline);
        if (length >= FilePass.LongestRecord)
            judge.PassOver(line, origin + at + begin);
        else
            judge.Judge(FilePass.WithoutReturn(buffer.AsMemory(at + begin, length)), true, line, origin + at + begin, null);
        line++;
        return behind;
    }

    private int Csv(int at, int end, int found)
    {
        var data = buffer.AsSpan(at, end - at);
        var begin = folded ? 0 : data[..found].LastIndexOf(Newline) + 1;
        var before = folded ? data[..found].Count(Quote) : 0;
        for (var rest = data[..found]; folded;)
        {
            var newline = rest.LastIndexOf(Newline);
            if (newline < 0)
                break;
            before -= rest[newline..].Count(Quote);
            rest = rest[..newline];
            if (before % 2 == 0)
            {
                begin = newline + 1;
                break;
            }
        }

        line += data[..begin].Count(Newline);
        var extent = Measured(data[begin..]);
        judge.Judge(buffer.AsMemory(at + begin, extent.Length), true, line, origin + at + begin, extent.Reason);
        line += data.Slice(begin, extent.LengthWithEnding).Count(Newline);
        return begin + extent.LengthWithEnding;
    }

    private int TakeHeader(int end)
    {
        var extent = Measured(buffer.AsSpan(start, end - start));
        ((CsvFormat)format).TakeHeader(buffer.AsMemory(start, extent.Length), parts, source.Name, file);
        headerTaken = true;
        line += buffer.AsSpan(start, extent.LengthWithEnding).Count(Newline);
        return extent.LengthWithEnding;
    }

    private static CsvReader.Extent Measured(ReadOnlySpan<byte> data)
    {
        var extent = CsvReader.Measure(data, false, null);
        if (extent is { Reason: null, Length: < 0 })
            extent = CsvReader.Measure(data, true, null);
        // The survey found all quotes sound; if they are not, it is another file.
        return extent.Reason is null ? extent : throw new SurveyOutdated();
    }
}

/// <summary>The file is not what its survey says, although nothing else shows it.</summary>
internal sealed class SurveyOutdated : Exception;
