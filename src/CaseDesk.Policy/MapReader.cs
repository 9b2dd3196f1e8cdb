using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>Reads the keys of one block. It remembers which keys were asked for: what is left at the end is unknown.</summary>
internal sealed class MapReader(PolicyMap map, string path, PolicyErrors errors)
{
    private const int LongestText = 2000;

    // Some forty times what the longest list of a shipped policy has; what is compared pair by pair stays cheap.
    private const int LongestList = 2000;

    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public PolicyMap Map => map;

    public string Path => path;

    /// <summary>Opens a node as a block, with an error and null when it is something else.</summary>
    public static MapReader? Open(PolicyNode? node, string path, PolicyErrors errors)
    {
        if (node is PolicyMap map)
        {
            return new MapReader(map, path, errors);
        }

        if (node is not null)
        {
            errors.Add(node, path, $"must be a block of keys, not {node.Kind}");
        }

        return null;
    }

    public bool Has(string key) => Find(key) is not null;

    public PolicyNode? Find(string key)
    {
        asked.Add(key);

        return map.Entries.FirstOrDefault(entry => string.Equals(entry.Key.Text, key, StringComparison.Ordinal)).Value;
    }

    public void Wrong(string key, string message) => errors.Add(Find(key) ?? map, $"{path}{Dot}{key}", message);

    /// <summary>Text that must be there and must say something.</summary>
    public string Required(string key, string remedy)
    {
        if (Find(key) is null)
        {
            errors.Add(map, path, $"\"{key}\" is missing; {remedy}");
            return "";
        }

        var text = Optional(key) ?? "";
        if (text.Length > 0 && !text.Any(char.IsLetterOrDigit))
        {
            Wrong(key, $"\"{PolicyErrors.Shown(text)}\" says nothing; {remedy}");
            return "";
        }

        return text;
    }

    /// <summary>Text, or null when the key is absent; an empty value is an error.</summary>
    public string? Optional(string key)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        if (Problem(node, "give a value or remove the key") is { } problem)
        {
            Wrong(key, problem);
            return null;
        }

        return ((PolicyScalar)node).Text.Trim();
    }

    /// <summary>A list of sentences, each text that says something; empty and repeated ones are errors at their own place.</summary>
    public IReadOnlyList<string> Sentences(string key, int most, string remedy)
    {
        var nodes = List(key, remedy);
        if (nodes.Count > most)
        {
            Wrong(key, FormattableString.Invariant($"has {nodes.Count} entries, more than {most}; say it in fewer"));
            return [];
        }

        var sentences = new List<string>();
        foreach (var node in nodes)
        {
            var problem = Problem(node, remedy);
            var text = problem is null ? ((PolicyScalar)node).Text.Trim() : "";
            problem ??= !text.Any(char.IsLetterOrDigit) ? $"\"{PolicyErrors.Shown(text)}\" says nothing; {remedy}"
                : sentences.Contains(text, StringComparer.Ordinal) ? $"\"{PolicyErrors.Shown(text)}\" is given twice; remove one"
                : null;
            if (problem is null)
            {
                sentences.Add(text);
            }
            else
            {
                errors.Add(node, $"{path}{Dot}{key}", problem);
            }
        }

        return sentences;
    }

    private static string? Problem(PolicyNode node, string remedy) => node switch
    {
        PolicyScalar scalar when scalar.Text.Trim().Length == 0 => $"is empty; {remedy}",
        PolicyScalar scalar when scalar.Text.Length > LongestText => FormattableString.Invariant($"is longer than {LongestText} characters; shorten it"),
        PolicyScalar scalar when scalar.Text.Any(c => char.IsControl(c) && c is not '\n') => "holds a control character; remove it",
        PolicyScalar => null,
        _ => $"must be text, not {node.Kind}",
    };

    public int Integer(string key, int least, string remedy)
    {
        var text = Required(key, remedy);
        if (text.Length == 0)
        {
            return least;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least)
        {
            Wrong(key, FormattableString.Invariant($"must be a whole number from {least}"));
            return least;
        }

        return number;
    }

    public DateOnly Day(string key, string remedy)
    {
        var text = Required(key, remedy);
        if (text.Length > 0 && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Wrong(key, $"\"{PolicyErrors.Shown(text)}\" is not a day; write it as 2026-01-31");
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default;
    }

    /// <summary>A word of a closed list; null when absent or unknown (with an error for the latter).</summary>
    public T? Word<T>(string key) where T : struct, Enum
    {
        var text = Optional(key);
        if (text is null)
        {
            return null;
        }

        if (Names.TryRead<T>(text, out var value))
        {
            return value;
        }

        Wrong(key, $"unknown word \"{PolicyErrors.Shown(text)}\"{Spelling.Suggest(text, Names.All<T>())}");
        return null;
    }

    /// <summary>true or false; null when absent.</summary>
    public bool? Flag(string key)
    {
        switch (Optional(key))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Wrong(key, "must be true or false");
                return null;
        }
    }

    /// <summary>The elements of a list; empty, with an error, when it is missing, empty or something else.</summary>
    public IReadOnlyList<PolicyNode> List(string key, string remedy)
    {
        switch (Find(key))
        {
            case null:
                errors.Add(map, path, $"\"{key}\" is missing; {remedy}");
                return [];
            case PolicyList { Elements.Count: 0 }:
                Wrong(key, $"is empty; {remedy}");
                return [];
            case PolicyList list when list.Elements.Count > LongestList:
                Wrong(key, FormattableString.Invariant($"has {list.Elements.Count} entries, more than {LongestList}; a policy is a few pages, say it in fewer"));
                return [];
            case PolicyList list:
                return list.Elements;
            case { } other:
                Wrong(key, $"must be a list, not {other.Kind}");
                return [];
        }
    }

    /// <summary>A list of words, each checked; unknown and repeated ones are errors at their own place.</summary>
    public IReadOnlyList<string> Words(string key, string remedy, Func<string, bool> isKnown, IReadOnlyCollection<string> known)
    {
        var words = new List<string>();
        foreach (var node in List(key, remedy))
        {
            if (node is not PolicyScalar scalar)
            {
                errors.Add(node, $"{path}{Dot}{key}", $"must be a word, not {node.Kind}");
            }
            else if (!isKnown(scalar.Text))
            {
                errors.Add(node, $"{path}{Dot}{key}", $"unknown word \"{PolicyErrors.Shown(scalar.Text)}\"{Spelling.Suggest(scalar.Text, known)}");
            }
            else if (words.Contains(scalar.Text, StringComparer.Ordinal))
            {
                errors.Add(node, $"{path}{Dot}{key}", $"\"{scalar.Text}\" is given twice; remove one");
            }
            else
            {
                words.Add(scalar.Text);
            }
        }

        return words;
    }

    /// <summary>Call when every key was asked for: a key that nobody asked for is a slip, and a slip must not pass in silence.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var (key, _) in map.Entries.Where(entry => !asked.Contains(entry.Key.Text)))
        {
            errors.Add(key, path, $"unknown key \"{PolicyErrors.Shown(key.Text)}\"{Spelling.Suggest(key.Text, asked)}");
        }
    }

    private string Dot => path.Length == 0 ? "" : ".";
}
