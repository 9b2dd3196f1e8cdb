using System.Collections.Concurrent;
using System.IO.Compression;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>What the store of a source holds at this moment.</summary>
public static class SourceInventories
{
    private const int MostCached = 1_000;
    private const int MaxLineBytes = 1 << 20;
    private static readonly ConcurrentDictionary<(string Path, string Source, long Size, long Changed), SourceInventory> _seen = new();
    private static readonly DateTimeOffset _always = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Dated files: from the start of the first day to the end of the last, with the missing days as gaps. One file: its first
    /// and last record, the end exclusive (last instant + 1 tick). Records without a time: from year 1 to 9999 where the file exists.
    /// </summary>
    /// <exception cref="IOException">The store is there but cannot be read: that must not pass for data that is gone.</exception>
    public static SourceInventory Of(SourceDefinition source, string logsDirectory)
    {
        if (source.NeverCollected is not null || source.Location.Length == 0)
            return SourceInventory.Empty;
        try
        {
            return SourceFiles.IsDated(source.Location) ? OfDays(SourceFiles.Dated(source.Location, logsDirectory)) : OfFile(source, logsDirectory);
        }
        catch (Exception error) when (error is ExtractionFailure or UnauthorizedAccessException or InvalidDataException)
        {
            throw new IOException($"What {source.Name} holds cannot be found out: {error.Message}", error);
        }
    }

    private static SourceInventory OfDays(List<SourceFile> files)
    {
        if (files.Count == 0)
            return SourceInventory.Empty;
        var gaps = new List<(DateTimeOffset From, DateTimeOffset To)>();
        for (var i = 1; i < files.Count; i++)
        {
            var (from, to) = (EndOf(files[i - 1].Day!.Value), StartOf(files[i].Day!.Value));
            if (from < to)
                gaps.Add((from, to));
        }

        return new SourceInventory(StartOf(files[0].Day!.Value), EndOf(files[^1].Day!.Value), gaps);
    }

    private static SourceInventory OfFile(SourceDefinition source, string logsDirectory)
    {
        SourceFiles.CheckLocation(source.Location);
        var file = new FileInfo(Path.Combine(logsDirectory, source.Location));
        if (!file.Exists && file.LinkTarget is null && !Directory.Exists(file.FullName))
            return SourceInventory.Empty;
        using var stream = LogFile.Open(logsDirectory, source.Location);
        if (source.TimeField is not { } field || source.Field(field)?.From is not { } part)
            return new SourceInventory(DateTimeOffset.MinValue, _always, []);

        var shape = $"{source.Name}/{source.Format}/{source.Compression}/{part}/{source.TimeFormat}";
        var key = (file.FullName, shape, file.Length, file.LastWriteTimeUtc.Ticks);
        if (_seen.TryGetValue(key, out var known))
            return known;
        if (_seen.Count >= MostCached)
            _seen.Clear();
        return _seen[key] = Read(source, part, stream);
    }

    private static SourceInventory Read(SourceDefinition source, string part, FileStream stream)
    {
        (DateTimeOffset? first, DateTimeOffset? last) = (null, null);
        using Stream content = source.Compression == SourceCompression.Gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        try
        {
            var records = RecordReader.For(source.Format, content, MaxLineBytes);
            while (records.Next())
            {
                if (records.Rejected is not null || !records.TryPart(part, out var text) || !RecordInstant.TryParse(source.TimeFormat, text, out var at))
                    continue;
                first = first is null || at < first ? at : first;
                last = last is null || at > last ? at : last;
            }
        }
        catch (InvalidDataException) when (first is not null)
        {
            // A damaged archive: what came before the damage is held. The extraction itself will fail and name the file.
        }

        return first is null ? SourceInventory.Empty : new SourceInventory(first, last!.Value.AddTicks(1), []);
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static DateTimeOffset EndOf(DateOnly day) => day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : StartOf(day.AddDays(1));
}
