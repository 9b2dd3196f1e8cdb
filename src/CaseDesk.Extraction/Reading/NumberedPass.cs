using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Judges the lines of one text file whose numbers another engine has given. Every byte comes from the file itself, and passes its checksum. In CSV every record
/// must stand on one line.
/// </summary>
internal sealed class NumberedPass(PlannedSource source, string file, RecordFormat format, IReadOnlyCollection<string> parts, IReadOnlyList<long> lines, RecordJudge judge, Action atBlock)
{
    private const int LinesBetweenProgress = 4096;

    public void Run(Stream content)
    {
        var (reader, number) = Begin(content);
        var next = 0;
        while (reader.TryNext(out var line))
        {
            number++;
            while (next < lines.Count && lines[next] < number)
                next++;
            if (next < lines.Count && lines[next] == number)
                Judge(line, number);
            if (number % LinesBetweenProgress == 0)
                atBlock();
        }
    }

    /// <summary>Reads no more than the header line of a CSV file.</summary>
    /// <exception cref="SourceException"/>
    public void TakeHeader(Stream content) => Begin(content);

    private (LineReader Reader, long Number) Begin(Stream content)
    {
        var blocks = new BlockReader(content, FilePass.LongestRecord);
        FilePass.SkipMark(blocks);
        var reader = new LineReader(blocks);
        if (source.Format != SourceFormat.Csv)
            return (reader, 0);
        if (!reader.TryNext(out var header))
            throw new SurveyOutdated();
        ((CsvFormat)format).TakeHeader(FilePass.WithoutReturn(header.Bytes), parts, source.Name, file);
        return (reader, 1);
    }

    private void Judge(Line line, long number)
    {
        if (line.TooLong)
            judge.PassOver(number, line.Offset);
        else
            judge.Judge(FilePass.WithoutReturn(line.Bytes), true, number, line.Offset, null);
    }
}
