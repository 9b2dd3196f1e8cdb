namespace CaseDesk.Policy;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary><c>; did you mean "category"?</c>, or the whole list when it is short, or nothing.</summary>
    public static string Suggest(string word, IReadOnlyCollection<string> known)
    {
        if (word.Length > 64)
        {
            return "";
        }

        var nearest = known
            .Select(candidate => (Word: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault(candidate => candidate.Distance <= Math.Max(1, candidate.Word.Length / 3))
            .Word ?? CutShort(word, known);
        if (nearest is not null)
        {
            return $"; did you mean \"{nearest}\"?";
        }

        return known.Count is > 0 and <= 20 ? $"; use one of {string.Join(", ", known)}" : "";
    }

    private static string? CutShort(string word, IReadOnlyCollection<string> known) =>
        word.Length >= 3 ? known.FirstOrDefault(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)) : null;

    // Edits of one letter: insert, delete, replace, or swap with the next (the optimal string alignment distance).
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1),
                        Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1),
                };
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[left.Length, right.Length];
    }
}
