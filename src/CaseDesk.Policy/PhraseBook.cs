using System.Globalization;
using System.Text;

namespace CaseDesk.Policy;

/// <summary>Words of an order as they stand in an item, and what the policy's catalogue says of them.</summary>
/// <param name="At">Where in the text they begin.</param>
/// <param name="Length">How many characters of the text they are.</param>
public sealed record PhraseFound(Phrase Phrase, int At, int Length);

/// <summary>Looks words of orders up. Case, marks and repeated spaces do not count; nothing else is guessed.</summary>
public static class PhraseBook
{
    /// <summary>The phrase that is spelled like this, or null.</summary>
    public static Phrase? Find(PolicyDocument policy, string? words)
    {
        var key = Key(words ?? "").Text;

        return key.Length == 0 ? null : policy.Phrases.FirstOrDefault(phrase => phrase.Say.Any(say => string.Equals(Key(say).Text, key, StringComparison.Ordinal)));
    }

    /// <summary>Every phrase of the catalogue that stands in the text as whole words, in their order; of two that overlap the longer one.</summary>
    public static IReadOnlyList<PhraseFound> Read(PolicyDocument policy, string? text)
    {
        var (key, places) = Key(text ?? "");
        var found = new List<PhraseFound>();
        foreach (var phrase in policy.Phrases)
        {
            foreach (var say in phrase.Say.Select(say => Key(say).Text).Where(say => say.Length > 0))
            {
                for (var at = Next(key, say, 0); at >= 0; at = Next(key, say, at + 1))
                {
                    found.Add(new PhraseFound(phrase, places[at], places[at + say.Length - 1] + 1 - places[at]));
                }
            }
        }

        var kept = new List<PhraseFound>();
        foreach (var one in found.OrderByDescending(one => one.Length).ThenBy(one => one.At))
        {
            if (!kept.Exists(other => one.At < other.At + other.Length && other.At < one.At + one.Length))
            {
                kept.Add(one);
            }
        }

        return [.. kept.OrderBy(one => one.At)];
    }

    private static int Next(string key, string say, int from)
    {
        for (var at = key.IndexOf(say, from, StringComparison.Ordinal); at >= 0; at = key.IndexOf(say, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || key[at - 1] == ' ') && (at + say.Length == key.Length || key[at + say.Length] == ' '))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Words in lower case with one space between them, and for each character its place in the text.</summary>
    internal static (string Text, List<int> Places) Key(string text)
    {
        var key = new StringBuilder();
        var places = new List<int>();
        var gap = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]) && CharUnicodeInfo.GetUnicodeCategory(text[i]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Surrogate))
            {
                gap = key.Length > 0;
                continue;
            }

            if (gap)
            {
                key.Append(' ');
                places.Add(i);
                gap = false;
            }

            key.Append(char.ToLowerInvariant(text[i]));
            places.Add(i);
        }

        return (key.ToString(), places);
    }
}
