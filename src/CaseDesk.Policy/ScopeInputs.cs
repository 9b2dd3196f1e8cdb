using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>What a decision was made from beside the request and the policy: with these it can be made again.</summary>
/// <param name="Inventory">Source name → what its store held.</param>
/// <param name="Holds">Preservations that were known.</param>
public sealed record ScopeInputs(IReadOnlyDictionary<string, SourceInventory> Inventory, IReadOnlyList<HoldFacts> Holds);

/// <summary>The JSON of what a decision was made from: kept beside the decision, so that it can be replayed.</summary>
public static class ScopeInputsJson
{
    /// <summary><c>{sources:[{source, first?, last?, gaps:[{from, to}]}], holds:[{id, sources, identifiers, from, to, placedAt, until?}]}</c>; sources in ordinal order, so that the same inputs are the same bytes.</summary>
    public static JsonObject ToJson(IReadOnlyDictionary<string, SourceInventory> inventory, IReadOnlyList<HoldFacts> holds) => new()
    {
        ["sources"] = ScopeJson.Array(inventory.OrderBy(pair => pair.Key, StringComparer.Ordinal), pair => Source(pair.Key, pair.Value)),
        ["holds"] = ScopeJson.Array(holds, Hold),
    };

    /// <summary>Reads back what <see cref="ToJson"/> wrote. Strict: an unknown, missing or repeated member is refused.</summary>
    /// <exception cref="FormatException">Not the JSON of inputs; the message names the path.</exception>
    public static ScopeInputs Parse(JsonObject json) => JsonMembers.Read(json.ToJsonString(), "inputs", inputs =>
    {
        var inventory = new Dictionary<string, SourceInventory>(StringComparer.Ordinal);
        inputs.Each("sources", source =>
        {
            var held = new SourceInventory(source.OptionalInstant("first"), source.OptionalInstant("last"), source.Each("gaps", gap => (gap.Instant("from"), gap.Instant("to"))));

            return inventory.TryAdd(source.Text("source"), held) ? held : throw new FormatException($"{source.Path}.source: is given twice.");
        });

        return new ScopeInputs(inventory, inputs.Each("holds", ReadHold));
    });

    private static JsonObject Source(string name, SourceInventory held)
    {
        var json = new JsonObject { ["source"] = name };
        if (held.First is { } first)
        {
            json["first"] = Instants.Write(first);
        }

        if (held.Last is { } last)
        {
            json["last"] = Instants.Write(last);
        }

        json["gaps"] = ScopeJson.Array(held.Gaps, gap => new JsonObject { ["from"] = Instants.Write(gap.From), ["to"] = Instants.Write(gap.To) });

        return json;
    }

    private static JsonObject Hold(HoldFacts hold)
    {
        var json = new JsonObject
        {
            ["id"] = hold.Id,
            ["sources"] = ScopeJson.Array(hold.Sources, source => JsonValue.Create(source)),
            ["identifiers"] = ScopeJson.Array(hold.Identifiers, ScopeJson.Identifier),
            ["from"] = Instants.Write(hold.From),
            ["to"] = Instants.Write(hold.To),
            ["placedAt"] = Instants.Write(hold.PlacedAt),
        };
        if (hold.Until is { } until)
        {
            json["until"] = Instants.Write(until);
        }

        return json;
    }

    private static HoldFacts ReadHold(JsonMembers hold) => new(
        hold.Text("id"),
        hold.Texts("sources"),
        hold.Each("identifiers", ScopeJson.ReadIdentifier),
        hold.Instant("from"),
        hold.Instant("to"),
        hold.Instant("placedAt"),
        hold.OptionalInstant("until"));
}
