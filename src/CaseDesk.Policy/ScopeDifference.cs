namespace CaseDesk.Policy;

/// <summary>A period over which two decisions answer differently about one field.</summary>
/// <param name="Item">Number of the item.</param>
/// <param name="Source">Source name; for words of an order that name no source, the words.</param>
/// <param name="Field">Field name; <c>*</c> for words of an order.</param>
/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
/// <param name="Before">Null where the first decision has no answer: it does not know the item, the source or the field, or the time lies outside the item's period.</param>
/// <param name="After">Null where the second decision has no answer.</param>
public sealed record OutcomeChange(int Item, string Source, string Field, DateTimeOffset From, DateTimeOffset To, Outcome? Before, Outcome? After);

/// <summary>Where two decisions answer differently: yesterday and today, one policy and the next, the law of the day and of another.</summary>
public static class ScopeDifference
{
    /// <summary>Maximal half-open periods of different outcome. Reasons that changed while the outcome stayed are no difference. Composes no sentence.</summary>
    /// <returns>In the order of item, source, field (each as <paramref name="after"/> has them, then what only <paramref name="before"/> has), time.</returns>
    public static IReadOnlyList<OutcomeChange> Between(ScopeDecision before, ScopeDecision after)
    {
        var changes = new List<OutcomeChange>();
        foreach (var number in after.Items.Concat(before.Items).Select(item => item.Item).Distinct().Order())
        {
            var (was, now) = (BySource(before, number), BySource(after, number));
            foreach (var (source, field) in InOrder(now, was))
            {
                Compare(was.GetValueOrDefault(source)?.GetValueOrDefault(field) ?? [], now.GetValueOrDefault(source)?.GetValueOrDefault(field) ?? [], (period, old, current) =>
                    Add(changes, new OutcomeChange(number, source, field, period.From, period.To, old, current)));
            }
        }

        return changes;
    }

    private static OrderedDictionary<string, OrderedDictionary<string, List<Stretch>>> BySource(ScopeDecision decision, int number)
    {
        var bySource = new OrderedDictionary<string, OrderedDictionary<string, List<Stretch>>>(StringComparer.Ordinal);
        foreach (var (source, field, period, outcome) in Outcomes(decision.Items.FirstOrDefault(item => item.Item == number)?.Answers ?? []))
        {
            if (!bySource.TryGetValue(source, out var byField))
            {
                bySource.Add(source, byField = new OrderedDictionary<string, List<Stretch>>(StringComparer.Ordinal));
            }

            if (!byField.TryGetValue(field, out var stretches))
            {
                byField.Add(field, stretches = []);
            }

            stretches.Add(new Stretch(period, outcome));
        }

        return bySource;
    }

    private static IEnumerable<(string Source, string Field, Period Period, Outcome Outcome)> Outcomes(IReadOnlyList<ScopeAnswer> answers) =>
        answers is ItemAnswers computed
            ? computed.Outcomes()
            : answers.Select(answer => (answer.Source, answer.Field, new Period(answer.From.ToUniversalTime(), answer.To.ToUniversalTime()), answer.Outcome));

    private static IEnumerable<(string Source, string Field)> InOrder(
        OrderedDictionary<string, OrderedDictionary<string, List<Stretch>>> now, OrderedDictionary<string, OrderedDictionary<string, List<Stretch>>> was) =>
        now.Keys.Union(was.Keys, StringComparer.Ordinal).SelectMany(source =>
            (now.GetValueOrDefault(source)?.Keys ?? Enumerable.Empty<string>())
                .Union(was.GetValueOrDefault(source)?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal)
                .Select(field => (source, field)));

    // Walks both lists at once; each is in order of time and its stretches do not overlap, as in every decision.
    private static void Compare(List<Stretch> before, List<Stretch> after, Action<Period, Outcome?, Outcome?> differ)
    {
        var (b, a, at) = (0, 0, DateTimeOffset.MinValue);
        while (true)
        {
            b = PastThoseThatEnd(before, b, at);
            a = PastThoseThatEnd(after, a, at);
            if (b == before.Count && a == after.Count)
            {
                return;
            }

            var (old, oldUntil) = Reading(before, b, at);
            var (current, currentUntil) = Reading(after, a, at);
            var until = oldUntil < currentUntil ? oldUntil : currentUntil;
            if (old != current)
            {
                differ(new Period(at, until), old, current);
            }

            at = until;
        }
    }

    private static int PastThoseThatEnd(List<Stretch> stretches, int index, DateTimeOffset at)
    {
        while (index < stretches.Count && stretches[index].Period.To <= at)
        {
            index++;
        }

        return index;
    }

    private static (Outcome? Outcome, DateTimeOffset Until) Reading(List<Stretch> stretches, int index, DateTimeOffset at) =>
        index == stretches.Count ? (null, DateTimeOffset.MaxValue)
        : stretches[index].Period.From > at ? (null, stretches[index].Period.From)
        : (stretches[index].Outcome, stretches[index].Period.To);

    private static void Add(List<OutcomeChange> changes, OutcomeChange change)
    {
        if (changes.Count > 0 && changes[^1] is var last && last.To == change.From && last.Item == change.Item && last.Source == change.Source && last.Field == change.Field && last.Before == change.Before && last.After == change.After)
        {
            changes[^1] = last with { To = change.To };
        }
        else
        {
            changes.Add(change);
        }
    }

    private readonly record struct Stretch(Period Period, Outcome Outcome);
}
