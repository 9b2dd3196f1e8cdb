namespace CaseDesk.Policy;

/// <summary>
/// What time alone decides about one source: never collected, past retention, available. It is judged at the instant
/// of service, never at the time of the decision: a slow desk makes nothing expire.
/// </summary>
internal sealed class SourceTimeline
{
    public SourceTimeline(SourceDefinition source, SourceInventory? inventory, DateTimeOffset servedAt)
    {
        Source = source;
        Holdings = new Holdings(inventory);
        if (source.NeverCollected is not null)
        {
            CollectedSince = DateTimeOffset.MaxValue;
        }
        else if (source.TimeField is not null)
        {
            // With "inventory" collection began with the first record held; a store that holds none never began.
            CollectedSince = source.CollectedSinceInventory
                ? Holdings.First ?? DateTimeOffset.MaxValue
                : source.CollectedSince?.ToUniversalTime() ?? DateTimeOffset.MinValue;
            KeptSince = source.Retention is { } retention ? CutOff(retention, servedAt) : DateTimeOffset.MinValue;
        }
    }

    public SourceDefinition Source { get; }

    public Holdings Holdings { get; }

    /// <summary>First instant of collection; the last instant there is where none was ever collected.</summary>
    public DateTimeOffset CollectedSince { get; } = DateTimeOffset.MinValue;

    /// <summary>Cut-off of retention: records of this instant and later are kept.</summary>
    public DateTimeOffset KeptSince { get; } = DateTimeOffset.MinValue;

    /// <summary>Maximal periods of equal outcome, in order; together they are exactly the period.</summary>
    public IEnumerable<(Period Period, Outcome Outcome)> Cut(Period asked)
    {
        var uncollected = CollectedSince == DateTimeOffset.MaxValue ? asked : asked.Before(CollectedSince);
        var collected = CollectedSince == DateTimeOffset.MaxValue ? default : asked.Since(CollectedSince);
        var parts = new List<(Period Period, Outcome Outcome)> { (uncollected, Outcome.NeverCollected) };
        var old = collected.Before(KeptSince);
        if (!old.IsEmpty)
        {
            // Only the store can tell whether old data is gone; the policy can only tell that it should be.
            parts.AddRange(Holdings.Cut(old).Select(part => (part.Part, part.Held ? Outcome.Overdue : Outcome.Expired)));
        }

        parts.Add((collected.Since(KeptSince), Outcome.Available));

        return Merged(parts.Where(part => !part.Period.IsEmpty));
    }

    /// <summary>Parts of a period of which the store holds nothing; none for records without an instant.</summary>
    public IReadOnlyList<Period> NotHeld(Period period) =>
        Source.TimeField is null ? [] : [.. Holdings.Cut(period).Where(part => !part.Held).Select(part => part.Part)];

    private static DateTimeOffset CutOff(Retention retention, DateTimeOffset servedAt)
    {
        var instant = Instants.DaysBefore(servedAt, retention.Days);

        return retention.ByDay ? Instants.StartOfUtcDay(instant) : instant;
    }

    private static IEnumerable<(Period Period, Outcome Outcome)> Merged(IEnumerable<(Period Period, Outcome Outcome)> parts)
    {
        (Period Period, Outcome Outcome)? current = null;
        foreach (var part in parts)
        {
            if (current is { } last && last.Outcome == part.Outcome && last.Period.To == part.Period.From)
            {
                current = (new Period(last.Period.From, part.Period.To), part.Outcome);
                continue;
            }

            if (current is { } done)
            {
                yield return done;
            }

            current = part;
        }

        if (current is { } end)
        {
            yield return end;
        }
    }
}
