using CaseDesk.Look;
using CaseDesk.Policy;

namespace CaseDesk.Features.Requests;

/// <summary>A rule that was applied, to be opened to its words.</summary>
internal sealed record AppliedRule(string Id, string Citation, IReadOnlyList<string> Explanations);

/// <summary>What may leave of one source.</summary>
internal sealed record AllowedPart(string Source, IReadOnlyList<string> Fields, IReadOnlyList<string> Periods, string Caveat);

/// <summary>A field that may leave, which a reviewer can take away.</summary>
internal sealed record OfferedField(string Path, string Label, string Source);

/// <summary>What does not leave, by outcome.</summary>
internal sealed record RefusedPart(Outcome Outcome, string Source, IReadOnlyList<string> Fields, IReadOnlyList<string> Periods);

/// <summary>The scope decision on one item, folded for the eye: asked, allowed, refused, and the strips. Nothing is decided here.</summary>
internal sealed record ItemScope(
    ItemView Item, IReadOnlyList<AllowedPart> Allowed, IReadOnlyList<RefusedPart> Refused, IReadOnlyList<AppliedRule> AllowedBy, IReadOnlyList<AppliedRule> RefusedBy,
    IReadOnlyList<StripSource> Strips, IReadOnlyList<OfferedField> Offered, IReadOnlyList<PhraseFound> Phrases, DateTimeOffset ServedAt)
{
    private const string NotWanted = "order.field.not-wanted";

    public int AllowedFields => Allowed.Sum(part => part.Fields.Count);

    public static ItemScope Of(ItemView item, ItemDecision decision, PolicyDocument policy, DateTimeOffset servedAt)
    {
        var answers = decision.Answers.Where(answer => answer.Rule != NotWanted).ToList();
        var (allowed, refused) = (answers.Where(MayLeave).ToList(), answers.Where(answer => !MayLeave(answer)).ToList());
        return new ItemScope(
            item,
            [.. allowed.GroupBy(a => a.Source, StringComparer.Ordinal).Select(g => new AllowedPart(Label(policy, g.Key), Fields(policy, g), Periods(g), Source(policy, g.Key)?.Caveat ?? ""))],
            [.. refused.GroupBy(a => (a.Outcome, a.Source)).Select(g => new RefusedPart(g.Key.Outcome, Label(policy, g.Key.Source), Fields(policy, g), Periods(g)))],
            Rules(allowed), Rules(refused),
            [.. answers.GroupBy(a => a.Source, StringComparer.Ordinal).Select(g => StripSource.Of(g.Key, g, Kept(policy, g.Key, servedAt)))],
            [.. allowed.Select(a => (a.Source, a.Field)).Distinct().Select(f => new OfferedField($"{f.Source}.{f.Field}", Source(policy, f.Source)?.Field(f.Field)?.Label ?? f.Field, Label(policy, f.Source)))],
            [.. PhraseBook.Read(policy, item.Text).Where(found => found.Phrase.Means.Count == 0 || found.Phrase.Means.Any(name => !IsAsked(name, item, answers)))],
            servedAt);
    }

    /// <summary>What the words of the item mean and its boxes ask for is no news; the rest is shown to whoever reads it.</summary>
    private static bool IsAsked(string name, ItemView item, List<ScopeAnswer> answers) =>
        item.Wants.Contains(name, StringComparer.Ordinal) || answers.Any(answer => answer.Source == name || $"{answer.Source}.{answer.Field}" == name);

    private static bool MayLeave(ScopeAnswer answer) => answer.Outcome is Outcome.Available or Outcome.Preserved or Outcome.Overdue;

    private static SourceDefinition? Source(PolicyDocument policy, string name) => policy.Sources.FirstOrDefault(source => source.Name == name);

    private static string Label(PolicyDocument policy, string name) => Source(policy, name)?.Label ?? name;

    private static IReadOnlyList<string> Fields(PolicyDocument policy, IEnumerable<ScopeAnswer> answers) =>
        [.. answers.Select(a => Source(policy, a.Source)?.Field(a.Field)?.Label ?? a.Field).Where(label => label.Length > 0).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Periods(IEnumerable<ScopeAnswer> answers) =>
        [.. answers.Where(a => a.From < a.To).Select(a => (a.From, a.To)).Distinct().OrderBy(p => p.From).Select(p => Words.Period(p.From, p.To))];

    private static IReadOnlyList<AppliedRule> Rules(IEnumerable<ScopeAnswer> answers) =>
        [.. answers.GroupBy(a => a.Rule, StringComparer.Ordinal).Select(g => new AppliedRule(g.Key, string.Join("; ", g.Select(a => a.Citation).Distinct(StringComparer.Ordinal)), [.. g.Select(a => a.Explanation).Distinct(StringComparer.Ordinal)]))];

    private static StripRetention? Kept(PolicyDocument policy, string name, DateTimeOffset servedAt) => Source(policy, name)?.Retention is not { } kept ? null
        : new StripRetention(
            // By whole days: a day is kept until none of it is within the period.
            kept.ByDay ? new DateTimeOffset(servedAt.UtcDateTime.Date.AddDays(-kept.Days), TimeSpan.Zero) : servedAt.AddDays(-kept.Days),
            "kept " + Words.Count(kept.Days, "day", "days"));
}
