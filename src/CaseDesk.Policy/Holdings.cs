namespace CaseDesk.Policy;

/// <summary>What a store holds, in order of time. Takes any inventory, also one that contradicts itself.</summary>
internal sealed class Holdings
{
    private readonly Period whole = new(DateTimeOffset.MaxValue, DateTimeOffset.MinValue);

    // Inside the whole, ordered, apart from one another and from its ends. An inventory that is already so is not copied.
    private readonly IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> gaps = [];

    public Holdings(SourceInventory? inventory)
    {
        if (inventory is not { First: { } first, Last: { } last } || first >= last)
        {
            return;
        }

        whole = new Period(first.ToUniversalTime(), last.ToUniversalTime());
        gaps = inventory.Gaps;
        if (!AreInOrder())
        {
            var held = Held();
            whole = held.Count == 0 ? new Period(DateTimeOffset.MaxValue, DateTimeOffset.MinValue) : new Period(held[0].From, held[^1].To);
            gaps = [.. held.Zip(held.Skip(1)).Select(pair => (pair.First.To, pair.Second.From))];
        }
    }

    /// <summary>First instant held, or null when the store holds nothing.</summary>
    public DateTimeOffset? First => whole.IsEmpty ? null : whole.From;

    /// <summary>Cuts a period into parts that are held and parts that are not, in order of time, none empty.</summary>
    public IEnumerable<(Period Part, bool Held)> Cut(Period period)
    {
        if (!whole.IsEmpty)
        {
            if (period.Before(whole.From) is { IsEmpty: false } before)
            {
                yield return (before, false);
            }

            period = period.Since(whole.From);
            for (var g = FirstGapAfter(period.From); g < gaps.Count && gaps[g].From < period.To; g++)
            {
                var gap = new Period(gaps[g].From.ToUniversalTime(), gaps[g].To.ToUniversalTime());
                if (period.Before(gap.From) is { IsEmpty: false } held)
                {
                    yield return (held, true);
                }

                yield return (period.Within(gap), false);
                period = period.Since(gap.To);
            }

            if (period.Before(whole.To) is { IsEmpty: false } rest)
            {
                yield return (rest, true);
            }

            period = period.Since(whole.To);
        }

        if (!period.IsEmpty)
        {
            yield return (period, false);
        }
    }

    private int FirstGapAfter(DateTimeOffset at)
    {
        var (low, high) = (0, gaps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = gaps[middle].To <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private bool AreInOrder()
    {
        var end = whole.From;
        for (var g = 0; g < gaps.Count; g++)
        {
            if (gaps[g].From <= end || gaps[g].To <= gaps[g].From)
            {
                return false;
            }

            end = gaps[g].To;
        }

        return end < whole.To;
    }

    private List<Period> Held()
    {
        var held = new List<Period>();
        var start = whole.From;
        foreach (var (from, to) in gaps.OrderBy(gap => gap.From))
        {
            var gap = new Period(from.ToUniversalTime(), to.ToUniversalTime()).Within(whole);
            if (gap.IsEmpty)
            {
                continue;
            }

            if (start < gap.From)
            {
                held.Add(new Period(start, gap.From));
            }

            start = gap.To > start ? gap.To : start;
        }

        if (start < whole.To)
        {
            held.Add(new Period(start, whole.To));
        }

        return held;
    }
}
