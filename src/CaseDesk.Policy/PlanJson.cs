using System.Text.Json.Nodes;

namespace CaseDesk.Policy;

/// <summary>The JSON of a plan: hashed before the plan runs (after RFC 8785), and handed to the worker.</summary>
public static class PlanJson
{
    public static JsonObject ToJson(ExtractionPlan plan) => new()
    {
        ["request"] = plan.Request,
        ["policyVersion"] = plan.PolicyVersion,
        ["scopeHash"] = plan.ScopeHash,
        ["reads"] = ScopeJson.Array(plan.Reads, Read),
    };

    /// <summary>Reads back what <see cref="ToJson"/> wrote. Strict: an unknown, missing or repeated member is refused.</summary>
    /// <exception cref="FormatException">Not the JSON of a plan; the message says where.</exception>
    public static ExtractionPlan Parse(string json) => PlanReader.Read(json);

    private static JsonObject Read(PlannedRead read) => new()
    {
        ["item"] = read.Item,
        ["source"] = Source(read.Source),
        ["subjects"] = ScopeJson.Array(read.Subjects, Subject),
        ["windows"] = ScopeJson.Array(read.Windows, window => new JsonObject
        {
            ["from"] = Instants.Write(window.From),
            ["to"] = Instants.Write(window.To),
            ["fields"] = ScopeJson.Array(window.Fields, field => new JsonObject { ["name"] = field.Name, ["from"] = field.From }),
        }),
    };

    private static JsonObject Source(PlannedSource source)
    {
        var json = new JsonObject
        {
            ["name"] = source.Name,
            ["format"] = Names.Of(source.Format),
            ["compression"] = Names.Of(source.Compression),
            ["location"] = source.Location,
            ["timeFormat"] = Names.Of(source.TimeFormat),
            ["caveat"] = source.Caveat,
        };
        if (source.TimeFrom is not null)
        {
            json["timeFrom"] = source.TimeFrom;
        }

        return json;
    }

    private static JsonObject Subject(PlannedSubject subject)
    {
        var json = new JsonObject { ["type"] = subject.Type, ["value"] = subject.Value, ["from"] = subject.From };
        if (subject.Port is { } port)
        {
            json["port"] = port;
        }

        if (subject.PortFrom is not null)
        {
            json["portFrom"] = subject.PortFrom;
        }

        return json;
    }
}
