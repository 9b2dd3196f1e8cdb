namespace CaseDesk.Verify;

/// <summary>The words of one command line after the verb.</summary>
internal sealed class Arguments
{
    private const string JsonFlag = "--json";

    private readonly List<string> operands = [];
    private readonly List<(string Option, string Value)> values = [];
    private readonly HashSet<string> flags = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    public IReadOnlyList<string> Operands => operands;

    /// <summary>Whether the report is for a machine.</summary>
    public bool Json { get; private set; }

    /// <summary>Whether an option without a value was given.</summary>
    public bool Has(string flag) => flags.Contains(flag);

    /// <exception cref="UsageException">An unknown option, an option without its value, or another number of operands.</exception>
    public static Arguments Parse(IEnumerable<string> words, Verb verb)
    {
        var arguments = new Arguments();
        using var word = words.GetEnumerator();
        while (word.MoveNext())
            arguments.Take(word, verb);

        return arguments.operands.Count == verb.Operands
            ? arguments
            : throw new UsageException($"\"{verb.Name}\" takes {verb.Operands} name(s), {arguments.operands.Count} were given.");
    }

    /// <summary>The value of an option that may be given once, or null.</summary>
    /// <exception cref="UsageException">It was given twice.</exception>
    public string? Single(string option) => All(option) switch
    {
        [] => null,
        [var value] => value,
        _ => throw new UsageException($"{option} can be given only once."),
    };

    /// <summary>The values of an option that may be given several times.</summary>
    public IReadOnlyList<string> All(string option) =>
        [.. values.Where(value => string.Equals(value.Option, option, StringComparison.Ordinal)).Select(value => value.Value)];

    private void Take(IEnumerator<string> word, Verb verb)
    {
        var text = word.Current;
        if (!text.StartsWith("--", StringComparison.Ordinal))
        {
            operands.Add(text);
            return;
        }

        if (string.Equals(text, JsonFlag, StringComparison.Ordinal))
        {
            Json = true;
            return;
        }

        if (verb.Flags.Contains(text, StringComparer.Ordinal))
        {
            flags.Add(text);
            return;
        }

        if (!verb.Options.Contains(text, StringComparer.Ordinal))
            throw new UsageException($"\"{verb.Name}\" has no option {text}.");
        if (!word.MoveNext())
            throw new UsageException($"{text} needs a file name after it.");
        values.Add((text, word.Current));
    }
}
