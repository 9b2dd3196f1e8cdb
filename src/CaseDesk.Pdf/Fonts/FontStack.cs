using System.Globalization;
using System.Text;

namespace CaseDesk.Pdf.Fonts;

/// <summary>A face and those that stand in for characters it lacks. Shaped words are remembered: logs repeat themselves.</summary>
internal sealed class FontStack(params FontFace[] faces)
{
    private const int MostRemembered = 20_000;
    private const int LongestRemembered = 64;

    private readonly Dictionary<string, GlyphRun[]> remembered = new(StringComparer.Ordinal);

    public FontFace Primary => faces[0];

    public bool Covers(Rune rune) => faces.Any(face => face.Covers(rune));

    /// <summary>Shapes a word without spaces whose characters are all covered.</summary>
    public GlyphRun[] Shape(string word)
    {
        if (word.Length > LongestRemembered)
            return [.. Runs(word)];
        if (remembered.TryGetValue(word, out var runs))
            return runs;
        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        return remembered[word] = [.. Runs(word)];
    }

    private IEnumerable<GlyphRun> Runs(string word)
    {
        var start = 0;
        var place = 0;
        FontFace? current = null;
        foreach (var rune in word.EnumerateRunes())
        {
            var face = FaceFor(rune, current);
            if (current is not null && face != current)
            {
                yield return new GlyphRun(current, current.Shape(word[start..place]));
                start = place;
            }

            current = face;
            place += rune.Utf16SequenceLength;
        }

        if (current is not null)
            yield return new GlyphRun(current, current.Shape(word[start..]));
    }

    // A combining mark stays with the face of its base, or it could not be placed on it.
    private FontFace FaceFor(Rune rune, FontFace? current) =>
        current is not null && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark && current.Covers(rune)
            ? current
            : faces.First(face => face.Covers(rune));
}
