using CaseDesk.Features.Requests;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Extractions;

/// <summary>What the store of one source held when the extraction was approved: measured then, kept with the decision, and what a missing file is judged by.</summary>
/// <param name="First">Null where it held nothing.</param>
/// <param name="Last">Exclusive.</param>
/// <param name="IsTimeless">Its records have no time: they are there, or not.</param>
public sealed record HeldSource(string Source, DateTimeOffset? First, DateTimeOffset? Last, bool IsTimeless, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Gaps)
{
    /// <summary>Of the sources that the plan reads, in its order.</summary>
    public static IReadOnlyList<HeldSource> Of(Approval approval)
    {
        if (approval.PlanJson.Length == 0) return [];

        var inventory = ScopeOf.InputsOf(approval).Inventory;
        return [.. PlanJson.Parse(approval.PlanJson).Reads.Select(read => read.Source.Name).Distinct(StringComparer.Ordinal)
            .Select(source => inventory.TryGetValue(source, out var held) ? Of(source, held) : Of(source, SourceInventory.Empty))];
    }

    private static HeldSource Of(string source, SourceInventory held) =>
        new(source, held.First, held.Last, held.First == DateTimeOffset.MinValue && held.Last == DateTimeOffset.MaxValue, held.Gaps);
}
