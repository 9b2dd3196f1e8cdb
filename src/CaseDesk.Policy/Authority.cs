using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>Whether the instrument of a request reaches a field. Forbids outweigh permits; silence forbids; what nobody verified is silent.</summary>
internal sealed class Authority
{
    private readonly PolicyDocument policy;
    private readonly string issuerKind;
    private readonly Instrument? known;
    private readonly string instrument;
    private readonly List<AuthorityRule> verified;
    private readonly List<AuthorityRule> scoped;
    private readonly Dictionary<(DataCategory Category, string Scoped), Reach> reaches = [];
    private readonly Dictionary<string, Reach?[]> bySource = new(StringComparer.Ordinal);

    public Authority(PolicyDocument policy, string instrument, string issuerKind)
    {
        (this.policy, this.instrument, this.issuerKind) = (policy, instrument, issuerKind);
        known = Policy.Instruments.Find(instrument);
        verified = [.. policy.Rules.Where(rule => rule.Verified)];
        scoped = [.. verified.Where(rule => rule.Fields.Count > 0)];
    }

    /// <summary>By the position of a field in the source, what was asked of it so far; one array for all items.</summary>
    public Reach?[] Asked(SourceDefinition source)
    {
        if (!bySource.TryGetValue(source.Name, out var known))
        {
            bySource.Add(source.Name, known = new Reach?[source.Fields.Count]);
        }

        return known;
    }

    /// <summary>The answer of the rules; one object for all fields of which the same rules speak.</summary>
    public Reach Ask(SourceDefinition source, FieldDefinition field)
    {
        var speaking = "";
        for (var r = 0; r < scoped.Count; r++)
        {
            if (Names(scoped[r], source, field))
            {
                speaking += string.Create(CultureInfo.InvariantCulture, $",{r}");
            }
        }

        if (!reaches.TryGetValue((field.Category, speaking), out var reach))
        {
            reaches.Add((field.Category, speaking), reach = Ask([.. verified.Where(rule => IsAbout(rule, source, field))], field.Category));
        }

        return reach;
    }

    /// <summary>Whether any issuer's instrument of that name reaches the field.</summary>
    public static bool IsEverPermitted(PolicyDocument policy, string candidate, SourceDefinition source, FieldDefinition field) =>
        IsEverPermitted([.. policy.Rules.Where(rule => rule.Verified && IsAbout(rule, source, field))], policy, candidate);

    /// <summary>The first rule by which somebody's instrument reaches the field, lets the provider decide or keeps it, and whose; null where there is none.</summary>
    public static (AuthorityRule Rule, IReadOnlyList<string> IssuerKinds)? Best(PolicyDocument policy, string candidate, SourceDefinition source, FieldDefinition field)
    {
        var about = policy.Rules.Where(rule => rule.Verified && IsAbout(rule, source, field) && rule.Instruments.Contains(candidate, StringComparer.Ordinal)).ToList();
        foreach (var effect in new[] { RuleEffect.Permit, RuleEffect.Discretion, RuleEffect.Preserve })
        {
            foreach (var rule in about.Where(rule => rule.Effect == effect))
            {
                string[] kinds =
                [
                    .. Policy.Instruments.IssuerKinds.Select(kind => kind.Name)
                        .Where(kind => IsFrom(rule, policy, candidate, kind) && !about.Exists(other => other.Effect == RuleEffect.Forbid && IsFrom(other, policy, candidate, kind))),
                ];
                if (kinds.Length > 0)
                {
                    return (rule, kinds.Length == Policy.Instruments.IssuerKinds.Count ? [] : kinds);
                }
            }
        }

        return null;
    }

    // Every rule is asked, so that the reasons are complete.
    private Reach Ask(List<AuthorityRule> rules, DataCategory category)
    {
        if (known is null)
        {
            return Silent("authority.instrument.unknown", $"\"{PolicyErrors.Shown(instrument)}\" is not an instrument that the desk knows.", rules, category);
        }

        var about = rules.Where(rule => rule.Instruments.Contains(instrument, StringComparer.Ordinal)).ToList();
        var applying = about.Where(rule => IsFrom(rule, policy, instrument, issuerKind)).ToLookup(rule => rule.Effect);
        if (known.Handling != InstrumentHandling.Supported)
        {
            return NotTaken(known, applying, rules, category);
        }

        if (applying[RuleEffect.Forbid].ToList() is { Count: > 0 } forbids)
        {
            return new Reach(false, forbids[0].Id, Cited(forbids), $"{Said(forbids)} {Remedy(rules, category)}");
        }

        if (applying[RuleEffect.Permit].FirstOrDefault() is { } permit)
        {
            return new Reach(true, permit.Id, permit.Citation, permit.Explanation);
        }

        // What the provider may do of its own accord is said, and is not what the instrument reaches.
        if (applying[RuleEffect.Discretion].Concat(applying[RuleEffect.Preserve]).ToList() is { Count: > 0 } others)
        {
            return new Reach(false, others[0].Id, Cited(others), $"{Said(others)} {Remedy(rules, category)}");
        }

        var otherwise = about.Where(rule => rule.Effect == RuleEffect.Permit).ToList();

        return otherwise.Count > 0
            ? WrongIssuer(known, category, otherwise)
            : Silent("authority.instrument.silent", $"No rule lets {Article(known.Label)} reach {Policy.Names.Of(category)} data.", rules, category);
    }

