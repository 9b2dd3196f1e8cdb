using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>What happened to a part of a policy.</summary>
public enum PolicyChangeKind
{
    /// <summary>The later document has it, the earlier does not.</summary>
    Added,

    /// <summary>The earlier document has it, the later does not.</summary>
    Removed,

    /// <summary>Both have it, and it differs.</summary>
    Changed,
}

/// <summary>Which way a change moves what can be disclosed.</summary>
public enum PolicyEffect
{
    /// <summary>More can be reached, or kept longer, than before.</summary>
    Widens,

    /// <summary>Less can be reached, or is kept shorter.</summary>
    Tightens,

    /// <summary>No answer gives more or less data; words, order, proposals.</summary>
    Neither,

    /// <summary>It depends on the request or on the store; the preview of open requests shows it.</summary>
    Unclear,
}

/// <summary>One difference between two versions of a policy.</summary>
/// <param name="Part"><c>version, provider, effective date, jurisdictions, other jurisdictions, regime, instrument, rule, chain, limit, phrase, source, field</c>, or <c>file</c> for what is not policy, such as comments.</param>
/// <param name="Id">Id of the rule, name of the source, <c>source.field</c>, and so on; empty for what a policy has once, and for the order of a whole list.</param>
/// <param name="Sentence">One plain sentence.</param>
/// <param name="Effect">Taken by itself, whatever else changes.</param>
public sealed record PolicyChange(PolicyChangeKind Kind, string Part, string Id, string Sentence, PolicyEffect Effect);

