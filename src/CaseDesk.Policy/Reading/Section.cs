using System.Globalization;

namespace CaseDesk.Policy.Reading;

/// <summary>The faults of one file as they are found.</summary>
internal sealed class Faults(string file)
{
    private readonly List<PolicyFileError> found = [];

    public bool Any => found.Count > 0;

    // A fault is one line on a terminal, whatever the file holds.
    public void Add(int line, int column, string message) =>
        found.Add(new PolicyFileError(file, line, column, string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c))));

    public PolicyFileException ToException() => new([.. found.OrderBy(e => e.Line).ThenBy(e => e.Column)]);
}

/// <summary>
/// One map of the file, read key by key. A reader that finds a fault reports it and answers with a harmless value,
/// so that all faults of a file come out in one run; nothing is built from a file with faults.
/// </summary>
internal sealed class Section
{
    private const int LongestText = 2000;
    private readonly Faults faults;
    private readonly Dictionary<string, YamlPart> values = new(StringComparer.Ordinal);
    private readonly YamlPart at;

    public Section(YamlPart part, string path, Faults faults, params string[] keys)
    {
        (at, Path, this.faults) = (part, path, faults);
        if (part is not YamlMap map)
        {
            Report(part, $"expected keys and values ({string.Join(", ", keys)})");
            return;
        }
        foreach (var (key, value) in map.Entries)
        {
            if (!keys.Contains(key.Value, StringComparer.Ordinal)) Report(key, Spelling.Unknown("key", key.Value, keys));
            else if (!values.TryAdd(key.Value, value)) Report(key, $"the key \"{key.Value}\" stands here twice; keep one");
        }
    }

    public string Path { get; }

    public bool Has(string key) => values.ContainsKey(key);

    public void Report(YamlPart where, string message) => faults.Add(where.Line, where.Column, Path.Length == 0 ? message : $"{Path}: {message}");

    public void Report(string key, string message) => Report(values.GetValueOrDefault(key, at), $"\"{key}\": {message}");

    /// <summary>The value of a key, or null where it is missing; a missing one is a fault if it is needed.</summary>
    public YamlPart? Part(string key, string? needed = null)
    {
        if (values.TryGetValue(key, out var part)) return part;
        if (needed is not null && at is YamlMap) Report(at, $"\"{key}\" is missing; {needed}");
        return null;
    }

    public string Text(string key, string needed) => Part(key, needed) is { } part ? TextOf(key, part) ?? "" : "";

    public string? OptionalText(string key) => Part(key) is { } part ? TextOf(key, part) : null;

    public T Word<T>(string key, string needed, Func<T, string> nameOf)
        where T : struct, Enum
    {
        if (Part(key, needed) is not { } part || TextOf(key, part) is not { } text) return default;
        if (!Names.TryFind(text, nameOf, out var value)) Report(part, $"\"{key}\": {Spelling.Unknown("word", text, [.. Enum.GetValues<T>().Select(nameOf)])}");
        return value;
    }

    /// <summary>A list of words of which each is known and none comes twice.</summary>
    public IReadOnlyList<string> Words(string key, string? needed, Func<string, bool>? isKnown, IReadOnlyList<string> known)
    {
        if (Part(key, needed) is not { } part) return [];
        if (part is not YamlList list)
        {
            Report(part, $"\"{key}\": expected a list, such as [{string.Join(", ", known.Take(2))}]");
            return [];
        }
        List<string> words = [];
        if (list.Parts.Count == 0 && needed is not null) Report(part, $"\"{key}\" is empty; {needed}");
        foreach (var item in list.Parts)
        {
            if (TextOf(key, item) is not { } word) continue;
            if (!(isKnown ?? (w => known.Contains(w, StringComparer.Ordinal)))(word)) Report(item, $"\"{key}\": {Spelling.Unknown("word", word, known)}");
            else if (words.Contains(word, StringComparer.Ordinal)) Report(item, $"\"{key}\": \"{word}\" stands here twice; keep one");
            else words.Add(word);
        }
        return words;
    }

    public int WholeNumber(string key, string needed)
    {
        var text = Text(key, needed);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1) return number;
        if (text.Length > 0) Report(key, $"\"{text}\" is no whole number from 1");
        return 1;
    }

    public DateOnly Day(string key, string needed)
    {
        var text = Text(key, needed);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        if (text.Length > 0) Report(key, $"\"{text}\" is no date; write it as 2026-11-01");
        return default;
    }

    /// <summary>The entries of a map whose keys are names given by the author of the policy.</summary>
    public IReadOnlyList<(YamlText Key, YamlPart Value)> Named(string key, string? needed, Func<string, bool> isName, string shape)
    {
        if (Part(key, needed) is not { } part) return [];
        if (part is not YamlMap { Entries: var entries })
        {
            Report(part, $"\"{key}\": expected names, each with its values");
            return [];
        }
        if (entries.Count == 0 && needed is not null) Report(part, $"\"{key}\" is empty; {needed}");
        List<(YamlText, YamlPart)> named = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!isName(entry.Key.Value)) Report(entry.Key, $"\"{key}\": \"{entry.Key.Value}\" is no name; {shape}");
            else if (!seen.Add(entry.Key.Value)) Report(entry.Key, $"\"{key}\": the name \"{entry.Key.Value}\" stands here twice; keep one");
            else named.Add(entry);
        }
        return named;
    }

    public string? TextOf(string key, YamlPart part)
    {
        if (part is not YamlText { Value: var text })
        {
            Report(part, $"\"{key}\": expected text");
            return null;
        }
        var trimmed = text.Trim();
        if (trimmed.Length == 0) Report(part, $"\"{key}\" is empty; write it or remove the key");
        else if (trimmed.Length > LongestText) Report(part, $"\"{key}\": longer than {LongestText} characters");
        else if (trimmed.Any(char.IsControl)) Report(part, $"\"{key}\": holds a control character or a line break; write it as one line (>- folds lines)");
        else return trimmed;
        return null;
    }
}
