using System.Text.Json;

namespace CaseDesk.Policy;

/// <summary>Reads a plan strictly: a plan that was tampered with, cut short or made for another version must not run.</summary>
internal static class PlanReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static ExtractionPlan Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var plan = new Members(document.RootElement, "plan");

            return plan.Finish(new ExtractionPlan(
                plan.Text("request"),
                plan.Text("policyVersion"),
                plan.Text("scopeHash"),
                plan.Each("reads", Read)));
        }
        catch (JsonException fault)
        {
            throw new FormatException($"The plan is not JSON: {fault.Message}", fault);
        }
        catch (InvalidOperationException fault)
        {
            // The JSON reader says so of text that is not valid UTF-16.
            throw new FormatException($"The plan holds invalid text: {fault.Message}", fault);
        }
    }

    private static PlannedRead Read(Members read)
    {
        var source = Source(read.Object("source"));
        var windows = read.Each("windows", Window);
        var result = read.Finish(new PlannedRead(read.Integer("item"), source, read.Each("subjects", Subject), windows));
        if (result.Subjects.Count == 0 || windows.Count == 0)
        {
            throw new FormatException($"{read.Path}: a read needs a subject and a window.");
        }

        if (windows.Zip(windows.Skip(1)).Any(pair => pair.First.To > pair.Second.From))
        {
            throw new FormatException($"{read.Path}: the windows overlap or are out of order.");
        }

        return result;
    }

    private static PlannedSource Source(Members source) => source.Finish(new PlannedSource(
        source.Text("name"),
        source.Word<SourceFormat>("format"),
        source.Word<SourceCompression>("compression"),
        source.Text("location"),
        source.OptionalText("timeFrom"),
        source.Word<TimeFormat>("timeFormat"),
        source.Text("caveat")));

    private static PlannedSubject Subject(Members subject)
    {
        var read = subject.Finish(new PlannedSubject(
            subject.Text("type"),
            subject.Text("value"),
            subject.Text("from"),
            subject.OptionalInteger("port"),
            subject.OptionalText("portFrom")));

        // One without the other would match more than was allowed, or nothing.
        return read.Port is null == read.PortFrom is null
            ? read
            : throw new FormatException($"{subject.Path}: port and portFrom go together.");
    }

    private static PlannedWindow Window(Members window)
    {
        var read = window.Finish(new PlannedWindow(
            window.Instant("from"),
            window.Instant("to"),
            window.Each("fields", field => field.Finish(new PlannedField(field.Text("name"), field.Text("from"))))));

        return read.From < read.To && read.Fields.Count > 0
            ? read
            : throw new FormatException($"{window.Path}: a window is not empty and has fields.");
    }

    /// <summary>The members of one object, each of which must be asked for before it is finished.</summary>
    private sealed class Members
    {
        private readonly JsonElement element;
        private readonly HashSet<string> asked = new(StringComparer.Ordinal);

        public Members(JsonElement element, string path)
        {
            (this.element, Path) = (element, path);
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"{path}: an object is expected.");
            }
        }

        public string Path { get; }

        public string Text(string name) => OptionalText(name) ?? throw Missing(name);

        public string? OptionalText(string name) => Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            _ => throw new FormatException($"{Path}.{name}: text is expected."),
        };

        public int Integer(string name) => OptionalInteger(name) ?? throw Missing(name);

        public int? OptionalInteger(string name) => Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
            _ => throw new FormatException($"{Path}.{name}: a whole number is expected."),
        };

        public DateTimeOffset Instant(string name) =>
            Instants.TryRead(Text(name), out var instant) ? instant : throw new FormatException($"{Path}.{name}: an instant such as 2026-11-24T02:03:04Z is expected.");

        public T Word<T>(string name) where T : struct, Enum =>
            Names.TryRead<T>(Text(name), out var value) ? value : throw new FormatException($"{Path}.{name}: unknown word.");

        public Members Object(string name) => new(Find(name) ?? throw Missing(name), $"{Path}.{name}");

        public List<T> Each<T>(string name, Func<Members, T> read)
        {
            var list = Find(name) ?? throw Missing(name);
            if (list.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException($"{Path}.{name}: a list is expected.");
            }

            return [.. list.EnumerateArray().Select((element, index) => read(new Members(element, FormattableString.Invariant($"{Path}.{name}[{index}]"))))];
        }

        public T Finish<T>(T result)
        {
            var unknown = element.EnumerateObject().FirstOrDefault(member => !asked.Contains(member.Name));

            return unknown.Value.ValueKind == JsonValueKind.Undefined
                ? result
                : throw new FormatException($"{Path}: unknown member {PolicyErrors.Shown(unknown.Name)}.");
        }

        private JsonElement? Find(string name)
        {
            asked.Add(name);

            return element.TryGetProperty(name, out var value) ? value : null;
        }

        private FormatException Missing(string name) => new($"{Path}.{name}: is missing.");
    }
}
