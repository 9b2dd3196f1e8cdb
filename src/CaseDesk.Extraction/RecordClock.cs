using System.Globalization;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>
/// Instants of one source's records, with what the source's description adds to them: a zone, a year. It never guesses: a local time that did not exist
/// or happened twice (a clock was put forward or back) is no instant.
/// </summary>
internal sealed class RecordClock
{
    private readonly PlannedSource source;
    private readonly SourceLocation location;
    private readonly TimeZoneInfo? zone;

    /// <exception cref="SourceException">The zone is not known to this system.</exception>
    public RecordClock(PlannedSource source)
    {
        this.source = source;
        location = new SourceLocation(source.Name, source.Location);
        zone = source.Zone is { } name ? Zone(source.Name, name) : null;
    }

    /// <summary>The instant in UTC, or why there is none.</summary>
    /// <param name="file">Path of the record's file: it may tell the year.</param>
    public DateTimeOffset? Read(string text, string file, out string? reason)
    {
        reason = null;
        var instant = source.TimeFormat switch
        {
            TimeFormat.Local => RecordTimes.Parse(TimeFormat.Rfc3339, text) ?? InZone(RecordTimes.Local(text), out reason),
            TimeFormat.Syslog => Syslog(text, file, out reason),
            _ => RecordTimes.Parse(source.TimeFormat, text),
        };
        if (instant is null)
            reason ??= Reasons.RejectedTime;
        return instant;
    }

    private static TimeZoneInfo Zone(string source, string name)
    {
        if (name == "UTC")
            return TimeZoneInfo.Utc;
        if (name.Length == 6 && name[0] is '+' or '-' && TimeSpan.TryParseExact(name.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var offset) && offset.TotalHours <= 14)
            return TimeZoneInfo.CreateCustomTimeZone(name, name[0] == '-' ? -offset : offset, name, name);
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new SourceException(Reasons.PlanInvalid, $"Source '{source}': this system does not know the time zone '{name}'.");
    }

    private DateTimeOffset? Syslog(string text, string file, out string? reason)
    {
        reason = null;
        if (RecordTimes.WithoutYear(text) is not { } parts)
            return null;
        if (source.Year is { } given)
            return InZone(parts.In(given), out reason);

        // The year that puts the record nearest to what its file is about: the first lines of January may be of December.
        if (location.PeriodOf(file) is not { } period || period == FilePeriod.Always)
            return null;
        var middle = period.From + (period.To - period.From) / 2;
        DateTimeOffset? nearest = null;
        foreach (var year in new[] { middle.Year, middle.Year - 1, middle.Year + 1 })
        {
            var candidate = InZone(parts.In(year), out var why);
            if (candidate is null && year == middle.Year)
                reason = why;
            if (candidate is { } found && (nearest is null || (found - middle).Duration() < (nearest.Value - middle).Duration()))
                nearest = found;
        }

        return nearest;
    }

    private DateTimeOffset? InZone(DateTime? local, out string? reason)
    {
        reason = null;
        if (local is not { } time || zone is null)
            return null;
        if (zone.IsInvalidTime(time))
            return null;
        if (zone.IsAmbiguousTime(time))
        {
            reason = Reasons.RejectedAmbiguousTime;
            return null;
        }

        var ticks = time.Ticks - zone.GetUtcOffset(time).Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