/// <summary>The difference of two versions, as the counsel who publishes one reads it.</summary>
public static class PolicyDifference
{
    /// <summary>Every difference that is published or that changes what is read; empty for equal documents. In the order of a policy file.</summary>
    public static IReadOnlyList<PolicyChange> Between(PolicyDocument before, PolicyDocument after)
    {
        var changes = new PolicyChanges();
        if (before.Id != after.Id)
        {
            changes.Changed("version", "", $"This is {after.Id}; it follows {before.Id}.");
        }

        changes.Text("provider", "", "The provider", before.Provider, after.Provider);
        if (before.EffectiveFrom != after.EffectiveFrom)
        {
            changes.Changed("effective date", "", $"It applies from {Day(after.EffectiveFrom)} instead of {Day(before.EffectiveFrom)}.");
        }

        Jurisdictions(before, after, changes);
        changes.Text("other jurisdictions", "", "What other jurisdictions can do", before.OtherJurisdictions, after.OtherJurisdictions);
        changes.Named("regime", "regimes", before.Regimes, after.Regimes, regime => regime.Id,
            regime => ($"{regime.Label} ({regime.Citation}).", PolicyEffect.Neither), (was, now) => Regime(was, now, changes));
        changes.Named("instrument", "instruments", before.Instruments, after.Instruments, instrument => instrument.Name,
            instrument => ($"{instrument.Basis}{(instrument.IssuerKinds.Count == 0 ? "" : $", issued by {PolicyChanges.Labels(instrument.IssuerKinds)}")}.", instrument.IssuerKinds.Count == 0 ? PolicyEffect.Neither : PolicyEffect.Tightens),
            (was, now) => Instrument(was, now, changes));
        RuleDifference.Between(before, after, changes);
        changes.Named("chain", "chains", before.Chains, after.Chains, chain => chain.Id,
            chain => ($"{PolicyChanges.Labels(chain.Instruments)}.", PolicyEffect.Neither), (was, now) => Chain(was, now, changes));
        changes.Named("limit", "limits", before.Limits, after.Limits, limit => limit.Id,
            limit => ($"{Over(limit)}: {limit.Explanation}", PolicyEffect.Neither), (was, now) => Limit(was, now, changes));
        changes.Named("phrase", "phrases", before.Phrases, after.Phrases, phrase => phrase.Id,
            phrase => ($"\"{string.Join("\", \"", phrase.Say)}\" {Meaning(phrase)}", phrase.Means.Count > 0 ? PolicyEffect.Widens : PolicyEffect.Neither), (was, now) => Phrase(was, now, changes));
        SourceDifference.Between(before, after, changes);
        if (changes.Found.Count == 0 && before.Sha256 != after.Sha256)
        {
            changes.Changed("file", "", "The files differ in nothing that a policy says: comments, spaces or the order of keys.");
        }

        return changes.Found;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Jurisdictions(PolicyDocument before, PolicyDocument after, PolicyChanges changes)
    {
        foreach (var code in after.Jurisdictions.Except(before.Jurisdictions))
        {
            changes.Add(PolicyChangeKind.Added, "jurisdictions", code, $"Process from {code} is answered directly.", PolicyEffect.Widens);
        }

        foreach (var code in before.Jurisdictions.Except(after.Jurisdictions))
        {
            changes.Add(PolicyChangeKind.Removed, "jurisdictions", code, $"Process from {code} is no longer answered directly.", PolicyEffect.Tightens);
        }

        changes.Order("jurisdictions", "", "The jurisdictions stand", before.Jurisdictions, after.Jurisdictions);
    }

    private static void Regime(Regime before, Regime after, PolicyChanges changes)
    {
        changes.Text("regime", after.Id, $"The name of regime {after.Id}", before.Label, after.Label);
        changes.Text("regime", after.Id, $"The citation of regime {after.Id}", before.Citation, after.Citation);
    }

    private static void Instrument(InstrumentBasis before, InstrumentBasis after, PolicyChanges changes)
    {
        var label = Instruments.Label(after.Name);
        changes.Text("instrument", after.Name, $"The regime of the {label}", before.Regime, after.Regime);
        changes.Text("instrument", after.Name, $"The legal basis of the {label}", before.Basis, after.Basis);
        changes.Text("instrument", after.Name, $"The note on the {label}", before.Note, after.Note);
        if (!before.IssuerKinds.SequenceEqual(after.IssuerKinds))
        {
            changes.Changed(
                "instrument", after.Name, $"The {label} may be issued by {Issuers(after.IssuerKinds)} instead of {Issuers(before.IssuerKinds)}.",
                PolicyChanges.Compare(before.IssuerKinds, after.IssuerKinds, PolicyEffect.Widens, PolicyEffect.Tightens));
        }
    }

    private static string Issuers(IReadOnlyList<string> kinds) => kinds.Count == 0 ? "anybody" : PolicyChanges.Labels(kinds);

    private static void Chain(AuthorityChain before, AuthorityChain after, PolicyChanges changes)
    {
        if (!before.Instruments.SequenceEqual(after.Instruments))
        {
            changes.Changed("chain", after.Id, $"Chain {after.Id} is now {PolicyChanges.Labels(after.Instruments)} instead of {PolicyChanges.Labels(before.Instruments)}, least authority first.");
        }
    }

    private static void Limit(DemandLimit before, DemandLimit after, PolicyChanges changes)
    {
        if ((before.LongestPeriodDays, before.MostIdentifiers) != (after.LongestPeriodDays, after.MostIdentifiers))
        {
            changes.Changed("limit", after.Id, $"Limit {after.Id} proposes to narrow what is {Over(after)}, instead of what is {Over(before)}.");
        }

        if (!before.Instruments.SequenceEqual(after.Instruments))
        {
            changes.Changed("limit", after.Id, $"Limit {after.Id} is about {About(after.Instruments)} instead of {About(before.Instruments)}.");
        }

        changes.Text("limit", after.Id, $"The citation of limit {after.Id}", before.Citation, after.Citation);
        changes.Text("limit", after.Id, $"The explanation of limit {after.Id}", before.Explanation, after.Explanation);
    }

    private static string About(IReadOnlyList<string> instruments) => instruments.Count == 0 ? "any instrument" : PolicyChanges.Labels(instruments);

    private static string Over(DemandLimit limit) => (limit.LongestPeriodDays, limit.MostIdentifiers) switch
    {
        (null, null) => "over nothing",
        ({ } days, null) => string.Create(CultureInfo.InvariantCulture, $"over {days} days"),
        (null, { } most) => string.Create(CultureInfo.InvariantCulture, $"over {most} identifiers"),
        ({ } days, { } most) => string.Create(CultureInfo.InvariantCulture, $"over {days} days or {most} identifiers"),
    };

    private static void Phrase(Phrase before, Phrase after, PolicyChanges changes)
    {
        var asksForData = before.Means.Count > 0 && after.Means.Count > 0;
        changes.Words("phrase", after.Id, before.Say, after.Say, word => $"\"{word}\" {Meaning(after)}", word => $"\"{word}\" is no longer a spelling of {after.Id}.", $"The spellings of {after.Id} stand",
            asksForData ? PolicyEffect.Widens : PolicyEffect.Neither, asksForData ? PolicyEffect.Tightens : PolicyEffect.Neither);
        if (Meaning(before) != Meaning(after) || before.NotReached != after.NotReached || before.NeverCollected != after.NeverCollected)
        {
            // Words that asked for data, or do now, are compared by what they ask for; nothing is less than anything.
            var effect = before.Means.Count == 0 && after.Means.Count == 0 ? PolicyEffect.Neither
                : before.Means.Count == 0 ? PolicyEffect.Widens
                : after.Means.Count == 0 ? PolicyEffect.Tightens
                : PolicyChanges.Compare(before.Means, after.Means, PolicyEffect.Widens, PolicyEffect.Tightens);
            changes.Changed("phrase", after.Id, $"\"{after.Say[0]}\" {Meaning(after)} Before, it {Meaning(before)}", effect);
        }

        changes.Text("phrase", after.Id, $"The citation of phrase {after.Id}", before.Citation, after.Citation);
        changes.Text("phrase", after.Id, $"The explanation of phrase {after.Id}", before.Explanation, after.Explanation);
    }

    private static string Meaning(Phrase phrase) => phrase switch
    {
        { Means.Count: > 0 } => $"asks for {string.Join(", ", phrase.Means)}{(phrase.Choose.Count == 0 ? "" : $"; the choices are {string.Join(", ", phrase.Choose)}")}.",
        { Choose.Count: > 0 } => $"is answered with a choice of {string.Join(", ", phrase.Choose)}.",
        { NotReached: { } why } => $"is answered as out of reach: {why}",
        _ => $"is answered as never collected: {phrase.NeverCollected}",
    };
}

