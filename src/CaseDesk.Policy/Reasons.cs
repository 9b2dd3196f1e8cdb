using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>Why an answer is what it is. Its words are composed only for the answers that are read.</summary>
internal abstract class Reason
{
    public abstract ScopeAnswer Answer(SourceDefinition source, FieldDefinition field, Part part);
}

/// <summary>A reason whose words are the same for every field.</summary>
internal sealed class FixedReason(Outcome outcome, string rule, string citation, string explanation) : Reason
{
    public Outcome Outcome => outcome;

    public override ScopeAnswer Answer(SourceDefinition source, FieldDefinition field, Part part) =>
        new(source.Name, field.Name, part.Period.From, part.Period.To, outcome, rule, citation, explanation);

    /// <summary>About a word that names no data.</summary>
    public ScopeAnswer Answer(string word, Period period) => new(word, "*", period.From, period.To, outcome, rule, citation, explanation);
}

internal sealed class FieldNotWanted : Reason
{
    public override ScopeAnswer Answer(SourceDefinition source, FieldDefinition field, Part part) => new(
        source.Name, field.Name, part.Period.From, part.Period.To, part.Outcome, "order.field.not-wanted", "the item's own words",
        $"The item does not ask for {field.Label} ({source.Name}.{field.Name}).");
}

internal sealed class FieldNeverDisclosed(PolicyDocument policy) : Reason
{
    public override ScopeAnswer Answer(SourceDefinition source, FieldDefinition field, Part part) => new(
        source.Name, field.Name, part.Period.From, part.Period.To, part.Outcome, $"{policy.Name}.{source.Name}.never-disclosed", $"{policy.Id}, sources.{source.Name}.fields.{field.Name}",
        $"{field.Label} is never disclosed, whatever the instrument: {field.NeverDisclosed}");
}

/// <summary>What time decided about data that the instrument reaches, whatever the outcome.</summary>
/// <param name="shorter">Retention of the field where it is kept shorter than its record.</param>
internal sealed class ByTime(Reasons reasons, SourceTimeline timeline, Reach reach, Retention? shorter, Holds holds, bool losesPort) : Reason
{
    public override ScopeAnswer Answer(SourceDefinition source, FieldDefinition field, Part part)
    {
        var period = part.Period;
        var (rule, citation, explanation) = part.Outcome switch
        {
            Outcome.NeverCollected => reasons.NeverCollected(timeline, period),
            Outcome.Expired => reasons.PastRetention(timeline, field, shorter, "and the store no longer holds them."),
            Outcome.Overdue => reasons.PastRetention(timeline, field, shorter, shorter is null
                ? "yet the store still holds them: a reviewer decides, with a reason, whether they are disclosed."
                : "yet the store still holds the records that they stood in: whether they are still there is not known, and a reviewer decides, with a reason, whether they are disclosed."),
            Outcome.Preserved => reasons.Preserved(timeline, field, shorter, holds, period),
            _ => Reasons.Available(timeline, field, shorter, period, reach, losesPort),
        };

        return new ScopeAnswer(source.Name, field.Name, period.From, period.To, part.Outcome, rule, citation, explanation);
    }
}

/// <summary>The words of the answers: rule id, citation, one plain sentence with its dates (UTC), and the remedy.</summary>
internal sealed class Reasons(PolicyDocument policy, RequestFacts facts, DateTimeOffset servedAt)
{
    private const int MostStretchesNamed = 3;

    /// <summary>Set when the jurisdiction is not served. A subdivision (<c>US-IL</c>) is served with its country.</summary>
    public FixedReason? OutOfJurisdiction { get; } = policy.Jurisdictions.Any(served => IsServed(served, facts.Jurisdiction))
        ? null
        : new FixedReason(
            Outcome.OutOfJurisdiction,
            $"{policy.Name}.jurisdiction.not-served",
            $"{policy.Id}, jurisdictions",
            $"{policy.Provider} does not answer process from {PolicyErrors.Shown(facts.Jurisdiction)} directly. {policy.OtherJurisdictions}");

    public FixedReason AfterService { get; } = new FixedReason(
        Outcome.OutsideOrder,
        "order.period.after-service",
        $"{policy.Id}, instants",
        $"The order was served on {Instants.ForPeople(servedAt)} and reaches nothing later: serve a new order for later data.");

    public static Reason NotWanted { get; } = new FieldNotWanted();

    public Reason NeverDisclosed { get; } = new FieldNeverDisclosed(policy);

    public FixedReason UnknownSource(string word) => new FixedReason(
        Outcome.UnknownSource,
        "order.want.unknown",
        $"{policy.Id}, sources",
        $"\"{PolicyErrors.Shown(word)}\" names no data of {policy.Provider}: ask for one of {string.Join(", ", Names.All<DataCategory>().Concat(policy.Sources.Select(source => source.Name)))}, or for source.field.");

    /// <summary>What the catalogue says of words that name no data of their own.</summary>
    public static FixedReason OfPhrase(Phrase phrase) => phrase switch
    {
        { NotReached: { } why } => new FixedReason(Outcome.InstrumentInsufficient, phrase.Id, phrase.Citation, $"No process reaches what these words ask for: {why}"),
        { NeverCollected: { } why } => new FixedReason(Outcome.NeverCollected, phrase.Id, phrase.Citation, $"There is no such data: {why}"),
        _ => new FixedReason(
            Outcome.UnknownSource, phrase.Id, phrase.Citation,
            $"These words can mean more than one thing and are not widened: ask for {Or(phrase.Choose)}.{(phrase.Explanation.Length == 0 ? "" : " " + phrase.Explanation)}"),
    };

