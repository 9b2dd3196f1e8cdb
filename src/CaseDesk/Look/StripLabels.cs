using CaseDesk.Policy;

namespace CaseDesk.Look;

/// <summary>Where the words of a segment go: under it, or a level lower with a leader, or nowhere (then only the text names it).</summary>
/// <param name="At">Per cent from the left.</param>
/// <param name="Anchor">SVG text-anchor.</param>
/// <param name="Level">0 directly under the bar.</param>
internal sealed record StripLabel(StripSegment Segment, string Word, string Dates, double At, string Anchor, int Level);

/// <summary>Places words so that none covers another at the narrowest width of a strip; wider pictures only have more room.</summary>
internal static class StripLabels
{
    /// <summary>desk.css: .strip has a min-width of 36rem.</summary>
    private const double NarrowestWidth = 576;

    private const int Levels = 3;

    /// <summary>Widths of a character at the sizes of .seg-word (bold) and .seg-date, generous for Source Sans.</summary>
    private const double WordCharacter = 6.3, DateCharacter = 5.4, Space = 8;

    public static (IReadOnlyList<StripLabel> Placed, int Unplaced) Place(StripScale scale, IReadOnlyList<StripSegment> segments)
    {
        var placed = new List<StripLabel>();
        var unplaced = 0;
        var taken = new List<(double From, double To)>[Levels];
        for (var level = 0; level < Levels; level++) taken[level] = [];

        // What a reviewer must decide comes first, then the widest, which keep the row under the bar; what nobody asked for comes last.
        foreach (var segment in segments.OrderBy(segment => Rank(segment.Outcome)).ThenByDescending(segment => (segment.To - segment.From).Ticks))
        {
            var word = Words.InPicture(segment.Outcome);
            var dates = Words.ShortPeriod(segment.From, segment.To, scale.SpansYears);
            var width = Math.Max(word.Length * WordCharacter, dates.Length * DateCharacter) + Space;

            double from = scale.At(segment.From) / 100 * NarrowestWidth, to = scale.At(segment.To) / 100 * NarrowestWidth;
            var middle = (from + to) / 2;
            var (anchor, left) = middle < width / 2 ? ("start", from) : middle > NarrowestWidth - (width / 2) ? ("end", to - width) : ("middle", middle - (width / 2));

            var level = Enumerable.Range(0, Levels).FirstOrDefault(level => Fits(level, left, left + width, from, to, taken), -1);
            if (level < 0)
            {
                unplaced++;
                continue;
            }
            taken[level].Add((left, left + width));
            // A leader must not run through words above it.
            for (var above = 0; above < level; above++) taken[above].Add((middle - 2, middle + 2));
            var at = anchor switch { "start" => from, "end" => to, _ => middle };
            placed.Add(new StripLabel(segment, word, dates, at / NarrowestWidth * 100, anchor, level));
        }
        return ([.. placed.OrderBy(label => label.At)], unplaced);
    }

    private static int Rank(Outcome outcome) => outcome switch
    {
        Outcome.Overdue => 0,
        Outcome.OutsideOrder => 2,
        _ => 1,
    };

    private static bool Fits(int level, double left, double right, double from, double to, List<(double From, double To)>[] taken)
    {
        // Under the bar, words may leave their own segment only at the picture's ends.
        if (level == 0 && right - left > to - from + Space) return false;

        var middle = (from + to) / 2;
        return !taken[level].Any(other => left < other.To && right > other.From)
            && Enumerable.Range(0, level).All(above => !taken[above].Any(other => middle > other.From && middle < other.To));
    }
}
