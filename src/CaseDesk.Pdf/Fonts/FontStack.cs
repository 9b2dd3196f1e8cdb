using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace CaseDesk.Pdf.Fonts;

/// <summary>A face and those that stand in for characters it lacks. Shaped words are remembered: logs repeat themselves.</summary>
internal sealed class FontStack(params FontFace[] faces)
{
    private const int MostRemembered = 20_000;
    private const int LongestRemembered = 64;

    // Enough for a cluster on either side; a storm of joiners must not cost the square of its length.
    private const int JoinerContext = 8;
    private const int VariationSelector16 = 0xFE0F;

    private readonly Dictionary<string, GlyphRun[]> leftToRight = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GlyphRun[]> rightToLeft = new(StringComparer.Ordinal);

    public FontFace Primary => faces[0];

    public bool Covers(Rune rune) => faces.Any(face => face.Covers(rune));

    /// <summary>Shapes a word of one direction whose characters are all covered; the runs are in reading order.</summary>
    public GlyphRun[] Shape(ReadOnlySpan<char> word, bool isRightToLeft)
    {
        if (word.Length > LongestRemembered)
            return ShapeAnew(word.ToString(), isRightToLeft);
        var remembered = isRightToLeft ? rightToLeft : leftToRight;
        var known = remembered.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(word, out var runs))
            return runs;
        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        var text = word.ToString();
        return remembered[text] = ShapeAnew(text, isRightToLeft);
    }

    /// <summary>Whether an invisible joiner or selector at a place of a text changes how its neighbours look.</summary>
    public bool Shows(Rune joiner, string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < JoinerContext && text[start - 1] > ' ')
            start--;
        var end = at + 1;
        while (end < text.Length && end - at <= JoinerContext && text[end] > ' ')
            end++;
        // Half a character at an edge is none.
        if (start < at && char.IsLowSurrogate(text[start]))
            start++;
        if (end > at + 1 && char.IsHighSurrogate(text[end - 1]))
            end--;
        var before = default(Rune);
        foreach (var rune in text.AsSpan(start..at).EnumerateRunes())
            before = IsAttached(rune) ? before : rune;
        // The selector asks for the pictograph, and once is enough.
        if (joiner.Value == VariationSelector16)
            return text[at - 1] != VariationSelector16 && faces.Any(face => face.IsPictographic && face.Covers(before));
        var isSelected = text[at - 1] == VariationSelector16;
        if (FaceFor(before, isSelected) is not { } face)
            return false;
        var without = string.Concat(text.AsSpan(start..at), text.AsSpan((at + 1)..end));
        return !face.GlyphNumbers(text[start..end]).SequenceEqual(face.GlyphNumbers(without));
    }

    private GlyphRun[] ShapeAnew(string word, bool isRightToLeft)
    {
        var runs = new List<GlyphRun>();
        foreach (var (start, end) in OfOneScript(word))
        {
            var part = word.AsSpan(start, end - start);
            // One face for the whole, if one has it: letters join and marks attach only within a face.
            var whole = part.Contains((char)VariationSelector16) ? null : Array.Find(faces, WholeIn(part.ToString()));
            if (whole is not null)
                runs.Add(whole.Shape(part, isRightToLeft));
            else
                AddByFace(runs, part, isRightToLeft);
        }

        return [.. runs];
    }

    private static Predicate<FontFace> WholeIn(string part) => face =>
    {
        foreach (var rune in part.EnumerateRunes())
        {
            if (!IsAttached(rune) && !face.Covers(rune))
                return false;
        }

        return true;
    };

    private void AddByFace(List<GlyphRun> runs, ReadOnlySpan<char> part, bool isRightToLeft)
    {
        var start = 0;
        var place = 0;
        FontFace? current = null;
        var before = default(Rune);
        foreach (var rune in part.EnumerateRunes())
        {
            // A mark stays with the face of its base and what is joined with that of its neighbour, or they would fall apart.
            var stays = current is not null
                && (IsAttached(rune) || (before.Value == 0x200D || IsMark(rune)) && current.Covers(rune));
            var next = place + rune.Utf16SequenceLength;
            var face = stays ? current! : FaceFor(rune, next < part.Length && part[next] == VariationSelector16) ?? faces[0];
            if (current is not null && face != current)
            {
                runs.Add(current.Shape(part[start..place], isRightToLeft));
                start = place;
            }

            current = face;
            before = rune;
            place += rune.Utf16SequenceLength;
        }

        if (current is not null)
            runs.Add(current.Shape(part[start..], isRightToLeft));
    }

    private FontFace? FaceFor(Rune rune, bool isSelected) =>
        (isSelected ? Array.Find(faces, face => face.IsPictographic && face.Covers(rune)) : null) ?? Array.Find(faces, face => face.Covers(rune));

    /// <summary>The parts of a word that are of one script each: a shaper knows the rules of one at a time.</summary>
    private static IEnumerable<(int Start, int End)> OfOneScript(string word)
    {
        if (Ascii.IsValid(word))
        {
            yield return (0, word.Length);
            yield break;
        }

        var start = 0;
        var place = 0;
        Script? current = null;
        foreach (var rune in word.EnumerateRunes())
        {
            if (Scripts.Of(rune) is { } script)
            {
                if (current is not null && script != current)
                {
                    yield return (start, place);
                    start = place;
                }

                current = script;
            }

            place += rune.Utf16SequenceLength;
        }

        yield return (start, word.Length);
    }

    // Joiners and selectors need no glyph: the shaper acts on them.
    private static bool IsAttached(Rune rune) => rune.Value is 0x200C or 0x200D or VariationSelector16;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;
}
