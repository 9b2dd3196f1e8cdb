using System.Globalization;

namespace CaseDesk.Policy;

/// <param name="Item">Number of the item that the proposal is about.</param>
/// <param name="Rule">Id of the limit.</param>
/// <param name="Explanation">What is large about the item and what to ask of the agency.</param>
public sealed record NarrowingProposal(int Item, string Rule, string Citation, string Explanation);

/// <summary>Where a demand is larger than the policy's limits: a reason to ask the agency to narrow it, and no more than that. No outcome changes.</summary>
public static class Narrowing
{
    /// <summary>In the order of the items, then of the limits.</summary>
    public static IReadOnlyList<NarrowingProposal> Propose(RequestFacts facts, PolicyDocument policy) =>
    [
        .. facts.Items.SelectMany(item => policy.Limits
            .Where(limit => limit.Instruments.Count == 0 || limit.Instruments.Contains(facts.Instrument, StringComparer.Ordinal))
            .SelectMany(limit => Over(item, limit).Select(sentence => new NarrowingProposal(item.Item, limit.Id, limit.Citation, $"{sentence} {limit.Explanation}")))),
    ];

    private static IEnumerable<string> Over(ItemFacts item, DemandLimit limit)
    {
        if (limit.LongestPeriodDays is { } days && item.To - item.From > TimeSpan.FromDays(days))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The period is longer than {days} days: ask for one from {Instants.ForPeople(item.To.ToUniversalTime().AddDays(-days))}, or for the days that matter.");
        }

        if (limit.MostIdentifiers is { } most && item.Identifiers.Count > most)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The item names {item.Identifiers.Count} identifiers, more than {most}: ask which of them matter.");
        }
    }
}
