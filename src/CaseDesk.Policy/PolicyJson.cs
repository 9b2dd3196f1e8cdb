using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>The policy as it is published: what is kept, how long, what reaches it and what never leaves. Where and how it is stored is the provider's own.</summary>
public static class PolicyJson
{
    public static JsonObject Of(PolicyDocument policy) => new()
    {
        ["version"] = policy.Id,
        ["provider"] = policy.Provider,
        ["effectiveFrom"] = policy.EffectiveFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["sha256"] = policy.Sha256,
        ["jurisdictions"] = Words(policy.Jurisdictions),
        ["otherJurisdictions"] = policy.OtherJurisdictions,
        ["rules"] = ScopeJson.Array(policy.Rules, Rule),
        ["sources"] = ScopeJson.Array(policy.Sources, Source),
    };

    private static JsonObject Rule(AuthorityRule rule) => new()
    {
        ["rule"] = rule.Id,
        ["effect"] = Names.Of(rule.Effect),
        ["instruments"] = Words(rule.Instruments),
        ["issuerKinds"] = Words(rule.IssuerKinds),
        ["categories"] = Words(rule.Categories.Select(Names.Of)),
        ["citation"] = rule.Citation,
        ["explanation"] = rule.Explanation,
    };

    private static JsonObject Source(SourceDefinition source)
    {
        var json = new JsonObject
        {
            ["source"] = source.Name,
            ["label"] = source.Label,
            ["description"] = source.Description,
        };
        if (source.NeverCollected is { } never)
        {
            json["neverCollected"] = never;
        }
        else
        {
            AddHoldings(json, source);
        }

        json["fields"] = ScopeJson.Array(source.Fields, Field);
        return json;
    }

    private static void AddHoldings(JsonObject json, SourceDefinition source)
    {
        if (source.Retention is { } kept)
        {
            json["retention"] = new JsonObject { ["period"] = string.Create(CultureInfo.InvariantCulture, $"P{kept.Days}D"), ["byWholeDays"] = kept.ByDay };
        }

        if (source.RetentionNote.Length > 0)
        {
            json["retentionNote"] = source.RetentionNote;
        }

        if (source.CollectedSince is { } since)
        {
            json["collectedSince"] = Instants.Write(since);
        }

        json["identifiers"] = Words(source.SubjectKeys.Keys);
        json["clock"] = source.Clock;
        json["caveat"] = source.Caveat;
    }

    private static JsonObject Field(FieldDefinition field)
    {
        var json = new JsonObject { ["field"] = field.Name, ["label"] = field.Label, ["category"] = Names.Of(field.Category) };
        if (field.NeverDisclosed is { } never)
        {
            json["neverDisclosed"] = never;
        }

        return json;
    }

    private static JsonArray Words(IEnumerable<string> words) => ScopeJson.Array(words, word => JsonValue.Create(word));
}
