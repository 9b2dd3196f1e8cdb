using System.Reflection;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class ComparingPolicies
{
    private static readonly PolicyDocument Policy = Courier.Policy;

    [Theory]
    [InlineData("courier")]
    [InlineData("github")]
    [InlineData("automattic")]
    public void Finds_nothing_between_a_policy_and_itself(string name)
    {
        var file = Path.Combine(Path.GetDirectoryName(Courier.File)!, name + ".yaml");

        Assert.Empty(PolicyDifference.Between(PolicyFile.Load(file), PolicyFile.Load(file)));
    }

    /// <summary>Whatever a policy says, or will say once it has more properties, is compared: each property of each part is changed in turn.</summary>
    [Fact]
    public void Finds_a_change_of_every_property_of_every_part()
    {
        var tried = 0;
        foreach (var (policy, changed) in new[] { Policy, Catalogue.Policy }.SelectMany(policy => Changed(policy).Select(changed => (policy, (PolicyDocument)changed))))
        {
            tried++;
            Assert.NotEmpty(PolicyDifference.Between(policy, changed));
            Assert.NotEmpty(PolicyDifference.Between(changed, policy));
        }

        Assert.InRange(tried, 500, int.MaxValue);
    }

    [Theory]
    [InlineData("retention: P25D", "retention: P30D", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Widens, "lookup-log is kept 30 days instead of 25.")]
    [InlineData("retention: P25D", "retention: P1D", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Tightens, "lookup-log is kept 1 day instead of 25.")]
    [InlineData("retention: P25D\n    deletion: by-utc-day", "retention: P25D\n    deletion: by-record", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Tightens, "lookup-log is kept 25 days, deleted record by record, instead of 25 days, deleted by whole UTC days.")]
    [InlineData("collectedSince: 2025-11-01", "collectedSince: 2025-10-01", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Widens, "lookup-log is said to be collected since 2025-10-01 UTC instead of 2025-11-01 UTC.")]
    [InlineData("collectedSince: 2025-11-01", "collectedSince: inventory", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Unclear, "the first record that its store holds instead of 2025-11-01 UTC.")]
    [InlineData("categories: [traffic]\n    citation: 18 U.S.C. § 2703(c)(1)(B), (d)", "categories: [traffic, content]\n    citation: 18 U.S.C. § 2703(c)(1)(B), (d)", PolicyChangeKind.Changed, "rule", "sca.2703d.traffic", PolicyEffect.Widens, "Rule sca.2703d.traffic (2703(d) order; 18 U.S.C. § 2703(c)(1)(B), (d)) now also reaches content data.")]
    [InlineData("categories: [subscriber, identification, traffic]\n    citation: 18 U.S.C. § 2702(c)(2)", "categories: [subscriber, identification]\n    citation: 18 U.S.C. § 2702(c)(2)", PolicyChangeKind.Changed, "rule", "sca.consent.records", PolicyEffect.Tightens, "no longer reaches traffic data.")]
    [InlineData("verified: false\n    instruments: [uk-copo]", "instruments: [uk-copo]", PolicyChangeKind.Changed, "rule", "agreements.copo", PolicyEffect.Widens, "is now verified, and decides.")]
    [InlineData("verified: false\n    instruments: [eu-epoc]", "instruments: [eu-epoc]", PolicyChangeKind.Changed, "rule", "e-evidence.threshold", PolicyEffect.Tightens, "is now verified, and decides.")]
    [InlineData("effect: discretion\n    instruments: [us-civil-subpoena]", "effect: permit\n    instruments: [us-civil-subpoena]", PolicyChangeKind.Changed, "rule", "sca.civil.records", PolicyEffect.Widens, "changed from discretion to permit: it reaches what it is about.")]
    [InlineData("issuerKinds: [court, judge, prosecutor]\n    categories: [subscriber, identification]", "issuerKinds: [court, judge]\n    categories: [subscriber, identification]", PolicyChangeKind.Changed, "rule", "e-evidence.subscriber", PolicyEffect.Tightens, "is about what court, judge issued, instead of court, judge, prosecutor.")]
    [InlineData("fields: [access-log.time, lookup-log.time]", "fields: [access-log.time, access-log.ip, lookup-log.time]", PolicyChangeKind.Changed, "rule", "sca.subpoena.sessions", PolicyEffect.Widens, "now also reaches access-log.ip.")]
    [InlineData("issuerKinds: [agency, police, prosecutor] }", "issuerKinds: [agency, police] }", PolicyChangeKind.Changed, "instrument", "us-administrative-subpoena", PolicyEffect.Tightens, "The administrative subpoena may be issued by agency, police department instead of agency, police department, prosecutor.")]
    [InlineData("jurisdictions: [US]", "jurisdictions: [US, FR]", PolicyChangeKind.Added, "jurisdictions", "FR", PolicyEffect.Widens, "Process from FR is answered directly.")]
    [InlineData("mostIdentifiers: 50", "mostIdentifiers: 20", PolicyChangeKind.Changed, "limit", "courier.limit.voluminous", PolicyEffect.Neither, "over 180 days or 20 identifiers, instead of what is over 180 days or 50 identifiers.")]
    [InlineData("means: [access-log.ip, lookup-log.ip, lookup-log.port]", "means: [access-log.ip, lookup-log.ip]", PolicyChangeKind.Changed, "phrase", "sca.phrase.network-address", PolicyEffect.Tightens, "asks for access-log.ip, lookup-log.ip.")]
    [InlineData("{ name: app, label: Application, category: traffic }", "{ name: app, label: Application, category: content }", PolicyChangeKind.Changed, "field", "lookup-log.app", PolicyEffect.Unclear, "lookup-log.app is now content data instead of traffic.")]
    [InlineData("{ name: app, label: Application, category: traffic }", "{ name: app, label: Application, category: traffic, from: application }", PolicyChangeKind.Changed, "field", "lookup-log.app", PolicyEffect.Unclear, "The value of lookup-log.app is now read from application instead of app.")]
    [InlineData("{ name: app, label: Application, category: traffic }", "{ name: app, label: Application, category: traffic, retention: P7D, deletion: by-record }", PolicyChangeKind.Changed, "field", "lookup-log.app", PolicyEffect.Tightens, "lookup-log.app is kept 7 days, deleted record by record, instead of as long as its record.")]
    [InlineData("{ name: app, label: Application, category: traffic }", "{ name: app, label: Application, category: traffic, neverDisclosed: Nobody needs it. }", PolicyChangeKind.Changed, "field", "lookup-log.app", PolicyEffect.Tightens, "lookup-log.app is now never disclosed: Nobody needs it.")]
    [InlineData("      - { name: app, label: Application, category: traffic }\n", "", PolicyChangeKind.Removed, "field", "lookup-log.app", PolicyEffect.Tightens, "No longer field lookup-log.app: Application, traffic data.")]
    [InlineData("location: lookup-log/lookup-", "location: lookups/lookup-", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Unclear, "The location of lookup-log is now lookups/")]
    [InlineData("    portField: port\n", "", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Widens, "An address with a port is now matched by the address alone in lookup-log.")]
    [InlineData("timeFormat: rfc3339", "timeFormat: local\n    zone: Europe/Berlin", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Unclear, "The zone of lookup-log is now Europe/Berlin instead of none.", 2)]
    [InlineData("timeFormat: rfc3339", "timeFormat: rfc3339\n    lateness: PT6H", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Unclear, "The lateness of lookup-log is now PT6H instead of P1D.")]
    [InlineData("timeFormat: rfc3339", "timeFormat: rfc3339\n    literalSafe: false", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Unclear, "The values of lookup-log can no longer be found by their bytes: every record is parsed.")]
    [InlineData("timeFormat: rfc3339", "timeFormat: rfc3339\n    engine: duckdb", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Neither, "The engine of lookup-log is now duckdb instead of auto.")]
    [InlineData("    portField: port\n", "    portField: port\n    foldCase: [account]\n", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Widens, "In lookup-log upper and lower case of the account of a subject now count as the same.")]
    [InlineData("{ name: app, label: Application, category: traffic }", "{ name: app, label: Application, category: traffic, derive: url-parameter, parameter: v }", PolicyChangeKind.Changed, "field", "lookup-log.app", PolicyEffect.Unclear, "The value of lookup-log.app is now url-parameter v instead of the whole of what it is read from.")]
    [InlineData("made: Each record is written when", "made: Each record is written as soon as", PolicyChangeKind.Changed, "source", "lookup-log", PolicyEffect.Neither, "When records of lookup-log are made is now: Each record is written as soon as")]
    [InlineData("      - The user agent is what the program that asked said of itself; it can say anything.\n", "", PolicyChangeKind.Changed, "source", "access-log", PolicyEffect.Neither, "No longer a note on reading access-log: The user agent")]
    [InlineData("      - Created is when the account was made", "      - Nobody reads this.\n      - Created is when the account was made", PolicyChangeKind.Changed, "source", "accounts", PolicyEffect.Neither, "New note on reading accounts: Nobody reads this.")]
    [InlineData("effectiveFrom: 2025-11-01", "effectiveFrom: 2026-12-01", PolicyChangeKind.Changed, "effective date", "", PolicyEffect.Neither, "It applies from 2026-12-01 instead of 2025-11-01.")]
    [InlineData("# Statute texts:", "# Texts of statutes:", PolicyChangeKind.Changed, "file", "", PolicyEffect.Neither, "The files differ in nothing that a policy says")]
    public void Says_what_changed_and_which_way(string right, string wrong, PolicyChangeKind kind, string part, string id, PolicyEffect effect, string sentence, int of = 1)
    {
        var at = Courier.Text().IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, right);

        var changes = PolicyDifference.Between(Policy, PolicyFile.Parse(Courier.Text().Remove(at, right.Length).Insert(at, wrong), "courier.yaml"));

        Assert.Equal(of, changes.Count);
        var change = changes[^1];
        Assert.Equal((kind, part, id, effect), (change.Kind, change.Part, change.Id, change.Effect));
        Assert.Contains(sentence, change.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_rules_are_new_and_gone_and_that_the_rest_stands_in_another_order()
    {
        var changed = Policy with
        {
            Rules = [Policy.Rules[2], Policy.Rules[1], .. Policy.Rules.Skip(3), Policy.Rules[0] with { Id = "sca.subpoena.full-name" }],
        };

        var changes = PolicyDifference.Between(Policy, changed);

        Assert.Equal(
            [
                new PolicyChange(PolicyChangeKind.Added, "rule", "sca.subpoena.full-name", "New rule sca.subpoena.full-name: it reaches accounts.name for administrative subpoena, grand jury subpoena, trial subpoena (18 U.S.C. § 2703(c)(2)(A)).", PolicyEffect.Widens),
                new PolicyChange(PolicyChangeKind.Removed, "rule", "sca.subpoena.name", "No longer rule sca.subpoena.name: it reaches accounts.name for administrative subpoena, grand jury subpoena, trial subpoena (18 U.S.C. § 2703(c)(2)(A)).", PolicyEffect.Tightens),
                new PolicyChange(PolicyChangeKind.Changed, "rule", "", "The rules stand in another order.", PolicyEffect.Neither),
            ],
            changes);
    }

    [Fact]
    public void Calls_a_permit_that_names_issuers_anew_wider_or_tighter_only_where_that_is_sure()
    {
        PolicyEffect With(params string[] kinds) =>
            Assert.Single(PolicyDifference.Between(Policy, Policy with { Rules = [.. Policy.Rules.Select(rule => rule.Id == "sca.2703d.traffic" ? rule with { IssuerKinds = kinds } : rule)] })).Effect;

        // The policy lets courts and judges issue it, where a rule names nobody.
        Assert.Equal(PolicyEffect.Tightens, With("court"));
        Assert.Equal(PolicyEffect.Widens, With("court", "judge", "police"));
        Assert.Equal(PolicyEffect.Unclear, With("court", "police"));
        Assert.Equal(PolicyEffect.Neither, With("judge", "court"));
    }

    /// <summary>The object with each of its properties changed in turn, and with each of its parts so changed.</summary>
    private static IEnumerable<object> Changed(object whole)
    {
        foreach (var property in whole.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            foreach (var value in Others(property.GetValue(whole), property.PropertyType))
            {
                var copy = whole.GetType().GetMethod("<Clone>$")!.Invoke(whole, null)!;
                property.SetValue(copy, value);
                yield return copy;
            }
        }
    }

    private static IEnumerable<object?> Others(object? value, Type type) => value switch
    {
        IReadOnlyList<string> words => [words.Append("x").ToList(), .. words.Count == 0 ? Array.Empty<object>() : [words.Skip(1).ToList()], .. words.Count < 2 ? Array.Empty<object>() : [words.Reverse().ToList()]],
        IReadOnlyList<DataCategory> categories => [Enum.GetValues<DataCategory>().Except(categories).Append(categories[0]).ToList(), .. categories.Count < 2 ? Array.Empty<object>() : [categories.Reverse().ToList()]],
        IReadOnlyList<Regime> parts => Parts(parts),
        IReadOnlyList<InstrumentBasis> parts => Parts(parts),
        IReadOnlyList<AuthorityRule> parts => Parts(parts),
        IReadOnlyList<AuthorityChain> parts => Parts(parts),
        IReadOnlyList<DemandLimit> parts => Parts(parts),
        IReadOnlyList<Phrase> parts => Parts(parts),
        IReadOnlyList<SourceDefinition> parts => Parts(parts),
        IReadOnlyList<FieldDefinition> parts => Parts(parts),
        IReadOnlyDictionary<string, string> keys => [new Dictionary<string, string>(keys) { ["device"] = "x" }, .. keys.Select(key => new Dictionary<string, string>(keys) { [key.Key] = "x" }), new Dictionary<string, string>(keys.Reverse().Append(new("device", "x")))],
        IReadOnlySet<string> words => words.Contains("account") ? [new HashSet<string>()] : [new HashSet<string>(words) { "account" }],
        string text => [text + "x"],
        bool flag => [!flag],
        int number => [number + 1],
        DateOnly day => [day.AddDays(1)],
        DateTimeOffset instant => [instant.AddDays(1)],
        TimeSpan span => [span + TimeSpan.FromSeconds(1)],
        BusinessRecord facts => [null, .. Changed(facts)],
        Retention kept => [null, kept with { Days = kept.Days + 1 }, kept with { ByDay = !kept.ByDay }],
        Enum word => Enum.GetValues(word.GetType()).Cast<object?>().Where(other => !word.Equals(other)),
        null when type == typeof(string) => ["x"],
        null when type == typeof(int?) => [1],
        null when type == typeof(Derivation?) => [.. Enum.GetValues<Derivation>().Cast<object>()],
        null when type == typeof(DateTimeOffset?) => [Courier.ServedAt],
        null when type == typeof(BusinessRecord) => [Policy.Sources[0].BusinessRecord],
        null when type == typeof(Retention) => [new Retention(7, ByDay: true)],
        _ => throw new NotSupportedException($"Say how a {type} is changed."),
    };

    private static IEnumerable<object?> Parts<T>(IReadOnlyList<T> parts) where T : class
    {
        if (parts.Count == 0)
        {
            yield break;
        }

        yield return parts.Skip(1).ToList();
        yield return parts.Reverse().Skip(parts.Count == 1 ? 1 : 0).ToList();
        for (var i = 0; i < parts.Count; i++)
        {
            foreach (var changed in Changed(parts[i]))
            {
                yield return parts.Take(i).Append((T)changed).Concat(parts.Skip(i + 1)).ToList();
            }
        }
    }
}
