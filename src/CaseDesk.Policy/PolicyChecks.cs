namespace CaseDesk.Policy;

/// <summary>What must hold between the parts of a policy file. Asked only where each part is right by itself.</summary>
internal static class PolicyChecks
{
    public static void Check(PolicyDocument policy, MapReader reader, PolicyErrors errors)
    {
        var known = Categories(policy);
        CheckInstruments(policy, reader, errors);
        Each(policy.Rules, "rules", reader, errors, rule => rule.Fields.Select(name => NoSuchField(name, known) ?? NotOfItsCategories(name, rule, known)));
        CheckPhrases(policy, known, reader, errors);
        CheckChains(policy, reader, errors);
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

    private static void CheckPhrases(PolicyDocument policy, Dictionary<string, HashSet<DataCategory>> known, MapReader reader, PolicyErrors errors)
    {
        var phrases = policy.Phrases.SelectMany(phrase => phrase.Say.Select(say => PhraseBook.Key(say).Text).Append(phrase.Id)).ToHashSet(StringComparer.Ordinal);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        Each(policy.Phrases, "phrases", reader, errors, phrase =>
        [
            .. phrase.Means.Concat(phrase.Choose).Select(name =>
                Names.TryRead<DataCategory>(name, out _) || known.ContainsKey(name) ? null
                : phrases.Contains(name) || phrases.Contains(PhraseBook.Key(name).Text) ? $"\"{PolicyErrors.Shown(name)}\" is a phrase itself; words mean categories, sources and fields, never other words, so that they cannot lead in a circle"
                : NoSuchField(name, known)),
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

    /// <summary>More authority never yields less: whatever somebody's lower instrument reaches, somebody's higher one reaches. And no chain may lead back to where it, or another, began.</summary>
    private static void CheckChains(PolicyDocument policy, MapReader reader, PolicyErrors errors)
    {
        // Asked once for each instrument and field, however many chains a file repeats.
        var reached = policy.Chains.SelectMany(chain => chain.Instruments).Distinct(StringComparer.Ordinal).ToDictionary(
            instrument => instrument,
            instrument => policy.Sources.SelectMany(source => source.Fields.Where(field => Authority.IsEverPermitted(policy, instrument, source, field)).Select(field => $"{source.Name}.{field.Name}")).ToList(),
            StringComparer.Ordinal);
        var less = new Dictionary<(string, string), string?>();
        Each(policy.Chains, "chains", reader, errors, chain =>
        [
            .. chain.Instruments.Zip(chain.Instruments.Skip(1)).Select(pair =>
            {
                if (!less.TryGetValue(pair, out var missing))
                {
                    less.Add(pair, missing = reached[pair.First].Except(reached[pair.Second], StringComparer.Ordinal).FirstOrDefault());
                }

                return missing is null ? LeadsBack(pair.First, pair.Second, policy) : $"{pair.Second} reaches less than {pair.First}: not {missing}; add a rule, or correct the chain";
            }),
        ]);
    }

    private static string? LeadsBack(string lower, string higher, PolicyDocument policy)
    {
        // From the higher one upwards, over all chains.
        var above = new Dictionary<string, string>(StringComparer.Ordinal) { [higher] = "" };
        var next = new Queue<string>([higher]);
        while (next.TryDequeue(out var at))
        {
            foreach (var chain in policy.Chains)
            {
                var place = chain.Instruments.Index().Where(one => one.Item == at).Select(one => one.Index + 1).FirstOrDefault(chain.Instruments.Count);
                if (place < chain.Instruments.Count && above.TryAdd(chain.Instruments[place], above[at].Length == 0 || above[at] == chain.Id ? chain.Id : $"{above[at]}, {chain.Id}"))
                {
                    next.Enqueue(chain.Instruments[place]);
                }
            }
        }

        return above.TryGetValue(lower, out var by) ? $"puts {lower} below {higher}, and {PolicyErrors.Shown(by)} puts it above: the chains lead in a circle; correct one of them" : null;
    }

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

    /// <summary>Every source and every <c>source.field</c>, with the categories of what it names.</summary>
    private static Dictionary<string, HashSet<DataCategory>> Categories(PolicyDocument policy)
    {
        var known = new Dictionary<string, HashSet<DataCategory>>(StringComparer.Ordinal);
        foreach (var source in policy.Sources)
        {
            known.TryAdd(source.Name, [.. source.Fields.Select(field => field.Category)]);
            foreach (var field in source.Fields)
            {
                known.TryAdd($"{source.Name}.{field.Name}", [field.Category]);
            }
        }

        return known;
    }

    private static string? NoSuchField(string name, Dictionary<string, HashSet<DataCategory>> known) =>
        known.ContainsKey(name) ? null : $"\"{PolicyErrors.Shown(name)}\" names no source and no field (source.field){Spelling.Suggest(name, known.Keys)}";

    private static string? NotOfItsCategories(string name, AuthorityRule rule, Dictionary<string, HashSet<DataCategory>> known) =>
        rule.Categories.Any(known[name].Contains)
            ? null
            : $"no field of \"{PolicyErrors.Shown(name)}\" is in the categories of the rule; correct the categories or the fields";

    private static void Each<T>(IReadOnlyList<T> parts, string key, MapReader reader, PolicyErrors errors, Func<T, IEnumerable<string?>> problems)
    {
        foreach (var (part, node) in parts.Zip(List(reader, key)))
        {
            foreach (var problem in problems(part).OfType<string>())
            {
                errors.Add(node, key, problem);
                // To look for what was probably meant costs; nobody reads more than this.
                if (errors.AreEnough)
                {
                    return;
                }
            }
        }
    }

    private static IReadOnlyList<PolicyNode> List(MapReader reader, string key) => reader.Find(key) is PolicyList list ? list.Elements : [];
}
