using System.Globalization;
using System.Text.Json;

namespace CaseDesk.Policy;

/// <summary>The members of one JSON object, read strictly: what is unknown, missing, repeated or of another type is refused with its path.</summary>
internal sealed class JsonMembers
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly JsonElement element;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private JsonMembers(JsonElement element, string path)
    {
        (this.element, Path) = (element, path);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{path}: an object is expected.");
        }
    }

    public string Path { get; }

    /// <summary>Reads a whole text.</summary>
    /// <param name="what">What it is, for the messages: <c>plan</c>.</param>
    /// <exception cref="FormatException">It is not that; the message names the path.</exception>
    public static T Read<T>(string json, string what, Func<JsonMembers, T> read)
    {
        try
        {
            return Finished(JsonElement.Parse(json, Strict), what, read);
        }
        catch (JsonException fault)
        {
            throw new FormatException($"The {what} is not JSON: {fault.Message}", fault);
        }
        catch (InvalidOperationException fault)
        {
            // The JSON reader says so of text that is not valid UTF-16.
            throw new FormatException($"The {what} holds invalid text: {fault.Message}", fault);
        }
    }

    public string Text(string name) => OptionalText(name) ?? throw Missing(name);

    public string? OptionalText(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Wrong(name, "text is expected"),
    };

    public int Integer(string name) => OptionalInteger(name) ?? throw Missing(name);

    public int? OptionalInteger(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw Wrong(name, "a whole number is expected"),
    };

    public DateTimeOffset Instant(string name) => OptionalInstant(name) ?? throw Missing(name);

    public DateTimeOffset? OptionalInstant(string name) =>
        OptionalText(name) is not { } text ? null
        : Instants.TryRead(text, out var instant) ? instant
        : throw Wrong(name, "an instant such as 2026-11-24T02:03:04Z is expected");

    public DateOnly Day(string name) =>
        DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(name, "a day such as 2026-11-24 is expected");

    public T Word<T>(string name) where T : struct, Enum =>
        Names.TryRead<T>(Text(name), out var value) ? value : throw Wrong(name, "unknown word");

    /// <summary>A word that is left out where it is the usual one; written out all the same it is refused, so that one thing has one spelling.</summary>
    public T OptionalWord<T>(string name, T usual) where T : struct, Enum =>
        OptionalText(name) is null ? usual
        : Word<T>(name) is var value && !EqualityComparer<T>.Default.Equals(value, usual) ? value
        : throw Usual(name);

    public T? OptionalWord<T>(string name) where T : struct, Enum => OptionalText(name) is null ? null : Word<T>(name);

    /// <summary>A flag that is left out where it is as usual, and refused where it is written out all the same.</summary>
    public bool OptionalFlag(string name, bool usual) => Find(name) switch
    {
        null => usual,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean() != usual ? !usual : throw Usual(name),
        _ => throw Wrong(name, "true or false is expected"),
    };

    /// <summary>A span of time in its one spelling, left out where it is the usual one.</summary>
    public TimeSpan OptionalSpan(string name, TimeSpan usual, TimeSpan longest) =>
        OptionalText(name) is not { } text ? usual
        : !Durations.TryRead(text, out var span) || span > longest || Durations.Write(span) != text ? throw Wrong(name, $"a span such as PT6H is expected, at most {Durations.Write(longest)}")
        : span != usual ? span
        : throw Usual(name);

    public T Object<T>(string name, Func<JsonMembers, T> read) => Finished(Find(name) ?? throw Missing(name), $"{Path}.{name}", read);

    public List<T> Each<T>(string name, Func<JsonMembers, T> read) =>
        [.. List(name).EnumerateArray().Select((element, index) => Finished(element, FormattableString.Invariant($"{Path}.{name}[{index}]"), read))];

    public List<string> Texts(string name) =>
    [
        .. List(name).EnumerateArray().Select((element, index) =>
            element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong(FormattableString.Invariant($"{name}[{index}]"), "text is expected")),
    ];

    private static T Finished<T>(JsonElement element, string path, Func<JsonMembers, T> read)
    {
        var members = new JsonMembers(element, path);
        var result = read(members);
        var unknown = element.EnumerateObject().FirstOrDefault(member => !members.asked.Contains(member.Name));

        return unknown.Value.ValueKind == JsonValueKind.Undefined
            ? result
            : throw new FormatException($"{path}: unknown member {PolicyErrors.Shown(unknown.Name)}.");
    }

    private JsonElement List(string name) =>
        Find(name) is not { } list ? throw Missing(name)
        : list.ValueKind == JsonValueKind.Array ? list
        : throw Wrong(name, "a list is expected");

    private JsonElement? Find(string name)
    {
        asked.Add(name);

        return element.TryGetProperty(name, out var value) ? value : null;
    }

    private FormatException Usual(string name) => Wrong(name, "what is as usual is left out");

    private FormatException Missing(string name) => Wrong(name, "is missing");

    private FormatException Wrong(string name, string problem) => new($"{Path}.{name}: {problem}.");
}
