namespace CaseDesk.Policy;

/// <summary>Whether the instrument of a request reaches a data category. Forbids outweigh permits; silence forbids.</summary>
internal sealed class Authority(PolicyDocument policy, string instrument, string issuerKind)
{
    private readonly Dictionary<DataCategory, Reach> reaches = [];

    public Reach Over(DataCategory category)
    {
        if (!reaches.TryGetValue(category, out var reach))
        {
            reaches.Add(category, reach = Ask(category));
        }

        return reach;
    }

    // Every rule is asked, so that the reasons are complete.
    private Reach Ask(DataCategory category)
    {
        var known = Instruments.Find(instrument);
        if (known is null)
        {
            return Silent("authority.instrument.unknown", $"\"{PolicyErrors.Shown(instrument)}\" is not an instrument that the desk knows.", category);
        }

        if (known.Handling != InstrumentHandling.Supported)
        {
            return Silent("authority.instrument.not-supported", $"The desk discloses nothing on a {known.Label}. {known.ByHand}", category);
        }

        var about = policy.Rules.Where(rule => rule.Instruments.Contains(instrument, StringComparer.Ordinal) && rule.Categories.Contains(category)).ToList();
        var applying = about.Where(rule => IsFrom(rule, issuerKind)).ToLookup(rule => rule.Effect);
        var forbids = applying[RuleEffect.Forbid].ToList();
        if (forbids.Count > 0)
        {
            return new Reach(false, forbids[0].Id, Joined(forbids.Select(rule => rule.Citation), "; "),
                $"{Joined(forbids.Select(rule => rule.Explanation), " ")} {Remedy(category)}");
        }

        if (applying[RuleEffect.Permit].FirstOrDefault() is { } permit)
        {
            return new Reach(true, permit.Id, permit.Citation, permit.Explanation);
        }

        var otherwise = about.Where(rule => rule.Effect == RuleEffect.Permit).ToList();

        return otherwise.Count > 0
            ? WrongIssuer(known, category, otherwise)
            : Silent("authority.instrument.silent", $"No rule lets {Article(known.Label)} reach {Names.Of(category)} data.", category);
    }

    private Reach WrongIssuer(Instrument known, DataCategory category, List<AuthorityRule> permits)
    {
        var kinds = permits.SelectMany(rule => rule.IssuerKinds).Distinct(StringComparer.Ordinal).Select(Instruments.Label).ToList();

        return new Reach(
            false,
            "authority.issuer.not-entitled",
            Joined(permits.Select(rule => rule.Citation), "; "),
            $"{Capital(Article(known.Label))} that was issued by {Article(Instruments.Label(PolicyErrors.Shown(issuerKind)))} does not reach {Names.Of(category)} data: it needs one that was issued by {Choice(kinds)}.");
    }

    private Reach Silent(string rule, string sentence, DataCategory category) =>
        new(false, rule, $"{policy.Id}, rules", $"{sentence} {Remedy(category)}");

    /// <summary>What would reach the category, in the order of the contract, least intrusive process first.</summary>
    private string Remedy(DataCategory category)
    {
        var enough = Instruments.All
            .Where(candidate => candidate.Handling == InstrumentHandling.Supported && IsEverPermitted(candidate.Name, category))
            .Select(candidate => Article(candidate.Label))
            .ToList();

        return enough.Count == 0
            ? $"Nothing reaches {Names.Of(category)} data under this policy."
            : $"It needs {Choice(enough)}.";
    }

    private bool IsEverPermitted(string candidate, DataCategory category)
    {
        var rules = policy.Rules.Where(rule => rule.Instruments.Contains(candidate, StringComparer.Ordinal) && rule.Categories.Contains(category)).ToList();

        return Instruments.IssuerKinds.Any(kind =>
            rules.Exists(rule => rule.Effect == RuleEffect.Permit && IsFrom(rule, kind.Name))
            && !rules.Exists(rule => rule.Effect == RuleEffect.Forbid && IsFrom(rule, kind.Name)));
    }

    private static bool IsFrom(AuthorityRule rule, string kind) =>
        rule.IssuerKinds.Count == 0 || rule.IssuerKinds.Contains(kind, StringComparer.Ordinal);

    private static string Joined(IEnumerable<string> texts, string separator) => string.Join(separator, texts.Distinct(StringComparer.Ordinal));

    private static string Choice(List<string> choices) =>
        choices.Count == 1 ? choices[0] : $"{string.Join(", ", choices.Take(choices.Count - 1))} or {choices[^1]}";

    private static string Article(string label) =>
        label.StartsWith("consent", StringComparison.Ordinal) ? $"the {label}"
        : label is [('a' or 'e' or 'i' or 'o'), ..] ? $"an {label}"
        : $"a {label}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>The answer of the rules about one category.</summary>
internal sealed record Reach(bool Permitted, string Rule, string Citation, string Explanation);
