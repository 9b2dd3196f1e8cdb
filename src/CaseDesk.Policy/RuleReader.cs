using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Reads one authority rule of a policy file.</summary>
internal static partial class RuleReader
{
    public static AuthorityRule Read(MapReader reader, PolicyErrors errors)
    {
        var id = reader.Required("id", "give a stable id such as sca.subpoena.subscriber");
        if (id.Length > 0 && !RuleId().IsMatch(id))
        {
            reader.Wrong("id", "must be lower-case words with dots between them, such as sca.subpoena.subscriber");
        }

        if (!reader.Has("effect"))
        {
            errors.Add(reader.Map, reader.Path, "\"effect\" is missing; write permit or forbid");
        }

        var rule = new AuthorityRule
        {
            Id = id,
            Effect = reader.Word<RuleEffect>("effect") ?? RuleEffect.Forbid,
            Instruments = reader.Words("instruments", "list the instruments that the rule is about", word => Instruments.Find(word) is not null, [.. Instruments.All.Select(instrument => instrument.Name)]),
            IssuerKinds = reader.Has("issuerKinds")
                ? reader.Words("issuerKinds", "list the issuer kinds, or remove the key for any issuer", Instruments.IsIssuerKind, [.. Instruments.IssuerKinds.Select(kind => kind.Name)])
                : [],
            Categories = Categories(reader),
            Citation = reader.Required("citation", "cite the statute or the clause that the rule comes from"),
            Explanation = reader.Required("explanation", "say in one plain sentence what the rule means"),
        };
        RefusePermitsThatCannotBe(rule, reader);

        return rule;
    }

    private static IReadOnlyList<DataCategory> Categories(MapReader reader)
    {
        var words = reader.Words("categories", "list the data categories that the rule is about", word => Names.TryRead<DataCategory>(word, out _), Names.All<DataCategory>());

        return [.. words.Select(word => Names.TryRead<DataCategory>(word, out var category) ? category : default)];
    }

    // A preservation request reaches no disclosure and an emergency is not process (18 U.S.C. 2702(b)(8), 2703(f)): no
    // policy may turn either into "available". The desk does not take the others, so a permit would promise what it cannot do.
    private static void RefusePermitsThatCannotBe(AuthorityRule rule, MapReader reader)
    {
        if (rule.Effect != RuleEffect.Permit)
        {
            return;
        }

        foreach (var name in rule.Instruments.Where(name => Instruments.Find(name)?.Handling != InstrumentHandling.Supported))
        {
            reader.Wrong("instruments", $"{name} cannot permit anything here; remove it from the rule");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:[.-][a-z0-9]+)*\z")]
    private static partial Regex RuleId();
}
