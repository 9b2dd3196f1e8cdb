using System.Collections;

namespace CaseDesk.Policy;

/// <summary>
/// Computes what law and policy allow, item by item and field by field. Pure and total: the same facts give the same
/// answers, and no facts make it throw. The order in which reasons are asked is in docs/policy.md.
/// </summary>
public static class ScopeEngine
{
    /// <summary>Decides a request. Cost grows with items × wanted sources × (fields + stretches that the store holds), not with the length of periods.</summary>
    /// <param name="facts">What the request states.</param>
    /// <param name="policy">The policy version that applies.</param>
    /// <param name="inventory">Source name → what its store holds; a source that is missing here counts as one that holds nothing.</param>
    /// <param name="holds">Preservations that are known; null where there are none.</param>
    /// <returns>For each item the answers in the order source, field, time; then one for each word that names nothing.</returns>
    public static ScopeDecision Decide(RequestFacts facts, PolicyDocument policy, IReadOnlyDictionary<string, SourceInventory> inventory, IReadOnlyList<HoldFacts>? holds = null)
    {
        var servedAt = facts.ServedAt.ToUniversalTime();
        var authority = new Authority(policy, facts.Instrument, facts.IssuerKind);
        var reasons = new Reasons(policy, facts, servedAt);
        var timelines = new Dictionary<string, SourceTimeline>(StringComparer.Ordinal);

        return new ScopeDecision(policy.Id, [.. facts.Items.Select(item => new ItemDecision(item.Item, Answers(item)))]);

        IReadOnlyList<ScopeAnswer> Answers(ItemFacts item)
        {
            var asked = new Period(item.From.ToUniversalTime(), item.To.ToUniversalTime());
            if (asked.IsEmpty)
            {
                return [];
            }

            var wants = Wants.Of(item.Wants, policy, reasons);

            return new ItemAnswers([.. wants.Sources.Select(wanted => new SourceScope(item, wanted, asked, authority, Timeline(wanted.Source), holds ?? [], reasons).Answer())], wants.Unanswered, asked);
        }

        SourceTimeline Timeline(SourceDefinition source)
        {
            if (!timelines.TryGetValue(source.Name, out var timeline))
            {
                timelines.Add(source.Name, timeline = new SourceTimeline(source, inventory.GetValueOrDefault(source.Name), servedAt));
            }

            return timeline;
        }
    }
}

/// <summary>The answers of one item. An answer with its words is made when it is asked for: fields share their reasons, and most sentences are never read.</summary>
internal sealed class ItemAnswers : IReadOnlyList<ScopeAnswer>
{
    private readonly SourceAnswers[] sources;
    private readonly IReadOnlyList<(string Word, FixedReason Reason)> unanswered;
    private readonly Period asked;

    public ItemAnswers(SourceAnswers[] sources, IReadOnlyList<(string Word, FixedReason Reason)> unanswered, Period asked)
    {
        (this.sources, this.unanswered, this.asked) = (sources, unanswered, asked);
        Count = unanswered.Count;
        foreach (var source in sources)
        {
            foreach (var field in source.ByField)
            {
                Count += field.Parts.Count;
            }
        }
    }

    public int Count { get; }

    public ScopeAnswer this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            foreach (var (source, byField) in sources)
            {
                for (var f = 0; f < byField.Length; index -= byField[f].Parts.Count, f++)
                {
                    if (index < byField[f].Parts.Count)
                    {
                        return byField[f].Answer(source, source.Fields[f], byField[f].Parts[index]);
                    }
                }
            }

            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, unanswered.Count);

            return unanswered[index].Reason.Answer(unanswered[index].Word, asked);
        }
    }

    public IEnumerator<ScopeAnswer> GetEnumerator()
    {
        foreach (var (source, byField) in sources)
        {
            for (var f = 0; f < byField.Length; f++)
            {
                foreach (var part in byField[f].Parts)
                {
                    yield return byField[f].Answer(source, source.Fields[f], part);
                }
            }
        }

        foreach (var (word, reason) in unanswered)
        {
            yield return reason.Answer(word, asked);
        }
    }

    /// <summary>What every answer says, without its words: none is composed.</summary>
    public IEnumerable<(string Source, string Field, Period Period, Outcome Outcome)> Outcomes()
    {
        foreach (var (source, byField) in sources)
        {
            for (var f = 0; f < byField.Length; f++)
            {
                foreach (var part in byField[f].Parts)
                {
                    yield return (source.Name, source.Fields[f].Name, part.Period, part.Outcome);
                }
            }
        }

        foreach (var (word, reason) in unanswered)
        {
            yield return (word, "*", asked, reason.Outcome);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
