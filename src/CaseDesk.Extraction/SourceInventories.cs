using System.Collections.Concurrent;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>What the store of a source holds: the fact that a scope decision is computed from.</summary>
public static class SourceInventories
{
    private const int MostRemembered = 256;

    private static readonly ConcurrentDictionary<(string Path, long Size, DateTime ChangedAt, TimeFormat Format, string? Zone), SourceInventory> Remembered = new();

    /// <summary>
    /// Dated files: from the start of the first one's period to the end of the last one's, with the missing periods as gaps; whatever stands under such a name
    /// counts as held, so that an unreadable file fails the extraction instead of being called expired. One file: from its first instant to
    /// one tick behind its last. Records without time: all of time, where the file exists. Nothing there: <see cref="SourceInventory.Empty"/>.
    /// </summary>
    /// <exception cref="SourceException">A single file is there but cannot be read, or the location is unsafe.</exception>
    public static SourceInventory Of(SourceDefinition source, string logsDirectory)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Reached(source, () => Look(source, logsDirectory), SourceInventory.Empty);
    }

    /// <summary>Relative paths of the files that the store holds for the source, in order. To be kept with a decision and given to <see cref="ExtractionRun"/>.</summary>
    /// <exception cref="SourceException">The location is unsafe, or cannot be looked at.</exception>
    public static IReadOnlyList<string> Files(SourceDefinition source, string logsDirectory)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Reached(source, () => List(source, logsDirectory), []);
    }

    private static T Reached<T>(SourceDefinition source, Func<T> look, T nothing)
    {
        if (source.NeverCollected is not null || source.Location.Length == 0)
            return nothing;
        try
        {
            return look();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(Reasons.SourceUnreadable, $"Source '{source.Name}': the store cannot be looked at ({unreadable.GetType().Name}).");
        }
    }

    private static SourceInventory Look(SourceDefinition source, string logsDirectory)
    {
        var location = new SourceLocation(source.Name, source.Location);
        if (location.Span != FileSpan.Always)
            return OfPeriods([.. location.Held(logsDirectory).Select(f => f.Period)]);
        if (!SourceFile.Exists(source.Name, logsDirectory, source.Location))
            return SourceInventory.Empty;
        if (source.TimeField is null)
            return new SourceInventory(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, []);

        var file = new FileInfo(Path.GetFullPath(Path.Combine(logsDirectory, source.Location)));
        var key = (file.FullName, file.Length, file.LastWriteTimeUtc, source.TimeFormat, source.Zone);
        if (Remembered.TryGetValue(key, out var known))
            return known;
        var inventory = OfFile(source, logsDirectory);
        if (Remembered.Count >= MostRemembered)
            Remembered.Clear();
        Remembered[key] = inventory;
        return inventory;
    }

    private static IReadOnlyList<string> List(SourceDefinition source, string logsDirectory)
    {
        var location = new SourceLocation(source.Name, source.Location);
        if (location.Span != FileSpan.Always)
            return [.. location.Held(logsDirectory).Select(f => f.Path)];
        return SourceFile.Exists(source.Name, logsDirectory, source.Location) ? [source.Location] : [];
    }

    private static SourceInventory OfPeriods(IReadOnlyList<FilePeriod> periods)
    {
        if (periods.Count == 0)
            return SourceInventory.Empty;

        var gaps = new List<(DateTimeOffset, DateTimeOffset)>();
        foreach (var (before, after) in periods.Zip(periods.Skip(1)))
        {
            if (after.From > before.To)
                gaps.Add((before.To, after.From));
        }

        return new SourceInventory(periods[0].From, periods[^1].To, gaps);
    }

    // Logs are written as requests end, so neither the first nor the last line need be the earliest or the latest.
    private static SourceInventory OfFile(SourceDefinition source, string logsDirectory)
    {
        var part = source.Field(source.TimeField!)?.From ?? source.TimeField!;
        var planned = PlannedSource.Of(source with { TimeField = null, SortedBy = null }) with { TimeFrom = part };
        var format = RecordFormat.Of(planned, [part]);
        var clock = new RecordClock(planned);
        DateTimeOffset? first = null;
        DateTimeOffset? last = null;
        var judge = new RecordJudge(format, _ => Widen());
        var pass = new FilePass(planned, source.Location, format, [part], SubjectFilter.PassAll, judge, () => { });

        using var file = SourceFile.Open(source.Name, logsDirectory, source.Location);
        try
        {
            pass.Run(file.Content(source.Compression, Taken.Nothing), file.HasGrown);
        }
        catch (InvalidDataException)
        {
            // A damaged archive holds at least what could be read; the extraction fails on it with a reason.
        }

        return first is null ? SourceInventory.Empty : new SourceInventory(first, last is { } end && end < DateTimeOffset.MaxValue ? end.AddTicks(1) : last, []);

        string? Widen()
        {
            try
            {
                if (format.Part(part) is not { } text || clock.Read(text, source.Location, out _) is not { } instant)
                    return Reasons.RejectedTime;
                first = first is null || instant < first ? instant : first;
                last = last is null || instant > last ? instant : last;
                return null;
            }
            catch (UnreadablePart unreadable)
            {
                return unreadable.Reason;
            }
        }
    }
}
