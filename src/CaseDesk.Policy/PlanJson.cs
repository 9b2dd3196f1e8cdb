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
            ["fields"] = ScopeJson.Array(window.Fields, Field),
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

        AddUnusual(json, source);
        return json;
    }

    // What is as usual is not written: a plan has one JSON, and plans from before these words keep theirs, and their hash.
    private static void AddUnusual(JsonObject json, PlannedSource source)
    {
        if (source.Encoding != default)
        {
            json["encoding"] = Names.Of(source.Encoding);
        }

        if (source.Zone is not null)
        {
            json["zone"] = source.Zone;
        }

        if (source.Year is { } year)
        {
            json["year"] = year;
        }

        if (source.Pattern is not null)
        {
            json["pattern"] = source.Pattern;
        }

        if (source.Lateness != Durations.UsualLateness)
        {
            json["lateness"] = Durations.Write(source.Lateness);
        }

        if (!source.LiteralSafe)
        {
            json["literalSafe"] = false;
        }

        if (source.SortedBy is not null)
        {
            json["sortedBy"] = source.SortedBy;
        }

        if (source.Engine != default)
        {
            json["engine"] = Names.Of(source.Engine);
        }
    }

    private static JsonObject Field(PlannedField field)
    {
        var json = new JsonObject { ["name"] = field.Name, ["from"] = field.From };
        if (field.Derive is { } derive)
        {
            json["derive"] = Names.Of(derive);
        }

        if (field.Parameter is not null)
        {
            json["parameter"] = field.Parameter;
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

        if (subject.FoldCase)
        {
            json["foldCase"] = true;
        }

        return json;
    }
}
