namespace CaseDesk.Policy;

/// <summary>
/// Computes what law and policy allow, item by item and field by field. Pure and total: the same facts give the same
/// answers, and no facts make it throw. The order in which reasons are asked is in docs/policy.md.
/// </summary>
public static class ScopeEngine
{
    /// <summary>Decides a request.</summary>
    /// <param name="facts">What the request states.</param>
    /// <param name="policy">The policy version that applies.</param>
    /// <param name="inventory">Source name → what its store holds; a source that is missing here counts as one that holds nothing.</param>
    /// <returns>For each item the answers in the order source, field, time; then one for each word that names nothing.</returns>
    public static ScopeDecision Decide(RequestFacts facts, PolicyDocument policy, IReadOnlyDictionary<string, SourceInventory> inventory)
    {
        var servedAt = facts.ServedAt.ToUniversalTime();
        var authority = new Authority(policy, facts.Instrument, facts.IssuerKind);
        var timelines = policy.Sources.ToDictionary(
            source => source.Name,
            source => new SourceTimeline(source, inventory.GetValueOrDefault(source.Name), servedAt),
            StringComparer.Ordinal);
        var reasons = new Reasons(policy, facts, servedAt);

        return new ScopeDecision(
            policy.Id,
            [.. facts.Items.Select(item => new ItemDecision(item.Item, [.. Answers(item, policy, servedAt, authority, timelines, reasons)]))]);
    }

    private static IEnumerable<ScopeAnswer> Answers(
        ItemFacts item,
        PolicyDocument policy,
        DateTimeOffset servedAt,
        Authority authority,
        Dictionary<string, SourceTimeline> timelines,
        Reasons reasons)
    {
        var asked = new Period(item.From.ToUniversalTime(), item.To.ToUniversalTime());
        if (asked.IsEmpty)
        {
            yield break;
        }

        var wants = Wants.Of(item.Wants, policy);
        foreach (var wanted in wants.Sources)
        {
            var scope = new SourceScope(item, wanted, asked, servedAt, authority, timelines[wanted.Source.Name], reasons);
            foreach (var answer in wanted.Source.Fields.SelectMany(scope.Of))
            {
                yield return answer;
            }
        }

        foreach (var word in wants.Unknown)
        {
            yield return reasons.UnknownSource(word).Answer(word, "*", asked);
        }
    }
}
