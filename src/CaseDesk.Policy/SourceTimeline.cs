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
        ServedAt = servedAt;
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
        }
    }

    public SourceDefinition Source { get; }

    public DateTimeOffset ServedAt { get; }

    public Holdings Holdings { get; }

    /// <summary>First instant of collection; the last instant there is where none was ever collected.</summary>
    public DateTimeOffset CollectedSince { get; } = DateTimeOffset.MinValue;

    /// <summary>Cut-off of retention at an instant: records of this instant and later are kept.</summary>
    /// <param name="shorter">Retention of a field that is kept shorter than its record; null where it is not.</param>
    public DateTimeOffset KeptSince(Retention? shorter, DateTimeOffset at)
    {
        var record = Source is { TimeField: not null, Retention: { } retention } ? CutOff(retention, at) : DateTimeOffset.MinValue;
        var field = Source.TimeField is not null && shorter is not null ? CutOff(shorter, at) : DateTimeOffset.MinValue;

        return field > record ? field : record;
    }

    /// <summary>Maximal periods of equal outcome, in order; together they are exactly the period.</summary>
    public List<Part> Cut(Period asked, Retention? shorter, Holds holds)
    {
        var parts = new List<Part>();
        if (CollectedSince == DateTimeOffset.MaxValue)
        {
            Add(parts, asked, Outcome.NeverCollected);

            return parts;
        }

        Add(parts, asked.Before(CollectedSince), Outcome.NeverCollected);
        var collected = asked.Since(CollectedSince);
        var keptSince = KeptSince(shorter, ServedAt);
        var old = collected.Before(keptSince);
        if (!old.IsEmpty && holds.Any)
        {
            AddWithHolds(parts, old, shorter, holds);
        }
        else if (!old.IsEmpty)
        {
            AddNotKept(parts, old);
        }

        Add(parts, collected.Since(keptSince), Outcome.Available);

        return parts;
    }

    private void AddWithHolds(List<Part> parts, Period old, Retention? shorter, Holds holds)
    {
        foreach (var (part, kept) in holds.Cut(old, at => KeptSince(shorter, at)))
        {
            if (kept)
            {
                Add(parts, part, Outcome.Preserved);
            }
            else
            {
                AddNotKept(parts, part);
            }
        }
    }

    // Only the store can tell whether old data is gone; the policy can only tell that it should be.
    private void AddNotKept(List<Part> parts, Period old)
    {
        foreach (var (stretch, held) in Holdings.Cut(old))
        {
            Add(parts, stretch, held ? Outcome.Overdue : Outcome.Expired);
        }
    }

    /// <summary>Parts of a period of which the store holds nothing; none for records without an instant.</summary>
    public IReadOnlyList<Period> NotHeld(Period period) =>
        Source.TimeField is null ? [] : [.. Holdings.Cut(period).Where(part => !part.Held).Select(part => part.Part)];

    private static DateTimeOffset CutOff(Retention retention, DateTimeOffset at)
    {
        var instant = Instants.DaysBefore(at, retention.Days);

        return retention.ByDay ? Instants.StartOfUtcDay(instant) : instant;
    }

    private static void Add(List<Part> parts, Period period, Outcome outcome)
    {
        if (period.IsEmpty)
        {
            return;
        }

        if (parts.Count > 0 && parts[^1].Outcome == outcome && parts[^1].Period.To == period.From)
        {
            parts[^1] = new Part(new Period(parts[^1].Period.From, period.To), outcome);

            return;
        }

        parts.Add(new Part(period, outcome));
    }
}
