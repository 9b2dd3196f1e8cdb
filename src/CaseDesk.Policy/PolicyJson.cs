using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>The policy as it is published: what is kept, how long, what reaches it and what never leaves. What a value is a slice of and how its time is told is said; where and how it is stored is the provider's own.</summary>
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
        ["regimes"] = ScopeJson.Array(policy.Regimes, regime => new JsonObject { ["regime"] = regime.Id, ["label"] = regime.Label, ["citation"] = regime.Citation }),
        ["instruments"] = ScopeJson.Array(policy.Instruments, Instrument),
        ["rules"] = ScopeJson.Array(policy.Rules, Rule),
        ["chains"] = ScopeJson.Array(policy.Chains, chain => new JsonObject { ["chain"] = chain.Id, ["instruments"] = Words(chain.Instruments) }),
        ["limits"] = ScopeJson.Array(policy.Limits, Limit),
        ["phrases"] = ScopeJson.Array(policy.Phrases, Phrase),
        ["sources"] = ScopeJson.Array(policy.Sources, Source),
    };

    private static JsonObject Instrument(InstrumentBasis instrument) => new()
    {
        ["instrument"] = instrument.Name,
        ["regime"] = instrument.Regime,
        ["basis"] = instrument.Basis,
        ["issuerKinds"] = Words(instrument.IssuerKinds),
        ["note"] = instrument.Note,
    };

    private static JsonObject Limit(DemandLimit limit)
    {
        var json = new JsonObject { ["limit"] = limit.Id, ["instruments"] = Words(limit.Instruments), ["citation"] = limit.Citation, ["explanation"] = limit.Explanation };
        if (limit.LongestPeriodDays is { } days)
        {
            json["longestPeriod"] = Period(days);
        }

        if (limit.MostIdentifiers is { } most)
        {
            json["mostIdentifiers"] = most;
        }

        return json;
    }

    private static JsonObject Phrase(Phrase phrase)
    {
        var json = new JsonObject { ["phrase"] = phrase.Id, ["say"] = Words(phrase.Say), ["means"] = Words(phrase.Means), ["choose"] = Words(phrase.Choose), ["citation"] = phrase.Citation };
        if ((phrase.NotReached ?? phrase.NeverCollected) is { } reason)
        {
            json[phrase.NotReached is null ? "neverCollected" : "notReached"] = reason;
        }

        if (phrase.Explanation.Length > 0)
        {
            json["explanation"] = phrase.Explanation;
        }

        return json;
    }

    private static JsonObject Rule(AuthorityRule rule) => new()
    {
        ["rule"] = rule.Id,
        ["effect"] = Names.Of(rule.Effect),
        ["instruments"] = Words(rule.Instruments),
        ["issuerKinds"] = Words(rule.IssuerKinds),
        ["categories"] = Words(rule.Categories.Select(Names.Of)),
        ["fields"] = Words(rule.Fields),
        ["verified"] = rule.Verified,
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
            json["retention"] = Kept(kept);
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
        if (source.FoldedKeys.Count > 0)
        {
            json["foldCase"] = Words(source.SubjectKeys.Keys.Where(source.FoldedKeys.Contains));
        }

        json["clock"] = source.Clock;
        if (source.Zone is { } zone)
        {
            json["zone"] = zone;
        }

        json["caveat"] = source.Caveat;
        if (source.Interpretation.Count > 0)
        {
            json["interpretation"] = Words(source.Interpretation);
        }

        if (source.BusinessRecord is { } record)
        {
            json["businessRecord"] = new JsonObject { ["made"] = record.Made, ["by"] = record.By, ["kept"] = record.Kept, ["practice"] = record.Practice, ["process"] = record.Process };
        }
    }

    private static JsonObject Field(FieldDefinition field)
    {
        var json = new JsonObject { ["field"] = field.Name, ["label"] = field.Label, ["type"] = Names.Of(field.Type), ["category"] = Names.Of(field.Category) };
        if (field.Derive is { } derive)
        {
            json["derive"] = Names.Of(derive);
        }

        if (field.Parameter is { } parameter)
        {
            json["parameter"] = parameter;
        }

        if (field.Retention is { } kept)
        {
            json["retention"] = Kept(kept);
        }

        if (field.NeverDisclosed is { } never)
        {
            json["neverDisclosed"] = never;
        }

        return json;
    }

    private static JsonObject Kept(Retention kept) => new() { ["period"] = Period(kept.Days), ["byWholeDays"] = kept.ByDay };

    private static string Period(int days) => string.Create(CultureInfo.InvariantCulture, $"P{days}D");

    private static JsonArray Words(IEnumerable<string> words) => ScopeJson.Array(words, word => JsonValue.Create(word));
}
