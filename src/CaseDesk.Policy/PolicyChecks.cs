namespace CaseDesk.Policy;

/// <summary>What must hold between the parts of a policy file. Asked only where each part is right by itself.</summary>
internal static class PolicyChecks
{
    public static void Check(PolicyDocument policy, MapReader reader, PolicyErrors errors)
    {
        CheckInstruments(policy, reader, errors);
        Each(policy.Rules, "rules", reader, errors, rule => rule.Fields.Select(name => NoSuchField(name, policy) ?? NotOfItsCategories(name, rule, policy)));
        CheckPhrases(policy, reader, errors);
        Each(policy.Chains, "chains", reader, errors, chain => [.. chain.Instruments.Zip(chain.Instruments.Skip(1)).Select(pair => ReachesLess(pair.First, pair.Second, policy) ?? IsTurnedRound(pair.First, pair.Second, policy))]);
        foreach (var (source, node) in policy.Sources.Zip(List(reader, "sources")))
        {
            CheckRetention(source, node, errors);
        }
    }

    private static void CheckInstruments(PolicyDocument policy, MapReader reader, PolicyErrors errors) =>
        Each(policy.Instruments, "instruments", reader, errors, instrument =>
        [
            policy.Regimes.Any(regime => string.Equals(regime.Id, instrument.Regime, StringComparison.Ordinal))
                ? null
                : $"regime \"{PolicyErrors.Shown(instrument.Regime)}\" is not among the regimes{Spelling.Suggest(instrument.Regime, [.. policy.Regimes.Select(regime => regime.Id)])}",
        ]);

    private static void CheckPhrases(PolicyDocument policy, MapReader reader, PolicyErrors errors)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        Each(policy.Phrases, "phrases", reader, errors, phrase =>
        [
            .. phrase.Means.Concat(phrase.Choose).Select(name => Names.TryRead<DataCategory>(name, out _) ? null : NoSuchField(name, policy)),
            .. phrase.Say.Select(say =>
            {
                var key = PhraseBook.Key(say).Text;
                if (Names.TryRead<DataCategory>(key, out _) || policy.Sources.Any(source => string.Equals(source.Name, key, StringComparison.Ordinal)))
                {
                    return $"\"{PolicyErrors.Shown(say)}\" is the name of a category or a source; it cannot mean anything else";
                }

                return seen.TryAdd(key, phrase.Id) ? null : $"\"{PolicyErrors.Shown(say)}\" is said by {seen[key]} too; keep one of them";
            }),
        ]);
    }

    /// <summary>More authority never yields less: whatever somebody's lower instrument reaches, somebody's higher one reaches.</summary>
    private static string? ReachesLess(string lower, string higher, PolicyDocument policy)
    {
        foreach (var source in policy.Sources)
        {
            foreach (var field in source.Fields.Where(field => Authority.IsEverPermitted(policy, lower, source, field) && !Authority.IsEverPermitted(policy, higher, source, field)))
            {
                return $"{higher} reaches less than {lower}: not {source.Name}.{field.Name}; add a rule, or correct the chain";
            }
        }

        return null;
    }

    private static string? IsTurnedRound(string lower, string higher, PolicyDocument policy) =>
        policy.Chains.FirstOrDefault(chain => chain.Instruments.Index().Any(one => one.Item == higher && chain.Instruments.Skip(one.Index + 1).Contains(lower, StringComparer.Ordinal))) is { } other
            ? $"puts {lower} below {higher}, and {other.Id} puts it above; correct one of them"
            : null;

    private static void CheckRetention(SourceDefinition source, PolicyNode node, PolicyErrors errors)
    {
        foreach (var field in source.Fields.Where(field => field.Retention is not null))
        {
            if (source.TimeField is null)
            {
                errors.Add(node, $"sources.{source.Name}.fields.{field.Name}.retention", "a period is counted from the record's instant; name the timeField of the source, or remove retention");
            }
            else if (source.Retention is { } record && record.Days < field.Retention!.Days)
            {
                errors.Add(node, $"sources.{source.Name}.fields.{field.Name}.retention", "is longer than that of the record; a field cannot outlive the record that it stands in");
            }
        }
    }

    private static string? NoSuchField(string name, PolicyDocument policy)
    {
        var known = policy.Sources.SelectMany(source => source.Fields.Select(field => $"{source.Name}.{field.Name}").Prepend(source.Name)).ToList();

        return known.Contains(name, StringComparer.Ordinal) ? null : $"\"{PolicyErrors.Shown(name)}\" names no source and no field (source.field){Spelling.Suggest(name, known)}";
    }

    private static string? NotOfItsCategories(string name, AuthorityRule rule, PolicyDocument policy) =>
        policy.Sources.SelectMany(source => source.Fields.Select(field => (Source: source, Field: field)))
            .Any(pair => (pair.Source.Name == name || FieldPath.Is(name, pair.Source.Name, pair.Field.Name)) && rule.Categories.Contains(pair.Field.Category))
            ? null
            : $"no field of \"{PolicyErrors.Shown(name)}\" is in the categories of the rule; correct the categories or the fields";

    private static void Each<T>(IReadOnlyList<T> parts, string key, MapReader reader, PolicyErrors errors, Func<T, IEnumerable<string?>> problems)
    {
        foreach (var (part, node) in parts.Zip(List(reader, key)))
        {
            foreach (var problem in problems(part).OfType<string>())
            {
                errors.Add(node, key, problem);
            }
        }
    }

    private static IReadOnlyList<PolicyNode> List(MapReader reader, string key) => reader.Find(key) is PolicyList list ? list.Elements : [];
}
