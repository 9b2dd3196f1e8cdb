using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>The plan as it is hashed, stored and handed to the extraction worker.</summary>
public static class PlanJson
{
    /// <summary>All members are present; what does not apply is null.</summary>
    public static JsonObject ToJson(ExtractionPlan plan) => new()
    {
        ["request"] = plan.Request,
        ["policyVersion"] = plan.PolicyVersion,
        ["scopeHash"] = plan.ScopeHash,
        ["reads"] = ScopeJson.Array(plan.Reads, read => new JsonObject
        {
            ["item"] = read.Item,
            ["source"] = Source(read.Source),
            ["subjects"] = ScopeJson.Array(read.Subjects, s => new JsonObject
            {
                ["type"] = s.Type,
                ["value"] = s.Value,
                ["from"] = s.From,
                ["port"] = s.Port,
                ["portFrom"] = s.PortFrom,
            }),
            ["windows"] = ScopeJson.Array(read.Windows, w => new JsonObject
            {
                ["from"] = Instants.Text(w.From),
                ["to"] = Instants.Text(w.To),
                ["fields"] = ScopeJson.Array(w.Fields, f => new JsonObject { ["name"] = f.Name, ["from"] = f.From }),
            }),
        }),
    };

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <exception cref="FormatException">The text is no plan; the message says where.</exception>
    public static ExtractionPlan Parse(string text)
    {
        try
        {
            var plan = Object(JsonNode.Parse(text), "request", "policyVersion", "scopeHash", "reads");
            return new ExtractionPlan(Text(plan, "request"), Text(plan, "policyVersion"), Text(plan, "scopeHash"), List(plan, "reads", Read));
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"This is no extraction plan: {bad.Message}", bad);
        }
    }

    private static JsonObject Source(PlannedSource source) => new()
    {
        ["name"] = source.Name,
        ["format"] = Names.Of(source.Format),
        ["compression"] = Names.Of(source.Compression),
        ["location"] = source.Location,
        ["timeFrom"] = source.TimeFrom,
        ["timeFormat"] = Names.Of(source.TimeFormat),
        ["caveat"] = source.Caveat,
    };

    private static PlannedRead Read(JsonNode? node)
    {
        var read = Object(node, "item", "source", "subjects", "windows");
        var source = Object(read["source"], "name", "format", "compression", "location", "timeFrom", "timeFormat", "caveat");
        return new PlannedRead(
            Required(read, "item").GetValue<int>(),
            new PlannedSource(
                Text(source, "name"), Word<SourceFormat>(source, "format", Names.Of), Word<SourceCompression>(source, "compression", Names.Of), Text(source, "location"),
                source["timeFrom"]?.GetValue<string>(), Word<TimeFormat>(source, "timeFormat", Names.Of), Text(source, "caveat")),
            List(read, "subjects", Subject),
            List(read, "windows", Window));
    }

    private static PlannedSubject Subject(JsonNode? node)
    {
        var subject = Object(node, "type", "value", "from", "port", "portFrom");
        return new PlannedSubject(Text(subject, "type"), Text(subject, "value"), Text(subject, "from"), subject["port"]?.GetValue<int>(), subject["portFrom"]?.GetValue<string>());
    }

    private static PlannedWindow Window(JsonNode? node)
    {
        var window = Object(node, "from", "to", "fields");
        return new PlannedWindow(Instant(window, "from"), Instant(window, "to"), List(window, "fields", field =>
        {
            var json = Object(field, "name", "from");
            return new PlannedField(Text(json, "name"), Text(json, "from"));
        }));
    }

    // A member that is not understood could be a limit that is not kept: it is refused, not skipped.
    private static JsonObject Object(JsonNode? node, params string[] members)
    {
        if (node is not JsonObject json) throw new FormatException("This is no extraction plan: an object is missing.");
        return json.FirstOrDefault(m => !members.Contains(m.Key, StringComparer.Ordinal)).Key is { } unknown
            ? throw new FormatException($"This is no extraction plan: unknown member \"{unknown}\" at {json.GetPath()}.")
            : json;
    }

    private static JsonNode Required(JsonObject json, string member) =>
        json[member] ?? throw new FormatException($"This is no extraction plan: \"{member}\" is missing at {json.GetPath()}.");

    private static string Text(JsonObject json, string member) => Required(json, member).GetValue<string>();

    private static DateTimeOffset Instant(JsonObject json, string member) =>
        Instants.TryParse(Text(json, member), out var instant) ? instant : throw new FormatException($"This is no extraction plan: \"{member}\" at {json.GetPath()} is no instant in UTC.");

    private static T Word<T>(JsonObject json, string member, Func<T, string> nameOf)
        where T : struct, Enum =>
        Names.TryFind(Text(json, member), nameOf, out var value) ? value : throw new FormatException($"This is no extraction plan: \"{member}\" at {json.GetPath()} is an unknown word.");

    private static List<T> List<T>(JsonObject json, string member, Func<JsonNode?, T> read) => [.. Required(json, member).AsArray().Select(read)];
}
