using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>The shapes that are hashed. Member names and words are a contract; the order of members is not (the hash is of RFC 8785 canonical JSON).</summary>
public static class ScopeJson
{
    /// <summary><c>{policyVersion, items:[{item, answers:[{source, field, from, to, outcome, rule, citation, explanation}]}]}</c></summary>
    public static JsonObject Decision(ScopeDecision decision) => new()
    {
        ["policyVersion"] = decision.PolicyVersion,
        ["items"] = Array(decision.Items, item => new JsonObject
        {
            ["item"] = item.Item,
            ["answers"] = Array(item.Answers, Answer),
        }),
    };

    /// <summary>One answer, as the contract shows it.</summary>
    public static JsonObject Answer(ScopeAnswer answer) => new()
    {
        ["source"] = answer.Source,
        ["field"] = answer.Field,
        ["from"] = Instants.Text(answer.From),
        ["to"] = Instants.Text(answer.To),
        ["outcome"] = Names.Of(answer.Outcome),
        ["rule"] = answer.Rule,
        ["citation"] = answer.Citation,
        ["explanation"] = answer.Explanation,
    };

    /// <summary>The request's facts under the member names of <c>POST /requests</c>; what is not stated is left out.</summary>
    public static JsonObject Facts(RequestFacts facts) => new()
    {
        ["instrument"] = facts.Instrument,
        ["issuerKind"] = facts.IssuerKind,
        ["jurisdiction"] = facts.Jurisdiction,
        ["agency"] = facts.Agency,
        ["reference"] = facts.Reference,
        ["issuedOn"] = facts.IssuedOn.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["servedAt"] = Instants.Text(facts.ServedAt),
        ["items"] = Array(facts.Items, item => new JsonObject
        {
            ["item"] = item.Item,
            ["text"] = item.Text,
            ["wants"] = new JsonArray([.. item.Wants.Select(want => JsonValue.Create(want))]),
            ["identifiers"] = Array(item.Identifiers, Identifier),
            ["from"] = Instants.Text(item.From),
            ["to"] = Instants.Text(item.To),
        }),
    };

    private static JsonObject Identifier(IdentifierFacts identifier)
    {
        var json = new JsonObject { ["type"] = identifier.Type, ["value"] = identifier.Value };
        if (identifier.Port is { } port) json["port"] = port;
        if (identifier.At is { } at) json["at"] = Instants.Text(at);
        return json;
    }

    internal static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode> shape) => new([.. values.Select(shape)]);
}
