namespace CaseDesk.Policy.Reading;

/// <summary>Guesses what was meant.</summary>
internal static class Spelling
{
    private const int FurthestGuess = 2;
    private const int LongestQuote = 60;

    public static string Unknown(string what, string text, IReadOnlyList<string> known)
    {
        var quoted = text.Length > LongestQuote ? $"{text[..LongestQuote]}…" : text;
        var guess = text.Length > LongestQuote ? null : known
            .Select(word => (Word: word, Distance: Distance(text, word)))
            .Where(g => g.Distance <= FurthestGuess)
            .OrderBy(g => g.Distance)
            .Select(g => g.Word)
            .FirstOrDefault();
        return guess is null ? $"unknown {what} \"{quoted}\"; it is one of {string.Join(", ", known)}" : $"unknown {what} \"{quoted}\"; did you mean \"{guess}\"?";
    }

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
