namespace CaseDesk.Policy;

/// <summary>The outcome of one source's fields and the words for it: rule, citation, and a plain sentence with dates and remedy.</summary>
internal sealed class Reasons(RequestFacts facts, PolicyDocument policy, SourceDefinition source, SourceTimeline timeline, ItemFacts item)
{
    private readonly bool isServed = policy.Jurisdictions.Any(served => IsWithin(facts.Jurisdiction, served));
    private readonly bool hasFittingIdentifier = item.Identifiers.Any(i => ScopeEngine.Fits(i, source));
    private readonly Dictionary<DataCategory, AuthorityAnswer> authority =
        source.Fields.Select(f => f.Category).Distinct().ToDictionary(c => c, c => Authority.Ask(facts, policy, c));

    /// <summary>The first reason that holds answers; the order is the contract's and is explained in docs/policy.md.</summary>
    public Outcome OutcomeAt(DateTimeOffset instant, FieldDefinition field, bool isWanted)
    {
        if (!isServed) return Outcome.OutOfJurisdiction;
        if (!isWanted || instant >= facts.ServedAt) return Outcome.OutsideOrder;
        if (field.NeverDisclosed is not null) return Outcome.NeverDisclosed;
        if (!authority[field.Category].Permitted) return Outcome.InstrumentInsufficient;
        // Data that does not exist needs no identifier to be looked up by.
        if (source.NeverCollected is not null) return Outcome.NeverCollected;
        return hasFittingIdentifier ? timeline.At(instant) : Outcome.IdentifierInvalid;
    }

    public ScopeAnswer Explain(Outcome outcome, FieldDefinition field, bool isWanted, DateTimeOffset from, DateTimeOffset to)
    {
        var (rule, citation, explanation) = Words(outcome, field, isWanted, from, to);
        return new ScopeAnswer(source.Name, field.Name, from, to, outcome, rule, citation, explanation);
    }

    public static ScopeAnswer Unknown(PolicyDocument policy, string word, ItemFacts item) =>
        new(word, "*", item.From.ToUniversalTime(), item.To.ToUniversalTime(), Outcome.UnknownSource, $"{policy.Name}.sources.unknown", $"policy {policy.Id}, sources",
            $"{policy.Provider} has no source, field or category of that name; ask for a category ({string.Join(", ", Instruments.Categories.Select(c => c.Name))}) or one of {string.Join(", ", policy.Sources.Select(s => s.Name))}.");

    private (string Rule, string Citation, string Explanation) Words(Outcome outcome, FieldDefinition field, bool isWanted, DateTimeOffset from, DateTimeOffset to) => outcome switch
    {
        Outcome.OutOfJurisdiction => ($"{policy.Name}.jurisdictions.served", $"policy {policy.Id}, jurisdictions", policy.OtherJurisdictions),
        Outcome.OutsideOrder when !isWanted => ("order.fields.not-wanted", $"item {Number(item.Item)} of the order",
            "The order does not ask for this field; it would need an order that does."),
        Outcome.OutsideOrder => ("order.period.after-service", $"item {Number(item.Item)} of the order, service",
            $"The order was served at {Instants.Text(facts.ServedAt)} and reaches nothing recorded from then on; later data needs a new order."),
        Outcome.NeverDisclosed => ($"{policy.Name}.{source.Name}.never-disclosed", Clause("fields"), $"This field never leaves {policy.Provider}: {Unstopped(field.NeverDisclosed!)}."),
        Outcome.InstrumentInsufficient => Insufficient(authority[field.Category]),
        Outcome.IdentifierInvalid => ($"{policy.Name}.{source.Name}.subject-keys", Clause("subjectKeys"),
            $"None of the item's identifiers can find a record here; {source.Label} is searched by {Authority.AnyOf([.. source.SubjectKeys.Keys])}, so the order needs one of that kind."),
        Outcome.NeverCollected when source.NeverCollected is { } why => ($"{policy.Name}.{source.Name}.never-collected", Clause("neverCollected"), $"{policy.Provider} never collected this: {Unstopped(why)}."),
        Outcome.NeverCollected => ($"{policy.Name}.{source.Name}.collection", Clause("collectedSince"),
            $"{source.Label} has been collected since {Instants.Text(timeline.CollectedSince!.Value)}; before that nothing was recorded."),
        Outcome.Expired => (RetentionRule, Clause("retention"),
            $"Kept for {Kept}: at service ({Instants.Text(facts.ServedAt)}) records before {Instants.Text(timeline.CutOff!.Value)} had been deleted, and the store holds none of this period."),
        Outcome.Overdue => (RetentionRule, Clause("retention"),
            $"Kept for {Kept}: records before {Instants.Text(timeline.CutOff!.Value)} were due for deletion at service ({Instants.Text(facts.ServedAt)}), but the store still holds data of this period; a reviewer decides with a reason."),
        _ => (authority[field.Category].Rule, authority[field.Category].Citation, Available(authority[field.Category].Explanation, from, to)),
    };

    private string RetentionRule => $"{policy.Name}.{source.Name}.retention";

    private string Kept => $"{Number(source.Retention!.Days)} days{(source.Retention.ByDay ? ", deleted by whole UTC days" : "")}";

    private string Clause(string key) => $"policy {policy.Id}, sources.{source.Name}.{key}";

    private (string, string, string) Insufficient(AuthorityAnswer answer) => (answer.Rule, answer.Citation,
        // Nobody should go to a judge for data that does not exist.
        source.NeverCollected is { } why ? $"{Unstopped(answer.Explanation)}; but no instrument would find any, since {policy.Provider} never collected it: {Unstopped(why)}." : answer.Explanation);

    /// <summary>Permission is the answer; that the store holds nothing of a part is a fact beside it, known before anyone searches.</summary>
    private string Available(string permission, DateTimeOffset from, DateTimeOffset to)
    {
        if (!timeline.HasInstants) return permission;
        DateTimeOffset[] edges = [.. timeline.Edges.Where(e => from < e && e < to).Append(from).Append(to).Distinct().Order()];
        List<(DateTimeOffset From, DateTimeOffset To)> empty = [];
        for (var i = 1; i < edges.Length; i++)
        {
            if (timeline.Holds(edges[i - 1])) continue;
            if (empty.Count > 0 && empty[^1].To == edges[i - 1]) empty[^1] = (empty[^1].From, edges[i]);
            else empty.Add((edges[i - 1], edges[i]));
        }
        if (empty.Count == 0) return permission;
        const int shown = 3;
        var periods = string.Join(", ", empty.Take(shown).Select(e => $"[{Instants.Text(e.From)}, {Instants.Text(e.To)})"));
        return $"{Unstopped(permission)}; the store holds no records of {periods}{(empty.Count > shown ? " and other parts" : "")}.";
    }

    private static string Number(int n) => n.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Unstopped(string sentence) => sentence.Trim().TrimEnd('.');

    private static bool IsWithin(string jurisdiction, string served) =>
        jurisdiction.Equals(served, StringComparison.OrdinalIgnoreCase) || jurisdiction.StartsWith(served + "-", StringComparison.OrdinalIgnoreCase);
}
