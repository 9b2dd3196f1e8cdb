using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Reads one authority rule of a policy file.</summary>
internal static partial class RuleReader
{
    public static AuthorityRule Read(MapReader reader, PolicyErrors errors)
    {
        var id = Id(reader);

        if (!reader.Has("effect"))
        {
            errors.Add(reader.Map, reader.Path, $"\"effect\" is missing; use one of {string.Join(", ", Names.All<RuleEffect>())}");
        }

        var rule = new AuthorityRule
        {
            Id = id,
            Effect = reader.Word<RuleEffect>("effect") ?? RuleEffect.Forbid,
            Instruments = InstrumentWords(reader, "list the instruments that the rule is about"),
            IssuerKinds = reader.Has("issuerKinds") ? IssuerKindWords(reader) : [],
            Categories = Categories(reader),
            Fields = reader.Has("fields") ? reader.Words("fields", "list the sources and fields (source.field) that the rule is about, or remove the key for all of its categories", word => word.Length > 0, []) : [],
            Verified = reader.Flag("verified") ?? true,
            Citation = reader.Required("citation", "cite the statute or the clause that the rule comes from"),
            Explanation = reader.Required("explanation", "say in one plain sentence what the rule means"),
        };
        RefuseEffectsThatCannotBe(rule, reader);

        return rule;
    }

    /// <summary>Id of a rule, a chain, a limit or a phrase: answers cite them.</summary>
    public static string Id(MapReader reader)
    {
        var id = reader.Required("id", "give a stable id such as sca.subpoena.subscriber");
        if (id.Length > 0 && !RuleId().IsMatch(id))
        {
            reader.Wrong("id", "must be lower-case words with dots between them, such as sca.subpoena.subscriber");
        }

        return id;
    }

    public static IReadOnlyList<string> InstrumentWords(MapReader reader, string remedy) =>
        reader.Words("instruments", remedy, word => Instruments.Find(word) is not null, [.. Instruments.All.Select(instrument => instrument.Name)]);

    public static IReadOnlyList<string> IssuerKindWords(MapReader reader) =>
        reader.Words("issuerKinds", "list the issuer kinds, or remove the key for any issuer", Instruments.IsIssuerKind, [.. Instruments.IssuerKinds.Select(kind => kind.Name)]);

    private static IReadOnlyList<DataCategory> Categories(MapReader reader)
    {
        var words = reader.Words("categories", "list the data categories that the rule is about", word => Names.TryRead<DataCategory>(word, out _), Names.All<DataCategory>());

        return [.. words.Select(word => Names.TryRead<DataCategory>(word, out var category) ? category : default)];
    }

    // A preservation request reaches no disclosure and an emergency is not process (18 U.S.C. 2702(b)(8), 2703(f)): no
    // policy may turn either into "available". Of a national security letter nothing may be said at all.
    private static void RefuseEffectsThatCannotBe(AuthorityRule rule, MapReader reader)
    {
        foreach (var name in rule.Instruments.Where(name => !CanBe(rule.Effect, name)))
        {
            reader.Wrong("instruments", $"{name} cannot {Names.Of(rule.Effect)} anything here; {Instead(name)}");
        }
    }

    private static bool CanBe(RuleEffect effect, string instrument) => instrument switch
    {
        "us-preservation-request" or "eu-epoc-pr" => effect is RuleEffect.Preserve or RuleEffect.Forbid,
        "us-emergency-request" => effect is RuleEffect.Discretion or RuleEffect.Forbid,
        "us-nsl" => effect == RuleEffect.Forbid,
        _ => effect != RuleEffect.Preserve,
    };

    private static string Instead(string instrument) => instrument switch
    {
        "us-preservation-request" or "eu-epoc-pr" => "it keeps data and discloses none: write preserve, or remove it from the rule",
        "us-emergency-request" => "the provider decides it: write discretion, or remove it from the rule",
        _ => "remove it from the rule",
    };

    [GeneratedRegex(@"\A[a-z0-9]+(?:[.-][a-z0-9]+)*\z")]
    private static partial Regex RuleId();
}
