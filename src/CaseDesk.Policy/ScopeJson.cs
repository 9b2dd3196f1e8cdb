using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>
/// The JSON of facts and decisions, as the API shows it and as it is hashed (after RFC 8785). Instants are text in UTC,
/// numbers are integers, absent values are left out.
/// </summary>
public static class ScopeJson
{
    /// <summary><c>{policyVersion, items:[{item, answers:[{source, field, from, to, outcome, rule, citation, explanation}]}]}</c>.</summary>
    public static JsonObject Decision(ScopeDecision decision) => new()
    {
        ["policyVersion"] = decision.PolicyVersion,
        ["items"] = Array(decision.Items, item => new JsonObject
        {
            ["item"] = item.Item,
            ["answers"] = Array(item.Answers, Answer),
        }),
    };

    /// <summary>The request facts, with the names of the API.</summary>
    public static JsonObject Facts(RequestFacts facts) => new()
    {
        ["instrument"] = facts.Instrument,
        ["issuerKind"] = facts.IssuerKind,
        ["jurisdiction"] = facts.Jurisdiction,
        ["agency"] = facts.Agency,
        ["reference"] = facts.Reference,
        ["issuedOn"] = facts.IssuedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["servedAt"] = Instants.Write(facts.ServedAt),
        ["items"] = Array(facts.Items, Item),
    };

    /// <summary>Reads back what <see cref="Decision"/> wrote. Strict: an unknown, missing or repeated member is refused.</summary>
    /// <exception cref="FormatException">Not the JSON of a decision; the message names the path.</exception>
    public static ScopeDecision ParseDecision(JsonObject json) => JsonMembers.Read(json.ToJsonString(), "decision", decision => new ScopeDecision(
        decision.Text("policyVersion"),
        decision.Each("items", item => new ItemDecision(item.Integer("item"), item.Each("answers", ReadAnswer)))));

    /// <summary>Reads back what <see cref="Facts"/> wrote. Strict: an unknown, missing or repeated member is refused.</summary>
    /// <exception cref="FormatException">Not the JSON of facts; the message names the path.</exception>
    public static RequestFacts ParseFacts(JsonObject json) => JsonMembers.Read(json.ToJsonString(), "facts", facts => new RequestFacts
    {
        Instrument = facts.Text("instrument"),
        IssuerKind = facts.Text("issuerKind"),
        Jurisdiction = facts.Text("jurisdiction"),
        Agency = facts.Text("agency"),
        Reference = facts.Text("reference"),
        IssuedOn = facts.Day("issuedOn"),
        ServedAt = facts.Instant("servedAt"),
        Items = facts.Each("items", ReadItem),
    });

    internal static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode?> node) => new([.. values.Select(node)]);

    private static JsonObject Answer(ScopeAnswer answer) => new()
    {
        ["source"] = answer.Source,
        ["field"] = answer.Field,
        ["from"] = Instants.Write(answer.From),
        ["to"] = Instants.Write(answer.To),
        ["outcome"] = Names.Of(answer.Outcome),
        ["rule"] = answer.Rule,
        ["citation"] = answer.Citation,
        ["explanation"] = answer.Explanation,
    };

    private static JsonObject Item(ItemFacts item) => new()
    {
        ["item"] = item.Item,
        ["text"] = item.Text,
        ["wants"] = Array(item.Wants, want => JsonValue.Create(want)),
        ["identifiers"] = Array(item.Identifiers, Identifier),
        ["from"] = Instants.Write(item.From),
        ["to"] = Instants.Write(item.To),
    };

    private static ScopeAnswer ReadAnswer(JsonMembers answer) => new(
        answer.Text("source"),
        answer.Text("field"),
        answer.Instant("from"),
        answer.Instant("to"),
        answer.Word<Outcome>("outcome"),
        answer.Text("rule"),
        answer.Text("citation"),
        answer.Text("explanation"));

    private static ItemFacts ReadItem(JsonMembers item) => new(
        item.Integer("item"),
        item.Text("text"),
        item.Texts("wants"),
        item.Each("identifiers", ReadIdentifier),
        item.Instant("from"),
        item.Instant("to"));

    internal static IdentifierFacts ReadIdentifier(JsonMembers identifier) => new(
        identifier.Text("type"),
        identifier.Text("value"),
        identifier.OptionalInteger("port"),
        identifier.OptionalInstant("at"));

    internal static JsonObject Identifier(IdentifierFacts identifier)
    {
        var json = new JsonObject { ["type"] = identifier.Type, ["value"] = identifier.Value };
        if (identifier.Port is { } port)
        {
            json["port"] = port;
        }

        if (identifier.At is { } at)
        {
            json["at"] = Instants.Write(at);
        }

        return json;
    }
}
