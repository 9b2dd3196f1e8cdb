using System.Globalization;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>The planned identifiers of one type that stand in one part, as <see cref="SubjectMatch"/> normalises them.</summary>
internal sealed record KeyGroup(int Number, string Type, string From, bool FoldCase, IReadOnlyList<string> Keys)
{
    // Beyond this a join is faster than a list.
    private const int MostListed = 64;

    /// <summary>Too many to be listed in a question: they are held in a table.</summary>
    public bool IsHeld => Keys.Count > MostListed;

    /// <summary>True where a record's text names the subject only when it is the same text.</summary>
    public bool IsExact => Type is not ("ip" or "email" or "phone") && !FoldCase;

    public static IReadOnlyList<KeyGroup> Of(IEnumerable<PlannedRead> reads) =>
        [.. reads.SelectMany(r => r.Subjects)
            .GroupBy(s => (s.Type, s.From, s.FoldCase))
            .Select((group, number) => new KeyGroup(
                number, group.Key.Type, group.Key.From, group.Key.FoldCase,
                [.. group.Select(s => SubjectMatch.Normalise(s.Type, s.Value, s.FoldCase)).OfType<string>().Distinct(StringComparer.Ordinal)]))];

    /// <summary>SQL that is true where the expression gives one of the identifiers.</summary>
    /// <param name="function">Applied to each identifier; empty for none.</param>
    /// <param name="values">Gets the values of the question marks.</param>
    public string Contains(string expression, string function, ICollection<object> values)
    {
        if (IsHeld)
            return string.Create(CultureInfo.InvariantCulture, $"{expression} IN (SELECT {function}(key) FROM {DuckDbDoor.Held} WHERE number = {Number})");
        foreach (var key in Keys)
            values.Add(key);
        return $"{expression} IN ({string.Join(", ", Keys.Select(_ => $"{function}(?)"))})";
    }
}
