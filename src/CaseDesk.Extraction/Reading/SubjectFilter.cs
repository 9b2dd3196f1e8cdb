using System.Text;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Tells from a record's bytes that it cannot be the subject's. It must never say so of a record that is: every spelling that
/// <see cref="SubjectMatch"/> takes for the planned identifier has to pass.
/// </summary>
internal sealed class SubjectFilter
{
    // Beyond this, looking for each literal costs more than parsing.
    private const int MostLiterals = 64;
    private const int ShortestLiteral = 4;

    private readonly NeedleSearch? search;

    public SubjectFilter(PlannedSource source, IEnumerable<PlannedSubject> subjects)
    {
        var needles = new List<Needle>();
        var every = source.LiteralSafe;
        var mapped = false;
        foreach (var subject in subjects.DistinctBy(s => (s.Type, s.Value, s.FoldCase)))
        {
            var literal = Literal(subject);
            every &= literal.Length >= ShortestLiteral && needles.Count < MostLiterals;
            needles.Add(new Needle(Encoding.ASCII.GetBytes(literal), subject.FoldCase));
            mapped |= subject.Type == "ip";
        }

        // ::ffff:4246:4987 is an IPv4 address too (RFC 4291, 2.5.5.2).
        if (mapped)
            needles.Add(new Needle("ffff"u8.ToArray(), true));

        // Any ASCII character may be written as \u00.. (RFC 8259, 7). A record in which no needle stands as it is can only be the subject's if a character
        // of a needle is written so.
        if (source.Format == SourceFormat.Jsonl)
            needles.Add(new Needle("\\u00"u8.ToArray(), false, CharactersOf(needles)));
        search = every ? new NeedleSearch(needles) : null;
    }

    private static string CharactersOf(IEnumerable<Needle> needles) => string.Concat(
        needles.SelectMany(n => Encoding.ASCII.GetString(n.Text).SelectMany(c => n.AnyCase ? new[] { char.ToLowerInvariant(c), char.ToUpperInvariant(c) } : [c])).Distinct());

    private SubjectFilter(bool everything) => search = everything ? null : new NeedleSearch([]);

    /// <summary>For readers who want every record.</summary>
    public static SubjectFilter PassAll { get; } = new(true);

    /// <summary>For readers who want to know of no record more than whether it is sound.</summary>
    public static SubjectFilter PassNone { get; } = new(false);

    /// <summary>What to look for; null where every record must be parsed.</summary>
    public NeedleSearch? Search => search;

    public bool MayConcern(ReadOnlySpan<byte> record) => search is null || search.IndexOf(record) >= 0;

    /// <summary>A run of characters that stands in every spelling of the identifier; empty where there is none.</summary>
    internal static string Literal(PlannedSubject subject) => subject.Type switch
    {
        // An IPv6 address and a phone number have too many spellings.
        "ip" => subject.Value.Contains(':', StringComparison.Ordinal) ? "" : subject.Value,
        "phone" => "",
        // The domain may be recorded in any case.
        "email" => LongestRun(subject.Value[..(subject.Value.LastIndexOf('@') + 1)]),
        _ => LongestRun(subject.Value),
    };

    private static string LongestRun(string value)
    {
        var (best, from) = ("", 0);
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && IsOneByte(value[i]))
                continue;
            if (i - from > best.Length)
                best = value[from..i];
            from = i + 1;
        }

        return best;
    }

    // One byte in every encoding, and in no format written in another way than as itself; but in JSON as \u00.., which is looked for beside it. JSON may write
    // a backslash before a slash, quotes are doubled in CSV and escaped elsewhere.
    private static bool IsOneByte(char c) => c is > ' ' and <= '~' and not ('"' or '\\' or '/');
}
