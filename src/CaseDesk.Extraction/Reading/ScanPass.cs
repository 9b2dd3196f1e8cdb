using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Looks a subject up in one text file whose survey is known: every byte is searched for what every spelling of the subject holds, and only the records in which
/// it is found are parsed. What it finds is to the byte what <see cref="FilePass"/> finds; that is a test.
/// </summary>
internal sealed class ScanPass(PlannedSource source, string file, RecordFormat format, IReadOnlyCollection<string> parts, NeedleSearch? search, RecordJudge judge, Action atBlock)
{
    // Small enough to stay in a core's cache while it is searched, hashed and counted.
    private const int BlockSize = 256 * 1024;
    private const byte Newline = (byte)'\n';
    private const byte Quote = (byte)'"';

    private readonly byte[] buffer = new byte[FilePass.LongestRecord + BlockSize];
    private readonly bool quoted = source.Format == SourceFormat.Csv;

    // The line and offset of the first byte of the buffer that was not passed yet.
    private long line = 1;
    private long offset;
    private bool headerTaken;

    /// <summary>Whether a file can be looked up in this way: in CSV a newline may stand inside a field, and quotes must be sound to tell.</summary>
    public static bool Can(PlannedSource source, FileSurvey survey) =>
        source.Format != SourceFormat.Csv || survey is { BrokenQuotes: 0, TooLong: 0 };

    public void Run(Stream content)
    {
        var (have, first, passing) = (0, true, false);
        while (true)
        {
            var read = content.Read(buffer, have, Math.Min(BlockSize, buffer.Length - have));
            var ended = read == 0;
            have += read;
            if (first && have < FilePass.ByteOrderMark.Length && !ended)
                continue;
            if (first)
            {
                first = false;
                if (buffer.AsSpan(0, have).StartsWith(FilePass.ByteOrderMark))
                    have = Drop(FilePass.ByteOrderMark.Length, have, 0);
            }

            if (passing)
                have = PassOver(have, ref passing);
            var end = ended ? have : EndOfLastRecord(buffer.AsSpan(0, have));
            if (end > 0 && !passing)
            {
                Search(end);
                have = Drop(end, have, 0);
            }

            // A record that no buffer holds: the survey has counted it.
            if (!passing && have >= FilePass.LongestRecord)
            {
                judge.PassOver(line, offset);
                passing = true;
                have = Drop(have, have, 0);
            }

            atBlock();
            if (ended)
                return;
        }
    }

    private int Drop(int bytes, int have, int lines)
    {
        buffer.AsSpan(bytes, have - bytes).CopyTo(buffer);
        offset += bytes;
        line += lines;
        return have - bytes;
    }

    private int PassOver(int have, ref bool passing)
    {
        var at = buffer.AsSpan(0, have).IndexOf(Newline);
        passing = at < 0;
        return passing ? Drop(have, have, 0) : Drop(at + 1, have, 1);
    }

    private int EndOfLastRecord(ReadOnlySpan<byte> data)
    {
        if (!quoted)
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

    // Searches whole records, from the start of the buffer.
    private void Search(int end)
    {
        var at = 0;
        if (quoted && !headerTaken)
            at = TakeHeader(end);
        while (at < end)
        {
            var data = buffer.AsSpan(at, end - at);
            var found = search is null ? 0 : search.IndexOf(data);
            if (found < 0)
                break;
            at += quoted ? Csv(at, end, found) : Line(at, end, found);
        }

        line += buffer.AsSpan(at, Math.Max(0, end - at)).Count(Newline);
    }

    /// <returns>Bytes from <paramref name="at"/> to behind the record.</returns>
    private int Line(int at, int end, int found)
    {
        var data = buffer.AsSpan(at, end - at);
        var start = data[..found].LastIndexOf(Newline) + 1;
        var length = data[start..].IndexOf(Newline);
        var behind = length < 0 ? data.Length : start + length + 1;
        length = length < 0 ? data.Length - start : length;
        line += data[..start].Count(Newline);
        if (length >= FilePass.LongestRecord)
            judge.PassOver(line, offset + at + start);
        else
            judge.Judge(FilePass.WithoutReturn(buffer.AsMemory(at + start, length)), true, line, offset + at + start, null);
        line++;
        return behind;
    }

    private int Csv(int at, int end, int found)
    {
        var data = buffer.AsSpan(at, end - at);
        var before = data[..found].Count(Quote);
        var start = 0;
        for (var rest = data[..found]; ;)
        {
            var newline = rest.LastIndexOf(Newline);
            if (newline < 0)
                break;
            before -= rest[newline..].Count(Quote);
            rest = rest[..newline];
            if (before % 2 == 0)
            {
                start = newline + 1;
                break;
            }
        }

        line += data[..start].Count(Newline);
        var extent = Measured(data[start..]);
        judge.Judge(buffer.AsMemory(at + start, extent.Length), true, line, offset + at + start, extent.Reason);
        line += data.Slice(start, extent.LengthWithEnding).Count(Newline);
        return start + extent.LengthWithEnding;
    }

    private int TakeHeader(int end)
    {
        var extent = Measured(buffer.AsSpan(0, end));
        ((CsvFormat)format).TakeHeader(buffer.AsMemory(0, extent.Length), parts, source.Name, file);
        headerTaken = true;
        line += buffer.AsSpan(0, extent.LengthWithEnding).Count(Newline);
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
