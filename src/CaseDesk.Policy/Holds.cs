namespace CaseDesk.Policy;

/// <summary>A preservation that the desk knows of: a fact, like a store's inventory.</summary>
/// <param name="Id">What answers cite, for example <c>CD-2026-000007</c>.</param>
/// <param name="Sources">Sources that it keeps; empty means all.</param>
/// <param name="Identifiers">Whose records it keeps; empty means everybody's.</param>
/// <param name="From">First instant of the records that it keeps, inclusive.</param>
/// <param name="To">Exclusive end of the records that it keeps. Records of the time after it was placed are not kept by it.</param>
/// <param name="PlacedAt">When it was placed: what retention had deleted by then it cannot keep.</param>
/// <param name="Until">When it ends, exclusive; null where it has no end yet.</param>
public sealed record HoldFacts(
    string Id, IReadOnlyList<string> Sources, IReadOnlyList<IdentifierFacts> Identifiers, DateTimeOffset From, DateTimeOffset To, DateTimeOffset PlacedAt, DateTimeOffset? Until);

/// <summary>Which instants of one item's records holds keep from deletion. Only where a hold covers each subject of the item: for one without, a search in what was kept would read as "none found".</summary>
internal sealed class Holds
{
    private readonly List<(HoldFacts Hold, bool[] Covers)> inForce = [];
    private readonly int subjects;

    public Holds(IReadOnlyList<HoldFacts> holds, SourceDefinition source, IReadOnlyList<PlannedSubject> subjects, DateTimeOffset servedAt)
    {
        this.subjects = subjects.Count;
        foreach (var hold in holds)
        {
            if (hold.PlacedAt <= servedAt && (hold.Until is null || servedAt < hold.Until) && (hold.Sources.Count == 0 || hold.Sources.Contains(source.Name, StringComparer.Ordinal)))
            {
                inForce.Add((hold, [.. subjects.Select(subject => Covers(hold, subject))]));
            }
        }
    }

    /// <summary>Where none are known.</summary>
    public static Holds None { get; } = new();

    private Holds()
    {
    }

    public bool Any => inForce.Count > 0 && subjects > 0;

    /// <summary>Cuts a period into parts of which holds keep everything and parts of which they do not, in order of time, none empty.</summary>
    /// <param name="keptSince">Cut-off of retention at an instant.</param>
    public IEnumerable<(Period Part, bool Kept)> Cut(Period period, Func<DateTimeOffset, DateTimeOffset> keptSince)
    {
        var kept = inForce.Select(one => (one.Covers, Period: Kept(one.Hold, keptSince))).ToList();
        DateTimeOffset[] cuts = [.. kept.SelectMany(one => new[] { one.Period.From, one.Period.To }).Where(at => period.From < at && at < period.To).Append(period.From).Append(period.To).Distinct().Order()];
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
        {
            var here = kept.Where(one => one.Period.From <= from && to <= one.Period.To).ToList();
            yield return (new Period(from, to), Enumerable.Range(0, subjects).All(subject => here.Exists(one => one.Covers[subject])));
        }
    }

    /// <summary>Ids of the holds that keep something of the period, for the answer.</summary>
    public IEnumerable<string> Naming(Period period, Func<DateTimeOffset, DateTimeOffset> keptSince) =>
        inForce.Where(one => Array.IndexOf(one.Covers, true) >= 0 && !Kept(one.Hold, keptSince).Within(period).IsEmpty).Select(one => one.Hold.Id).Distinct(StringComparer.Ordinal);

    private static Period Kept(HoldFacts hold, Func<DateTimeOffset, DateTimeOffset> keptSince)
    {
        var placedAt = hold.PlacedAt.ToUniversalTime();

        return new Period(hold.From.ToUniversalTime(), hold.To.ToUniversalTime()).Since(keptSince(placedAt)).Before(placedAt);
    }

    private static bool Covers(HoldFacts hold, PlannedSubject subject) =>
        hold.Identifiers.Count == 0
        || hold.Identifiers.Any(identifier =>
            string.Equals(identifier.Type, subject.Type, StringComparison.Ordinal)
            && (identifier.Port is null || identifier.Port == subject.Port)
            && IdentifierText.TryNormalise(identifier.Type, identifier.Value, out var value, out _)
            && string.Equals(value, subject.Value, StringComparison.Ordinal));
}
