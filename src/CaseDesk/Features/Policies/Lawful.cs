using System.Globalization;
using CaseDesk.Features.Requests;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Policies;

/// <summary>Whether what was approved may still leave under another policy.</summary>
internal static class Lawful
{
    private const int MostSentences = 3;

    /// <summary>Held against the stores as they were when it was approved: nothing becomes unlawful because a store went on deleting.</summary>
    /// <param name="heldNow">Stands in for approvals that were made before the desk kept what their decision was computed from.</param>
    /// <returns>What of the approved plan the policy no longer allows, in words; null where it stands.</returns>
    public static string? Excess(Approval approval, RequestFacts facts, PolicyDocument policy, ScopeInputs heldNow)
    {
        if (approval.PlanJson.Length == 0) return null;

        var inputs = approval.InputsJson.Length == 0 ? heldNow : ScopeOf.InputsOf(approval);
        var decision = ScopeEngine.Decide(facts, policy, inputs.Inventory, inputs.Holds);
        var excess = PlanContainment.Exceeds(PlanJson.Parse(approval.PlanJson), facts, policy, decision);
        if (excess.Count == 0) return null;

        var sentences = excess.Select(one => string.Create(CultureInfo.InvariantCulture, $"Item {one.Item}, {one.Source}{(one.Field == "*" ? "" : "." + one.Field)}: {one.Reason}")).Distinct(StringComparer.Ordinal).ToList();
        return string.Join(' ', sentences.Take(MostSentences)) + (sentences.Count > MostSentences ? FormattableString.Invariant($" And {sentences.Count - MostSentences} more.") : "");
    }
}
