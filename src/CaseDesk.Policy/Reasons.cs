using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>Why an answer is what it is.</summary>
internal sealed record Reason(Outcome Outcome, string Rule, string Citation, string Explanation)
{
    public ScopeAnswer Answer(string source, string field, Period period) =>
        new(source, field, period.From, period.To, Outcome, Rule, Citation, Explanation);
}

/// <summary>The words of the answers: rule id, citation, one plain sentence with its dates (UTC), and the remedy.</summary>
internal sealed class Reasons(PolicyDocument policy, RequestFacts facts, DateTimeOffset servedAt)
{
    private const int MostStretchesNamed = 3;

    /// <summary>Set when the jurisdiction is not served. A subdivision (<c>US-IL</c>) is served with its country.</summary>
    public Reason? OutOfJurisdiction { get; } = policy.Jurisdictions.Any(served => IsServed(served, facts.Jurisdiction))
        ? null
        : new Reason(
            Outcome.OutOfJurisdiction,
            $"{policy.Name}.jurisdiction.not-served",
            $"{policy.Id}, jurisdictions",
            $"{policy.Provider} does not answer process from {PolicyErrors.Shown(facts.Jurisdiction)} directly. {policy.OtherJurisdictions}");

    public Reason AfterService { get; } = new(
        Outcome.OutsideOrder,
        "order.period.after-service",
        $"{policy.Id}, instants",
        $"The order was served on {Instants.ForPeople(servedAt)} and reaches nothing later: serve a new order for later data.");

    public static Reason NotWanted(SourceDefinition source, FieldDefinition field) => new(
        Outcome.OutsideOrder,
        "order.field.not-wanted",
        "the item's own words",
        $"The item does not ask for {field.Label} ({source.Name}.{field.Name}).");

    public Reason UnknownSource(string word) => new(
        Outcome.UnknownSource,
        "order.want.unknown",
        $"{policy.Id}, sources",
        $"\"{PolicyErrors.Shown(word)}\" names no data of {policy.Provider}: ask for one of {string.Join(", ", Names.All<DataCategory>().Concat(policy.Sources.Select(source => source.Name)))}, or for source.field.");

    public Reason NeverDisclosed(SourceDefinition source, FieldDefinition field) => new(
        Outcome.NeverDisclosed,
        $"{policy.Name}.{source.Name}.never-disclosed",
        $"{policy.Id}, sources.{source.Name}.fields.{field.Name}",
        $"{field.Label} is never disclosed, whatever the instrument: {field.NeverDisclosed}");

    public static Reason Insufficient(Reach reach, SourceDefinition source) => new(
        Outcome.InstrumentInsufficient,
        reach.Rule,
        reach.Citation,
        source.NeverCollected is null
            ? reach.Explanation
            : $"{reach.Explanation} Even then there would be none: {source.NeverCollected}");

    public Reason IdentifierInvalid(SourceDefinition source, IReadOnlyList<IdentifierFacts> identifiers)
    {
        var keys = string.Join(", ", source.SubjectKeys.Keys.Select(Instruments.Label));
        var problem = identifiers
            .Where(identifier => identifier.Type is not null && source.SubjectKeys.ContainsKey(identifier.Type))
            .Select(identifier => IdentifierText.TryNormalise(identifier.Type, identifier.Value, out _, out var wrong) ? "" : wrong)
            .FirstOrDefault(wrong => wrong.Length > 0);

        return new Reason(
            Outcome.IdentifierInvalid,
            $"{policy.Name}.{source.Name}.subject-keys",
            $"{policy.Id}, sources.{source.Name}.subjectKeys",
            problem ?? $"{source.Label} can be searched by {keys} only: name the subject by one of these.");
    }

    public Reason NeverCollected(SourceTimeline timeline, Period period)
    {
        var source = timeline.Source;
        var explanation = source switch
        {
            { NeverCollected: { } reason } => $"{source.Label} was never collected: {reason}",
            _ when timeline.CollectedSince == DateTimeOffset.MaxValue => $"The store holds no record of {source.Name}, so none is known to have been collected.",
            _ => $"{source.Label} was not collected before {Instants.ForPeople(timeline.CollectedSince)}.",
        };
        // A statement to a court must not hide a contradiction between the policy and the store.
        if (source.NeverCollected is null && timeline.Holdings.Cut(period).Any(part => part.Held))
        {
            explanation += " The store nevertheless holds records from before that day: have the policy corrected before this is sent.";
        }

        return new Reason(
            Outcome.NeverCollected,
            $"{policy.Name}.{source.Name}.{(source.NeverCollected is null ? "collected-since" : "never-collected")}",
            $"{policy.Id}, sources.{source.Name}.{(source.NeverCollected is null ? "collectedSince" : "neverCollected")}",
            explanation);
    }

    public Reason Expired(SourceTimeline timeline) => PastRetention(
        timeline, Outcome.Expired, "and the store no longer holds them.");

    public Reason Overdue(SourceTimeline timeline) => PastRetention(
        timeline, Outcome.Overdue, "yet the store still holds them: a reviewer decides, with a reason, whether they are disclosed.");

    public static Reason Available(SourceTimeline timeline, Period period, Reach reach, bool losesPort)
    {
        var source = timeline.Source;
        var kept = source switch
        {
            { Retention: { } retention } => FormattableString.Invariant($" {source.Label} is kept for {Days(retention.Days)}; at service that was everything since {Instants.ForPeople(timeline.KeptSince)}."),
            { TimeField: null } => $" These records have no event time: the record as it stands answers for any period{(source.RetentionNote.Length == 0 ? "" : $" (kept: {source.RetentionNote})")}.",
            _ => "",
        };

        return new Reason(
            Outcome.Available,
            reach.Rule,
            reach.Citation,
            reach.Explanation + kept + NotHeld(timeline, period) + (losesPort ? $" {source.Label} records no ports: the address alone is matched, and other users of a shared address may appear." : ""));
    }

    // Available in law and absent in fact are different things; the reader is told of both.
    private static string NotHeld(SourceTimeline timeline, Period period)
    {
        var stretches = timeline.NotHeld(period);
        if (stretches.Count == 0)
        {
            return "";
        }

        var named = string.Join(", ", stretches.Take(MostStretchesNamed).Select(stretch => stretch.ForPeople()));
        var more = stretches.Count > MostStretchesNamed ? FormattableString.Invariant($" and {stretches.Count - MostStretchesNamed} more") : "";

        return $" The store holds no records for {named}{more}.";
    }

    private Reason PastRetention(SourceTimeline timeline, Outcome outcome, string end)
    {
        var source = timeline.Source;
        var retention = source.Retention!;
        var how = retention.ByDay ? ", deleted by whole UTC days" : "";

        return new Reason(
            outcome,
            $"{policy.Name}.{source.Name}.retention",
            $"{policy.Id}, sources.{source.Name}.retention",
            $"{source.Label} is kept for {Days(retention.Days)}{how}: at service on {Instants.ForPeople(servedAt)} records from before {Instants.ForPeople(timeline.KeptSince)} were past retention, {end}");
    }

    private static string Days(int days) => days == 1 ? "1 day" : $"{days.ToString(CultureInfo.InvariantCulture)} days";

    private static bool IsServed(string served, string jurisdiction) =>
        string.Equals(served, jurisdiction, StringComparison.OrdinalIgnoreCase)
        || (jurisdiction is not null && jurisdiction.StartsWith(served + "-", StringComparison.OrdinalIgnoreCase) && jurisdiction.Length <= served.Length + 4);
}
