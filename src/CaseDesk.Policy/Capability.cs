using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>What one instrument reaches of what the provider holds.</summary>
/// <param name="Basis">What the policy says of the instrument, or null.</param>
/// <param name="Parts">In the order of the sources; empty where it reaches nothing.</param>
public sealed record InstrumentCapability(Instrument Instrument, InstrumentBasis? Basis, IReadOnlyList<CapabilityPart> Parts);

/// <summary>Fields of one source that one rule is about.</summary>
/// <param name="IssuerKinds">Whose instrument; empty means anybody's.</param>
public sealed record CapabilityPart(SourceDefinition Source, IReadOnlyList<FieldDefinition> Fields, AuthorityRule Rule, IReadOnlyList<string> IssuerKinds)
{
    /// <summary>Permit, discretion or preserve.</summary>
    public RuleEffect Effect => Rule.Effect;
}

/// <summary>The capability statement: written by the rules that decide requests, so that it cannot say anything else.</summary>
public static class Capability
{
    /// <summary>Every instrument in the order of the contract but national security letters, of which nothing is said (18 U.S.C. § 2709(c)).</summary>
    public static IReadOnlyList<InstrumentCapability> Of(PolicyDocument policy) =>
    [
        .. Instruments.All.Where(instrument => instrument.Handling != InstrumentHandling.HandledElsewhere).Select(instrument => new InstrumentCapability(
            instrument,
            policy.Instruments.FirstOrDefault(basis => string.Equals(basis.Name, instrument.Name, StringComparison.Ordinal)),
            [.. policy.Sources.Where(source => source.NeverCollected is null).SelectMany(source => Parts(policy, instrument, source))])),
    ];

    /// <summary>The statement as JSON: <c>{policyVersion, provider, effectiveFrom, jurisdictions, otherJurisdictions, holdings, instruments:[{instrument, label, basis, taken, reaches:[{source, fields, effect, rule, citation, explanation, issuerKinds}]}]}</c>.</summary>
    public static JsonObject ToJson(PolicyDocument policy)
    {
        var published = PolicyJson.Of(policy);
        JsonNode? Part(string name) => published[name]?.DeepClone();

        return new JsonObject
        {
            ["policyVersion"] = policy.Id,
            ["provider"] = policy.Provider,
            ["effectiveFrom"] = Part("effectiveFrom"),
            ["jurisdictions"] = Part("jurisdictions"),
            ["otherJurisdictions"] = policy.OtherJurisdictions,
            ["holdings"] = Part("sources"),
            ["instruments"] = ScopeJson.Array(Of(policy), instrument => new JsonObject
            {
                ["instrument"] = instrument.Instrument.Name,
                ["label"] = instrument.Instrument.Label,
                ["basis"] = instrument.Basis?.Basis ?? "",
                ["taken"] = instrument.Instrument.Handling == InstrumentHandling.Supported,
                ["reaches"] = ScopeJson.Array(instrument.Parts, part => new JsonObject
                {
                    ["source"] = part.Source.Name,
                    ["fields"] = ScopeJson.Array(part.Fields, field => JsonValue.Create(field.Name)),
                    ["effect"] = Names.Of(part.Effect),
                    ["rule"] = part.Rule.Id,
                    ["citation"] = part.Rule.Citation,
                    ["explanation"] = part.Rule.Explanation,
                    ["issuerKinds"] = ScopeJson.Array(part.IssuerKinds, kind => JsonValue.Create(kind)),
                }),
            }),
        };
    }

    private static IEnumerable<CapabilityPart> Parts(PolicyDocument policy, Instrument instrument, SourceDefinition source) => source.Fields
        .Where(field => field.NeverDisclosed is null)
        .Select(field => (Field: field, Found: Authority.Best(policy, instrument.Name, source, field)))
        .Where(pair => pair.Found is not null)
        .GroupBy(pair => (pair.Found!.Value.Rule, Issuers: string.Join(' ', pair.Found.Value.IssuerKinds)), pair => (pair.Field, pair.Found!.Value.IssuerKinds))
        .Select(group => new CapabilityPart(source, [.. group.Select(pair => pair.Field)], group.Key.Rule, group.First().IssuerKinds));
}
