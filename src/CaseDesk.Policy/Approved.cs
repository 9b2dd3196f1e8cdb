namespace CaseDesk.Policy;

/// <summary>A field that may be read, and for which period.</summary>
internal sealed record ApprovedField(SourceDefinition Source, FieldDefinition Field, Period Period, Outcome Outcome)
{
    public string Name => $"{Source.Name}.{Field.Name}";
}

/// <summary>Intersects one item's decision with its verdict.</summary>
internal static class Approved
{
    public static IReadOnlyList<ApprovedField> By(ItemVerdict verdict, ItemDecision decision, ItemFacts item, PolicyDocument policy, DateTimeOffset servedAt) =>
        verdict.Decision switch
        {
            Verdict.Approve => Allowed(decision, item, policy, servedAt),
            Verdict.Narrow => Narrowed(verdict, Allowed(decision, item, policy, servedAt)),
            _ => [],
        };

    private static List<ApprovedField> Allowed(ItemDecision decision, ItemFacts item, PolicyDocument policy, DateTimeOffset servedAt)
    {
        var ordered = new Period(item.From.ToUniversalTime(), item.To.ToUniversalTime()).Before(servedAt.ToUniversalTime());
        var allowed = new List<ApprovedField>();
        foreach (var answer in decision.Answers.Where(answer => answer.Outcome is Outcome.Available or Outcome.Preserved or Outcome.Overdue))
        {
            var source = policy.Sources.FirstOrDefault(source => string.Equals(source.Name, answer.Source, StringComparison.Ordinal));
            var field = source?.Field(answer.Field);
            var period = new Period(answer.From.ToUniversalTime(), answer.To.ToUniversalTime());

            // The decision comes back from storage; what the engine can never have said must not be read on its word.
            if (source is null || field is null || field.NeverDisclosed is not null || source.NeverCollected is not null || period.Within(ordered) != period)
            {
                throw new WiderThanAllowedException(item.Item, $"the decision allows {answer.Source}.{answer.Field} for {period.ForPeople()}, which the policy or the order cannot.");
            }

            if (!period.IsEmpty)
            {
                allowed.Add(new ApprovedField(source, field, period, answer.Outcome));
            }
        }

        return allowed;
    }

    private static IReadOnlyList<ApprovedField> Narrowed(ItemVerdict verdict, List<ApprovedField> allowed)
    {
        if (verdict.Fields?.FirstOrDefault(name => !allowed.Exists(field => string.Equals(field.Name, name, StringComparison.Ordinal))) is { } unavailable)
        {
            throw new WiderThanAllowedException(verdict.Item, $"field {PolicyErrors.Shown(unavailable)} is not available.");
        }

        var kept = allowed.Where(field => verdict.Fields is null || verdict.Fields.Contains(field.Name, StringComparer.Ordinal)).ToList();

        // Data past retention needs a decision of its own: a narrowing takes it only by naming a start that reaches it.
        if (verdict.From is null)
        {
            kept.RemoveAll(field => field.Outcome == Outcome.Overdue);
        }

        RefuseWiderPeriod(verdict, kept);
        var narrow = new Period(verdict.From?.ToUniversalTime() ?? DateTimeOffset.MinValue, verdict.To?.ToUniversalTime() ?? DateTimeOffset.MaxValue);

        return [.. kept.Select(field => field with { Period = field.Period.Within(narrow) }).Where(field => !field.Period.IsEmpty)];
    }

    private static void RefuseWiderPeriod(ItemVerdict verdict, List<ApprovedField> kept)
    {
        if (verdict.Fields is { Count: 0 })
        {
            return;
        }

        if (kept.Count == 0 && (verdict.From ?? verdict.To) is { } any)
        {
            throw new WiderThanAllowedException(verdict.Item, $"nothing is available, so no period at {Instants.ForPeople(any)} can be.");
        }

        foreach (var edge in new[] { verdict.From, verdict.To }.OfType<DateTimeOffset>())
        {
            var (first, last) = (kept.Min(field => field.Period.From), kept.Max(field => field.Period.To));
            if (edge < first || edge > last)
            {
                throw new WiderThanAllowedException(verdict.Item, $"{Instants.ForPeople(edge)} lies outside what is available, {new Period(first, last).ForPeople()}.");
            }
        }
    }
}
