namespace CaseDesk.Policy;

/// <summary>
/// Computes what law, order and retention allow, item by item and field by field. Total and deterministic:
/// the same facts, policy and inventory always give the same answers, and no facts make it throw.
/// </summary>
public static class ScopeEngine
{
    /// <summary>Decides every item.</summary>
    /// <param name="facts">What the request states.</param>
    /// <param name="policy">The rules in force.</param>
    /// <param name="inventory">What each store holds, by source name; a source that is not named is taken to hold nothing.</param>
    /// <returns>
    /// For each item × wanted source × field one answer per maximal half-open interval of equal outcome; together they partition the item's period.
    /// An item with an empty period has no answers.
    /// </returns>
    /// <remarks>
    /// Where several reasons hold, the first of these answers: unknown-source, out-of-jurisdiction, outside-order, never-disclosed,
    /// instrument-insufficient, identifier-invalid, never-collected, expired or overdue, available. See docs/policy.md for why.
    /// </remarks>
    public static ScopeDecision Decide(RequestFacts facts, PolicyDocument policy, IReadOnlyDictionary<string, SourceInventory> inventory) =>
        new(policy.Id, [.. facts.Items.Select(item => new ItemDecision(item.Item, Answers(facts, policy, inventory, item)))]);

    /// <summary>Whether an identifier can find records of a source.</summary>
    internal static bool Fits(IdentifierFacts identifier, SourceDefinition source) =>
        source.SubjectKeys.ContainsKey(identifier.Type) && IdentifierText.TryNormalise(identifier.Type, identifier.Value, out _, out _);

    private static List<ScopeAnswer> Answers(RequestFacts facts, PolicyDocument policy, IReadOnlyDictionary<string, SourceInventory> inventory, ItemFacts item)
    {
        List<ScopeAnswer> answers = [];
        if (item.From >= item.To) return answers;

        var wanted = new WantedFields(item.Wants, policy);
        foreach (var source in policy.Sources.Where(wanted.Contains))
        {
            var timeline = new SourceTimeline(source, inventory.GetValueOrDefault(source.Name) ?? SourceInventory.Empty, facts.ServedAt);
            var reasons = new Reasons(facts, policy, source, timeline, item);
            foreach (var field in source.Fields) answers.AddRange(AnswersFor(facts, item, timeline, reasons, field, wanted.Contains(source, field)));
        }
        answers.AddRange(wanted.Unknown.Select(word => Reasons.Unknown(policy, word, item)));
        return answers;
    }

    private static IEnumerable<ScopeAnswer> AnswersFor(RequestFacts facts, ItemFacts item, SourceTimeline timeline, Reasons reasons, FieldDefinition field, bool isWanted)
    {
        // Between two edges nothing changes, so the start of a piece speaks for all of it.
        DateTimeOffset[] edges =
        [
            .. timeline.Edges.Append(facts.ServedAt).Where(edge => item.From < edge && edge < item.To)
                .Append(item.From).Append(item.To).Select(edge => edge.ToUniversalTime()).Distinct().Order(),
        ];
        var from = edges[0];
        for (var i = 1; i < edges.Length; i++)
        {
            var outcome = reasons.OutcomeAt(edges[i - 1], field, isWanted);
            if (i < edges.Length - 1 && reasons.OutcomeAt(edges[i], field, isWanted) == outcome) continue;
            yield return reasons.Explain(outcome, field, isWanted, from, edges[i]);
            from = edges[i];
        }
    }
}
