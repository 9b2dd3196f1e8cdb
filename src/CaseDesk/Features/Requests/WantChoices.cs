using CaseDesk.Look;
using CaseDesk.Policy;

namespace CaseDesk.Features.Requests;

/// <summary>A box to tick: a data category, a source, or what an item names beside them.</summary>
internal sealed record WantChoice(string Value, string Label, string Hint);

/// <summary>What can be asked for under a policy. What an item asks for already is always among it, so that correcting it loses nothing.</summary>
internal static class WantChoices
{
    public static IReadOnlyList<WantChoice> Of(PolicyDocument policy, IReadOnlyList<string> asked)
    {
        List<WantChoice> choices =
        [
            .. Enum.GetValues<DataCategory>().Select(category => new WantChoice(category.ToString().ToLowerInvariant(), Words.Category(category), "all of this kind")),
            .. policy.Sources.Select(source => new WantChoice(source.Name, source.Label, source.NeverCollected is null ? source.Description : "never collected: " + source.NeverCollected)),
        ];
        return [.. choices, .. asked.Where(want => choices.All(c => c.Value != want)).Distinct(StringComparer.Ordinal).Select(want => new WantChoice(want, want, "as the item names it"))];
    }
}
