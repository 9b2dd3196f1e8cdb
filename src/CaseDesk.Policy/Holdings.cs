namespace CaseDesk.Policy;

/// <summary>What a store holds, as ordered disjoint periods. Takes any inventory, also one that contradicts itself.</summary>
internal sealed class Holdings
{
    private readonly List<Period> held = [];

    public Holdings(SourceInventory? inventory)
    {
        if (inventory is not { First: { } first, Last: { } last } || first >= last)
        {
            return;
        }

        var whole = new Period(first.ToUniversalTime(), last.ToUniversalTime());
        var start = whole.From;
        foreach (var (from, to) in inventory.Gaps.OrderBy(gap => gap.From))
        {
            var gap = new Period(from.ToUniversalTime(), to.ToUniversalTime()).Within(whole);
            if (gap.IsEmpty)
            {
                continue;
            }

            Add(new Period(start, gap.From));
            start = gap.To > start ? gap.To : start;
        }

        Add(new Period(start, whole.To));
    }

    /// <summary>First instant held, or null when the store holds nothing.</summary>
    public DateTimeOffset? First => held.Count == 0 ? null : held[0].From;

    /// <summary>Cuts a period into parts that are held and parts that are not, in order of time, none empty.</summary>
    public IEnumerable<(Period Part, bool Held)> Cut(Period period)
    {
        var rest = period;
        foreach (var stretch in held)
        {
            var part = rest.Within(stretch);
            if (part.IsEmpty)
            {
                continue;
            }

            if (rest.From < part.From)
            {
                yield return (new Period(rest.From, part.From), false);
            }

            yield return (part, true);
            rest = rest.Since(part.To);
        }

        if (!rest.IsEmpty)
        {
            yield return (rest, false);
        }
    }

    private void Add(Period period)
    {
        if (!period.IsEmpty)
        {
            held.Add(period);
        }
    }
}
