namespace CaseDesk.Policy;

/// <summary>
/// What became of a source's records by their instant, judged at the instant of service and never at the time of the decision:
/// a slow desk makes nothing expire.
/// </summary>
internal sealed class SourceTimeline
{
    private readonly SourceInventory inventory;

    public SourceTimeline(SourceDefinition source, SourceInventory inventory, DateTimeOffset servedAt)
    {
        this.inventory = inventory;
        HasInstants = source.TimeField is not null;
        // A store that holds nothing says nothing about when collection began: no "never collected" is derived from it.
        CollectedSince = source.CollectedSinceInventory ? inventory.First : source.CollectedSince;
        CutOff = source.Retention is { } kept ? CutOffOf(kept, servedAt) : null;
    }

    /// <summary>False for records without an instant, such as subscriber records: neither collection nor inventory cuts them.</summary>
    public bool HasInstants { get; }

    /// <summary>First instant collected, or null where that is not known.</summary>
    public DateTimeOffset? CollectedSince { get; }

    /// <summary>Records before it should have been deleted at service; null where nothing is deleted by age.</summary>
    public DateTimeOffset? CutOff { get; }

    /// <summary>Every instant at which the answer may change.</summary>
    public IEnumerable<DateTimeOffset> Edges => HasInstants
        ? new[] { CollectedSince, CutOff, inventory.First, inventory.Last }.OfType<DateTimeOffset>().Concat(inventory.Gaps.SelectMany(g => new[] { g.From, g.To }))
        : [];

    /// <summary>The outcome at an instant, where law and order allow the field.</summary>
    public Outcome At(DateTimeOffset instant)
    {
        if (!HasInstants) return Outcome.Available;
        if (instant < CollectedSince) return Outcome.NeverCollected;
        if (instant < CutOff) return Holds(instant) ? Outcome.Overdue : Outcome.Expired;
        return Outcome.Available;
    }

    /// <summary>Whether the store holds data around the instant, as far as the inventory tells.</summary>
    public bool Holds(DateTimeOffset instant) =>
        !HasInstants || (inventory.First <= instant && instant < inventory.Last && !inventory.Gaps.Any(g => g.From <= instant && instant < g.To));

    /// <summary>Deletion by whole UTC days keeps a day until none of it is within the period.</summary>
    private static DateTimeOffset CutOffOf(Retention kept, DateTimeOffset servedAt)
    {
        var exact = Instants.DaysBefore(servedAt, kept.Days);
        return kept.ByDay ? Instants.StartOfDay(exact) : exact;
    }
}
