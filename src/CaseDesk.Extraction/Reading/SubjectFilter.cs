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
    private const int MostLiterals = 16;
    private const int ShortestLiteral = 4;

    private readonly List<byte[]> literals = [];
    private readonly bool passesAll;
    private readonly bool unescapes;
    private readonly bool mapped;

    public SubjectFilter(SourceFormat format, IEnumerable<PlannedSubject> subjects)
    {
        // System.Text.Json and others write "+" as \u002B, and may write any ASCII character so (RFC 8259, 7).
        unescapes = format == SourceFormat.Jsonl;
        foreach (var subject in subjects.DistinctBy(s => (s.Type, s.Value)))
        {
            var literal = Literal(subject);
            passesAll |= literal.Length < ShortestLiteral || literals.Count == MostLiterals;
            literals.Add(Encoding.ASCII.GetBytes(literal));
            mapped |= subject.Type == "ip";
        }
    }

    private SubjectFilter() => passesAll = true;

    /// <summary>For readers who want every record.</summary>
    public static SubjectFilter PassAll { get; } = new();

    public bool MayConcern(ReadOnlySpan<byte> record)
    {
        if (passesAll)
            return true;
        foreach (var literal in literals)
        {
            if (record.IndexOf(literal) >= 0)
                return true;
        }

        if (unescapes && record.IndexOf("\\u00"u8) >= 0)
            return true;

        // ::ffff:4246:4987 is an IPv4 address too (RFC 4291, 2.5.5.2).
        return mapped && (record.IndexOf("ffff"u8) >= 0 || HasOtherCaseOfFfff(record));
    }

    private static bool HasOtherCaseOfFfff(ReadOnlySpan<byte> record)
    {
        while (true)
        {
            var at = record.IndexOf((byte)'F');
            if (at < 0)
                return false;
            var from = at;
            while (from > 0 && record[from - 1] == 'f')
                from--;
            var to = at;
            while (to < record.Length && record[to] is (byte)'f' or (byte)'F')
                to++;
            if (to - from >= 4)
                return true;
            record = record[to..];
        }
    }

    private static string Literal(PlannedSubject subject) => subject.Type switch
    {
        // An IPv6 address and a phone number have too many spellings.
        "ip" => subject.Value.Contains(':', StringComparison.Ordinal) ? "" : subject.Value,
        "phone" => "",
        // The domain may be recorded in any case.
        "email" => LongestRun(subject.Value[..Math.Max(0, subject.Value.LastIndexOf('@'))]),
        _ => LongestRun(subject.Value),
    };

    private static string LongestRun(string value)
    {
        var (best, from) = ("", 0);
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && char.IsAsciiLetterOrDigit(value[i]))
                continue;
            // Of equal runs the last: the first is often a prefix that every identifier has.
            if (i - from >= best.Length)
                best = value[from..i];
            from = i + 1;
        }

        return best;
    }
}