    private Reach NotTaken(Instrument known, ILookup<RuleEffect, AuthorityRule> applying, List<AuthorityRule> rules, DataCategory category)
    {
        var sentence = $"The desk discloses nothing on {Article(known.Label)}. {known.ByHand}";
        var spoken = applying[RuleEffect.Forbid].Concat(applying[RuleEffect.Discretion]).Concat(applying[RuleEffect.Preserve]).ToList();

        // A letter that nobody may know of gets no rule's words.
        return spoken.Count == 0 || known.Handling == InstrumentHandling.HandledElsewhere
            ? Silent("authority.instrument.not-supported", sentence, rules, category)
            : new Reach(false, spoken[0].Id, Cited(spoken), $"{Said(spoken)} {sentence} {Remedy(rules, category)}");
    }

    private Reach WrongIssuer(Instrument known, DataCategory category, List<AuthorityRule> permits)
    {
        var kinds = permits.SelectMany(rule => policy.IssuersOf(rule, instrument)).Distinct(StringComparer.Ordinal).Select(Policy.Instruments.Label).ToList();

        return new Reach(
            false,
            "authority.issuer.not-entitled",
            Cited(permits),
            $"{Capital(Article(known.Label))} that was issued by {Article(Policy.Instruments.Label(PolicyErrors.Shown(issuerKind)))} does not reach {Policy.Names.Of(category)} data: it needs one that was issued by {Choice(kinds)}.");
    }

    private Reach Silent(string rule, string sentence, List<AuthorityRule> rules, DataCategory category) =>
        new(false, rule, $"{policy.Id}, rules", $"{sentence} {Remedy(rules, category)}");

    /// <summary>What would reach the data, in the order of the contract, least intrusive process first.</summary>
    private string Remedy(List<AuthorityRule> rules, DataCategory category)
    {
        var enough = Policy.Instruments.All
            .Where(candidate => candidate.Handling == InstrumentHandling.Supported && IsEverPermitted(rules, policy, candidate.Name))
            .Select(candidate => Article(candidate.Label))
            .ToList();

        return enough.Count == 0
            ? $"Nothing reaches {Policy.Names.Of(category)} data under this policy."
            : $"It needs {Choice(enough)}.";
    }

    private static bool IsEverPermitted(List<AuthorityRule> rules, PolicyDocument policy, string candidate)
    {
        var about = rules.Where(rule => rule.Instruments.Contains(candidate, StringComparer.Ordinal)).ToList();

        return Policy.Instruments.IssuerKinds.Any(kind =>
            about.Exists(rule => rule.Effect == RuleEffect.Permit && IsFrom(rule, policy, candidate, kind.Name))
            && !about.Exists(rule => rule.Effect == RuleEffect.Forbid && IsFrom(rule, policy, candidate, kind.Name)));
    }

    private static bool IsAbout(AuthorityRule rule, SourceDefinition source, FieldDefinition field) =>
        rule.Categories.Contains(field.Category) && (rule.Fields.Count == 0 || Names(rule, source, field));

    private static bool Names(AuthorityRule rule, SourceDefinition source, FieldDefinition field)
    {
        for (var n = 0; n < rule.Fields.Count; n++)
        {
            var name = rule.Fields[n];
            if (FieldPath.Is(name, source.Name, field.Name) || string.Equals(name, source.Name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFrom(AuthorityRule rule, PolicyDocument policy, string instrument, string kind)
    {
        var issuers = policy.IssuersOf(rule, instrument);

        return issuers.Count == 0 || issuers.Contains(kind, StringComparer.Ordinal);
    }

    private static string Cited(IEnumerable<AuthorityRule> rules) => Joined(rules.Select(rule => rule.Citation), "; ");

    private static string Said(IEnumerable<AuthorityRule> rules) => Joined(rules.Select(rule => rule.Explanation), " ");

    private static string Joined(IEnumerable<string> texts, string separator) => string.Join(separator, texts.Distinct(StringComparer.Ordinal));

    private static string Choice(List<string> choices) =>
        choices.Count == 1 ? choices[0] : $"{string.Join(", ", choices.Take(choices.Count - 1))} or {choices[^1]}";

    private static string Article(string label) =>
        label.StartsWith("consent", StringComparison.Ordinal) ? $"the {label}"
        : label is [('a' or 'e' or 'i' or 'o'), ..] ? $"an {label}"
        : $"a {label}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>The answer of the rules about fields of which the same rules speak.</summary>
internal sealed record Reach(bool Permitted, string Rule, string Citation, string Explanation)
{
    /// <summary>The answer where the rules do not reach; the same for every source that was collected.</summary>
    public FixedReason Insufficient { get; } = new(Outcome.InstrumentInsufficient, Rule, Citation, Explanation);
}

/// <summary>A field of a source, written <c>source.field</c>. Names of sources hold no dots.</summary>
internal static class FieldPath
{
    public static bool Is(string path, string source, string field) =>
        path.Length == source.Length + 1 + field.Length
        && path.StartsWith(source, StringComparison.Ordinal)
        && path[source.Length] == '.'
        && path.EndsWith(field, StringComparison.Ordinal);
}
