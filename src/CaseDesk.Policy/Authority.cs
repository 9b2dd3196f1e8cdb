namespace CaseDesk.Policy;

/// <summary>What the rules say about one data category for one request.</summary>
/// <param name="Permitted">True where a rule permits and none forbids.</param>
/// <param name="Rule">Rule that decides.</param>
/// <param name="Citation">Its source.</param>
/// <param name="Explanation">A plain sentence; with the remedy where it is not permitted.</param>
internal sealed record AuthorityAnswer(bool Permitted, string Rule, string Citation, string Explanation);

/// <summary>Every rule is asked: forbids outweigh permits, and silence forbids.</summary>
internal static class Authority
{
    public static AuthorityAnswer Ask(RequestFacts facts, PolicyDocument policy, DataCategory category)
    {
        var aboutTheInstrument = policy.Rules.Where(r => Names(r, facts.Instrument) && r.Categories.Contains(category)).ToList();
        var applying = aboutTheInstrument.Where(r => IsFrom(r, facts.IssuerKind)).ToList();

        if (applying.FirstOrDefault(r => r.Effect == RuleEffect.Forbid) is { } forbid)
            return new AuthorityAnswer(false, forbid.Id, forbid.Citation, Sentence(forbid.Explanation, Remedy(policy, category)));
        if (applying.FirstOrDefault() is { } permit)
            return new AuthorityAnswer(true, permit.Id, permit.Citation, permit.Explanation);
        if (aboutTheInstrument.FirstOrDefault(r => r.Effect == RuleEffect.Permit) is { } otherIssuer)
            return new AuthorityAnswer(false, otherIssuer.Id, otherIssuer.Citation, WrongIssuer(facts, otherIssuer));
        return new AuthorityAnswer(false, $"{policy.Name}.authority.silence", $"policy {policy.Id}, rules",
            $"No rule lets a {Instruments.Label(facts.Instrument)} reach {Policy.Names.Of(category)} data; {Remedy(policy, category)}.");
    }

    private static bool Names(AuthorityRule rule, string instrument) => rule.Instruments.Contains(instrument, StringComparer.Ordinal);

    private static bool IsFrom(AuthorityRule rule, string issuerKind) =>
        rule.IssuerKinds.Count == 0 || rule.IssuerKinds.Contains(issuerKind, StringComparer.Ordinal);

    private static string WrongIssuer(RequestFacts facts, AuthorityRule rule) =>
        $"A {Instruments.Label(facts.Instrument)} has to come from {AnyOf(rule.IssuerKinds)}, and this one states {facts.IssuerKind}; it needs to be issued by {AnyOf(rule.IssuerKinds)}, or its registration corrected.";

    /// <summary>The instruments that some rule lets reach the category, in policy order.</summary>
    private static string Remedy(PolicyDocument policy, DataCategory category)
    {
        var reaching = policy.Rules
            .Where(r => r.Effect == RuleEffect.Permit && r.Categories.Contains(category))
            .SelectMany(r => r.Instruments)
            .Distinct(StringComparer.Ordinal)
            .Where(i => !policy.Rules.Any(r => r.Effect == RuleEffect.Forbid && r.IssuerKinds.Count == 0 && Names(r, i) && r.Categories.Contains(category)))
            .Select(Instruments.Label)
            .ToList();
        return reaching.Count == 0 ? "no instrument reaches it under this policy" : $"needs a {AnyOf(reaching)}";
    }

    private static string Sentence(string explanation, string remedy) => $"{explanation.TrimEnd().TrimEnd('.')}; {remedy}.";

    internal static string AnyOf(IReadOnlyList<string> words) =>
        words.Count <= 1 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";
}
