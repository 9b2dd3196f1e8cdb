namespace CaseDesk.Policy;

/// <summary>What changed in the rules, each by itself.</summary>
internal static class RuleDifference
{
    public static void Between(PolicyDocument before, PolicyDocument after, PolicyChanges changes) =>
        changes.Named("rule", "rules", before.Rules, after.Rules, rule => rule.Id, rule => (Described(rule), Effect(Power(rule))), (was, now) => Changed(was, now, before, changes));

    private static void Changed(AuthorityRule before, AuthorityRule after, PolicyDocument policy, PolicyChanges changes)
    {
        var rule = $"Rule {after.Id} ({PolicyChanges.Labels(after.Instruments)}; {after.Citation})";
        var power = Power(after).CompareTo(Power(before));
        if (before.Verified != after.Verified)
        {
            changes.Changed("rule", after.Id, after.Verified ? $"{rule} is now verified, and decides." : $"{rule} is no longer verified: it is shown, and decides nothing.", Effect(power));
        }

        if (before.Effect != after.Effect)
        {
            changes.Changed("rule", after.Id, $"{rule} changed from {Names.Of(before.Effect)} to {Names.Of(after.Effect)}: it {Verb(after.Effect)} what it is about.", Effect(power));
        }

        // What a rule is about counts for or against disclosure as its effect does; where that changed too nothing can be said of one alone.
        var (wider, narrower) = power != 0
            ? (PolicyEffect.Unclear, PolicyEffect.Unclear)
            : (Effect(Power(after)), PolicyChanges.Opposite(Effect(Power(after))));
        changes.Words("rule", after.Id, before.Instruments, after.Instruments, name => $"{rule} is now also about the {Instruments.Label(name)}.", name => $"{rule} is no longer about the {Instruments.Label(name)}.", $"The instruments of rule {after.Id} stand", wider, narrower);
        changes.Words(
            "rule", after.Id, [.. before.Categories.Select(Names.Of)], [.. after.Categories.Select(Names.Of)],
            name => $"{rule} now also {Verb(after.Effect)} {name} data.", name => $"{rule} no longer {Verb(after.Effect)} {name} data.", $"The categories of rule {after.Id} stand", wider, narrower);
        Fields(before, after, rule, wider, narrower, changes);
        if (!before.IssuerKinds.SequenceEqual(after.IssuerKinds))
        {
            changes.Changed("rule", after.Id, $"{rule} is about what {Issuers(after)} issued, instead of {Issuers(before)}.", OfIssuers(before, after, policy, wider, narrower));
        }

        changes.Text("rule", after.Id, $"The citation of rule {after.Id}", before.Citation, after.Citation);
        changes.Text("rule", after.Id, $"The explanation of rule {after.Id}", before.Explanation, after.Explanation);
    }

    private static void Fields(AuthorityRule before, AuthorityRule after, string rule, PolicyEffect wider, PolicyEffect narrower, PolicyChanges changes)
    {
        if (before.Fields.Count == 0 != (after.Fields.Count == 0))
        {
            changes.Changed(
                "rule", after.Id,
                after.Fields.Count == 0 ? $"{rule} {Verb(after.Effect)} every field of its categories, no longer {string.Join(", ", before.Fields)} alone." : $"{rule} {Verb(after.Effect)} {string.Join(", ", after.Fields)} alone, no longer every field of its categories.",
                after.Fields.Count == 0 ? wider : narrower);

            return;
        }

        foreach (var name in after.Fields.Except(before.Fields, StringComparer.Ordinal))
        {
            changes.Changed("rule", after.Id, $"{rule} now also {Verb(after.Effect)} {name}.", IsCovered(name, before) ? PolicyEffect.Neither : wider);
        }

        foreach (var name in before.Fields.Except(after.Fields, StringComparer.Ordinal))
        {
            changes.Changed("rule", after.Id, $"{rule} no longer {Verb(after.Effect)} {name} by name.", IsCovered(name, after) ? PolicyEffect.Neither : narrower);
        }

        changes.Order("rule", after.Id, $"The fields of rule {after.Id} stand", before.Fields, after.Fields);
    }

    private static bool IsCovered(string name, AuthorityRule rule) => rule.Fields.Contains(name.Split('.')[0], StringComparer.Ordinal);

    // A permit that names nobody is about whoever may issue the instrument, and that is known only instrument by instrument.
    private static PolicyEffect OfIssuers(AuthorityRule before, AuthorityRule after, PolicyDocument policy, PolicyEffect wider, PolicyEffect narrower)
    {
        var effects = after.Instruments.Intersect(before.Instruments, StringComparer.Ordinal)
            .Select(instrument => PolicyChanges.Compare(policy.IssuersOf(before, instrument), policy.IssuersOf(after, instrument), wider, narrower))
            .Where(effect => effect != PolicyEffect.Neither)
            .Distinct()
            .ToList();

        return effects.Count switch
        {
            0 => PolicyEffect.Neither,
            1 when effects[0] != PolicyEffect.Unclear || wider != PolicyEffect.Neither => effects[0],
            _ => wider == PolicyEffect.Neither ? PolicyEffect.Neither : PolicyEffect.Unclear,
        };
    }

    private static string Described(AuthorityRule rule) =>
        $"it {Verb(rule.Effect)} {(rule.Fields.Count > 0 ? string.Join(", ", rule.Fields) : $"{string.Join(", ", rule.Categories.Select(Names.Of))} data")} for {PolicyChanges.Labels(rule.Instruments)} ({rule.Citation}){(rule.Verified ? "" : "; nobody has verified it, so it decides nothing")}.";

    private static string Issuers(AuthorityRule rule) =>
        rule.IssuerKinds.Count > 0 ? PolicyChanges.Labels(rule.IssuerKinds) : rule.Effect == RuleEffect.Forbid ? "anybody" : "whoever may issue the instrument";

    /// <summary>1 where the rule makes data available, -1 where it keeps it back, 0 where it changes no outcome.</summary>
    private static int Power(AuthorityRule rule) => (rule.Verified, rule.Effect) switch
    {
        (true, RuleEffect.Permit) => 1,
        (true, RuleEffect.Forbid) => -1,
        _ => 0,
    };

    private static PolicyEffect Effect(int power) => power switch
    {
        > 0 => PolicyEffect.Widens,
        < 0 => PolicyEffect.Tightens,
        _ => PolicyEffect.Neither,
    };

    private static string Verb(RuleEffect effect) => effect switch
    {
        RuleEffect.Permit => "reaches",
        RuleEffect.Forbid => "forbids",
        RuleEffect.Discretion => "leaves to the provider",
        _ => "preserves",
    };
}