    public static FixedReason Insufficient(Reach reach, SourceDefinition source) => source.NeverCollected is null
        ? reach.Insufficient
        : new FixedReason(Outcome.InstrumentInsufficient, reach.Rule, reach.Citation, $"{reach.Explanation} Even then there would be none: {source.NeverCollected}");

    public FixedReason IdentifierInvalid(SourceDefinition source, IReadOnlyList<IdentifierFacts> identifiers)
    {
        var keys = string.Join(", ", source.SubjectKeys.Keys.Select(Instruments.Label));
        var problem = identifiers
            .Where(identifier => identifier.Type is not null && source.SubjectKeys.ContainsKey(identifier.Type))
            .Select(identifier => IdentifierText.TryNormalise(identifier.Type, identifier.Value, out _, out var wrong) ? "" : wrong)
            .FirstOrDefault(wrong => wrong.Length > 0);

        return new FixedReason(
            Outcome.IdentifierInvalid,
            $"{policy.Name}.{source.Name}.subject-keys",
            $"{policy.Id}, sources.{source.Name}.subjectKeys",
            problem ?? $"{source.Label} can be searched by {keys} only: name the subject by one of these.");
    }

    public (string Rule, string Citation, string Explanation) NeverCollected(SourceTimeline timeline, Period period)
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

        return (
            $"{policy.Name}.{source.Name}.{(source.NeverCollected is null ? "collected-since" : "never-collected")}",
            $"{policy.Id}, sources.{source.Name}.{(source.NeverCollected is null ? "collectedSince" : "neverCollected")}",
            explanation);
    }

    public (string Rule, string Citation, string Explanation) PastRetention(SourceTimeline timeline, FieldDefinition field, Retention? shorter, string end)
    {
        var (rule, citation, what) = Kept(timeline, field, shorter, servedAt);

        return (rule, citation, $"{what}: at service on {Instants.ForPeople(servedAt)} {(shorter is null ? "records" : "its values")} from before {Instants.ForPeople(timeline.KeptSince(shorter, servedAt))} were past retention, {end}");
    }

    public (string Rule, string Citation, string Explanation) Preserved(SourceTimeline timeline, FieldDefinition field, Retention? shorter, Holds holds, Period period)
    {
        var (_, citation, what) = Kept(timeline, field, shorter, servedAt);

        return (
            $"{policy.Name}.{timeline.Source.Name}.preserved",
            citation,
            $"{what}, so at service on {Instants.ForPeople(servedAt)} these were past retention; they were kept because of {string.Join(", ", holds.Naming(period, at => timeline.KeptSince(shorter, at)))}.");
    }

    public static (string Rule, string Citation, string Explanation) Available(SourceTimeline timeline, FieldDefinition field, Retention? shorter, Period period, Reach reach, bool losesPort)
    {
        var source = timeline.Source;
        var kept = source switch
        {
            { TimeField: null } => $" These records have no event time: the record as it stands answers for any period{(source.RetentionNote.Length == 0 ? "" : $" (kept: {source.RetentionNote})")}.",
            _ when shorter is not null => $" {field.Label} is kept for {Days(shorter.Days)}; at service that was everything since {Instants.ForPeople(timeline.KeptSince(shorter, timeline.ServedAt))}.",
            { Retention: { } retention } => $" {source.Label} is kept for {Days(retention.Days)}; at service that was everything since {Instants.ForPeople(timeline.KeptSince(null, timeline.ServedAt))}.",
            _ => source.RetentionNote.Length == 0 ? "" : $" Kept: {source.RetentionNote}.",
        };

        return (
            reach.Rule,
            reach.Citation,
            reach.Explanation + kept + NotHeld(timeline, period) + (losesPort ? $" {source.Label} records no ports: the address alone is matched, and other users of a shared address may appear." : ""));
    }

    // Which retention ends first is the one that is named.
    private (string Rule, string Citation, string What) Kept(SourceTimeline timeline, FieldDefinition field, Retention? shorter, DateTimeOffset at)
    {
        var source = timeline.Source;
        var ofField = shorter is not null && timeline.KeptSince(shorter, at) > timeline.KeptSince(null, at);
        var retention = ofField ? shorter! : source.Retention!;
        var how = retention.ByDay ? ", deleted by whole UTC days" : "";

        return (
            $"{policy.Name}.{source.Name}.retention",
            ofField ? $"{policy.Id}, sources.{source.Name}.fields.{field.Name}.retention" : $"{policy.Id}, sources.{source.Name}.retention",
            $"{(ofField ? field.Label : source.Label)} is kept for {Days(retention.Days)}{how}");
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

    private static string Days(int days) => days == 1 ? "1 day" : $"{days.ToString(CultureInfo.InvariantCulture)} days";

    private static string Or(IReadOnlyList<string> choices) =>
        choices.Count == 1 ? choices[0] : $"{string.Join(", ", choices.Take(choices.Count - 1))} or {choices[^1]}";

    private static bool IsServed(string served, string jurisdiction) =>
        string.Equals(served, jurisdiction, StringComparison.OrdinalIgnoreCase)
        || (jurisdiction is not null && jurisdiction.StartsWith(served + "-", StringComparison.OrdinalIgnoreCase) && jurisdiction.Length <= served.Length + 4);
}
