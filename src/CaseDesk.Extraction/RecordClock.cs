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

        return location.PeriodOf(file) is { } period && period != FilePeriod.Always ? InZone(parts.In(NearestYear(parts, period)), out reason) : null;
    }

    // The year that puts the record nearest to what its file is about: the first lines of January may be of December. It is chosen before the zone is asked:
    // a time that is no instant in the nearest year is none, and not one of another year.
    private static int NearestYear(YearlessTime parts, FilePeriod period)
    {
        var middle = (period.From + (period.To - period.From) / 2).UtcDateTime;
        return new[] { middle.Year, middle.Year - 1, middle.Year + 1 }.MinBy(year => parts.About(year) is { } at ? (at - middle).Duration() : TimeSpan.MaxValue);
    }

    private DateTimeOffset? InZone(DateTime? local, out string? reason)
    {
        reason = null;
        if (local is not { } time || zone is null)
            return null;
        if (zone.SupportsDaylightSavingTime || zone.GetAdjustmentRules().Length > 0)
            return Only(time, zone, out reason);
        return Instant(time, zone.BaseUtcOffset);
    }

    // The instants at which the zone's clocks show this time. The framework answers wrongly here: IsInvalidTime and IsAmbiguousTime know of no change that is not
    // daylight saving (Moscow 2014, Caracas 2016), nor of one that is kept the other way round (Dublin, every year). Its offsets of instants are right everywhere.
    private static DateTimeOffset? Only(DateTime time, TimeZoneInfo zone, out string? reason)
    {
        reason = null;
        DateTimeOffset? only = null;
        // No zone is further than 14 hours from UTC, and none changes twice within two days.
        foreach (var offset in new[] { -1, 1 }.Select(day => OffsetNear(time, day, zone)).Distinct())
        {
            if (Instant(time, offset) is not { } instant || zone.GetUtcOffset(instant) != offset)
                continue;
            if (only is not null)
            {
                reason = Reasons.RejectedAmbiguousTime;
                return null;
            }

            only = instant;
        }

        return only;
    }

    private static TimeSpan OffsetNear(DateTime time, int days, TimeZoneInfo zone) =>
        zone.GetUtcOffset(new DateTimeOffset(Math.Clamp(time.Ticks + days * TimeSpan.TicksPerDay, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero));

    private static DateTimeOffset? Instant(DateTime time, TimeSpan offset)
    {
        var ticks = time.Ticks - offset.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