/// <summary>Collects the differences, and says what is alike for every part.</summary>
internal sealed class PolicyChanges
{
    public List<PolicyChange> Found { get; } = [];

    public void Add(PolicyChangeKind kind, string part, string id, string sentence, PolicyEffect effect) => Found.Add(new PolicyChange(kind, part, id, sentence, effect));

    public void Changed(string part, string id, string sentence, PolicyEffect effect = PolicyEffect.Neither) => Add(PolicyChangeKind.Changed, part, id, sentence, effect);

    /// <summary>Words that people read; they change no answer's outcome.</summary>
    public void Text(string part, string id, string what, string? before, string? after)
    {
        if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            Changed(part, id, string.IsNullOrEmpty(after) ? $"{what} is gone; it was: {before}" : string.IsNullOrEmpty(before) ? $"{what} is new: {after}" : $"{what} is now: {after} Before: {before}");
        }
    }

    /// <summary>Parts that have ids: what is new, what is gone, what changed, and whether the rest stands in another order.</summary>
    /// <param name="describe">What a part says and what adding it does; removing it does the opposite.</param>
    public void Named<T>(string part, string parts, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> id, Func<T, (string Words, PolicyEffect Effect)> describe, Action<T, T> changed, string owner = "")
    {
        var known = before.GroupBy(id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var now in after)
        {
            if (known.TryGetValue(id(now), out var was))
            {
                changed(was, now);
            }
            else
            {
                var (words, effect) = describe(now);
                Add(PolicyChangeKind.Added, part, owner + id(now), $"New {part} {owner}{id(now)}: {words}", effect);
            }
        }

        var kept = after.Select(id).ToHashSet(StringComparer.Ordinal);
        foreach (var was in before.Where(was => !kept.Contains(id(was))))
        {
            var (words, effect) = describe(was);
            Add(PolicyChangeKind.Removed, part, owner + id(was), $"No longer {part} {owner}{id(was)}: {words}", Opposite(effect));
        }

        Order(part, owner.TrimEnd('.'), $"The {parts} stand", [.. before.Select(id)], [.. after.Select(id)]);
    }

    /// <summary>Words of one list of a part.</summary>
    public void Words(string part, string id, IReadOnlyList<string> before, IReadOnlyList<string> after, Func<string, string> added, Func<string, string> removed, string stand, PolicyEffect wider, PolicyEffect narrower)
    {
        foreach (var word in after.Except(before, StringComparer.Ordinal))
        {
            Changed(part, id, added(word), wider);
        }

        foreach (var word in before.Except(after, StringComparer.Ordinal))
        {
            Changed(part, id, removed(word), narrower);
        }

        Order(part, id, stand, before, after);
    }

    public void Order(string part, string id, string stand, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        if (!before.Where(word => after.Contains(word, StringComparer.Ordinal)).SequenceEqual(after.Where(word => before.Contains(word, StringComparer.Ordinal)), StringComparer.Ordinal))
        {
            Changed(part, id, $"{stand} in another order.");
        }
    }

    /// <summary>Compares two lists of which an empty one means everybody.</summary>
    public static PolicyEffect Compare(IReadOnlyList<string> before, IReadOnlyList<string> after, PolicyEffect wider, PolicyEffect narrower)
    {
        var (more, less) = (IsWithin(before, after), IsWithin(after, before));

        return more && less ? PolicyEffect.Neither : more ? wider : less ? narrower : PolicyEffect.Unclear;
    }

    public static PolicyEffect Opposite(PolicyEffect effect) => effect switch
    {
        PolicyEffect.Widens => PolicyEffect.Tightens,
        PolicyEffect.Tightens => PolicyEffect.Widens,
        _ => effect,
    };

    public static string Labels(IEnumerable<string> names) => string.Join(", ", names.Select(Instruments.Label));

    private static bool IsWithin(IReadOnlyList<string> some, IReadOnlyList<string> all) => all.Count == 0 || (some.Count > 0 && some.All(word => all.Contains(word, StringComparer.Ordinal)));
}
