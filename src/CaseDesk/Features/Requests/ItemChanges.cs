using CaseDesk.Look;
using CaseDesk.Policy;

namespace CaseDesk.Features.Requests;

/// <summary>One thing that an item asks otherwise than when it was last seen.</summary>
/// <param name="Then">What was asked and no longer is.</param>
/// <param name="Now">What is asked and was not.</param>
internal sealed record AskedChange(string What, IReadOnlyList<string> Then, IReadOnlyList<string> Now);

/// <summary>What an item reaches otherwise than when it was last seen: fields of a source with the same change.</summary>
/// <param name="Words">The change, for example <c>Now available</c>.</param>
internal sealed record ReachedChange(string Words, Mark Mark, string How, string Source, IReadOnlyList<string> Fields, IReadOnlyList<string> Periods);

/// <summary>What changed about an item since a reviewer last saw it, folded for the eye. Nothing is decided here.</summary>
internal sealed record ItemChanges(IReadOnlyList<AskedChange> Asked, IReadOnlyList<ReachedChange> Reached)
{
    private const int MostListed = 20;

    public bool Any => Asked.Count + Reached.Count > 0;

    public static ItemChanges Of(ItemView item, SeenBefore before, PolicyDocument policy)
    {
        var changes = before.Changes.Where(change => change.Item == item.Item && IsNews(change));
        return new ItemChanges(
            before.Facts.Items.FirstOrDefault(i => i.Item == item.Item) is { } then ? [.. AskedOf(then, item)] : [],
            [
                .. changes.GroupBy(change => (change.Source, change.Before, change.After)).Select(group =>
                {
                    var (words, mark) = Say(group.Key.Before, group.Key.After);
                    var source = policy.Sources.FirstOrDefault(s => s.Name == group.Key.Source);
                    return new ReachedChange(
                        words, mark, How(group.Key.Before, group.Key.After), source?.Label ?? group.Key.Source,
                        [.. group.Select(change => source?.Field(change.Field)?.Label ?? change.Field).Where(label => label is not ("" or "*")).Distinct(StringComparer.Ordinal)],
                        [.. group.Select(change => (change.From, change.To)).Distinct().OrderBy(period => period.From).Select(period => Words.Period(period.From, period.To))]);
                }),
            ]);
    }

    private static bool MayLeave(Outcome? outcome) => outcome is Outcome.Available or Outcome.Preserved or Outcome.Overdue;

    /// <summary>What was neither to leave before nor now is no news where nobody asked for it on one side: the change of the item says so already.</summary>
    private static bool IsNews(OutcomeChange change) => MayLeave(change.Before) || MayLeave(change.After)
        || (change.Before is not (null or Outcome.OutsideOrder) && change.After is not (null or Outcome.OutsideOrder));

    private static (string Words, Mark Mark) Say(Outcome? before, Outcome? after) => (MayLeave(before), MayLeave(after)) switch
    {
        (false, true) => ("Now available", new Mark("plus", "out-ok")),
        (true, false) => ("No longer available", new Mark("x", "out-bad")),
        _ => ("Changed", new Mark("info", "out-warn")),
    };

    private static string How(Outcome? before, Outcome? after) => $"was {Named(before)}, is {Named(after)}";

    private static string Named(Outcome? outcome) => outcome is { } known ? char.ToLowerInvariant(Words.For(known)[0]) + Words.For(known)[1..] : "not asked for";

    private static IEnumerable<AskedChange> AskedOf(ItemFacts then, ItemView now)
    {
        if (then.From != now.From || then.To != now.To) yield return new("Period", [Words.Period(then.From, then.To)], [Words.Period(now.From, now.To)]);
        if (Lists("Data wanted", then.Wants, now.Wants) is { } wants) yield return wants;
        if (Lists("Whose data", [.. then.Identifiers.Select(Write)], [.. now.Identifiers.Select(IdentifierLines.Write)]) is { } identifiers) yield return identifiers;
        if (then.Text != now.Text) yield return new("Words of the order", [then.Text], [now.Text]);
    }

    private static AskedChange? Lists(string what, IReadOnlyList<string> then, IReadOnlyList<string> now)
    {
        var (gone, come) = (then.Except(now, StringComparer.Ordinal).ToList(), now.Except(then, StringComparer.Ordinal).ToList());
        return gone.Count + come.Count == 0 ? null : new(what, Listed(gone), Listed(come));
    }

    private static List<string> Listed(List<string> all) => all.Count <= MostListed ? all : [.. all.Take(MostListed), Words.Number(all.Count - MostListed) + " more"];

    private static string Write(IdentifierFacts identifier) => IdentifierLines.Write(new Model.Requests.SubjectIdentifier(identifier.Type, identifier.Value, identifier.Port, identifier.At));
}
