using System.Text;
using CaseDesk.Pdf.Fonts;

namespace CaseDesk.Pdf.Text;

/// <summary>
/// Breaks text into lines where UAX 14 allows it, and inside a word only when the word alone is wider than the line; finds
/// the direction of each part by UAX 9. No cost grows faster than the text.
/// </summary>
internal static class LineLayout
{
    private const string GoodPlaces = "-/?&=,;:._@]})|%";

    // A hash that must be broken is broken into groups that an eye can compare.
    private const int HashGroup = 8;
    private const int ShortestHash = 32;

    private const int LongestOnStack = 512;

    /// <summary>Lines no wider than <paramref name="width"/> points; at least one, even for no text.</summary>
    public static List<TextLine> Wrap(Passage passage, TextStyle style, double width)
    {
        var lines = new List<TextLine>();
        // Half a thousandth more, against rounding: a text that was measured must fit into its own width.
        var room = width * 1000 / style.Size + 0.5;
        if (!passage.Text.Contains('\n', StringComparison.Ordinal))
            WrapLine(passage.Text, passage.Direction, style.Fonts, room, lines);
        else
            Array.ForEach(passage.Text.Split('\n'), line => WrapLine(line, passage.Direction, style.Fonts, room, lines));
        return lines;
    }

    /// <summary>The text on one line; type that would be wider than <paramref name="width"/> points is made smaller.</summary>
    public static (TextLine Line, TextStyle Style) Fit(Passage passage, TextStyle style, double width)
    {
        var line = Wrap(passage.OnOneLine(), style, 1e6)[0];
        var ink = line.InkWidth * style.Size / 1000;
        return (line, ink <= width ? style : style with { Size = style.Size * width / ink });
    }

    private static void WrapLine(string text, TextDirection direction, FontStack fonts, double room, List<TextLine> lines)
    {
        var (paragraph, levels) = Levels(text, direction);
        Span<bool> breaks = text.Length <= LongestOnStack ? stackalloc bool[text.Length] : new bool[text.Length];
        LineBreaks.Find(text, breaks);
        var line = new TextLine(paragraph);
        var runs = new List<(GlyphRun Run, byte Level)>();
        for (var start = 0; start < text.Length;)
        {
            var end = start + 1;
            while (end < text.Length && !breaks[end])
                end++;
            var ink = end;
            while (ink > start && text[ink - 1] == ' ')
                ink--;

            runs.Clear();
            Shape(text, start, ink, levels, fonts, runs);
            var width = runs.Sum(run => run.Run.Width);
            if (!line.IsEmpty && line.Width + width > room)
                line = Next(line, lines, paragraph);
            if (width <= room)
            {
                foreach (var (run, level) in runs)
                    line.Add(run, level);
            }
            else
            {
                line = AddInPieces(text.AsSpan(start..ink), runs, room, line, lines, paragraph);
            }

            for (var i = ink; i < end; i++)
            {
                if (line.Width >= room)
                    line = Next(line, lines, paragraph);
                var level = levels is null ? (byte)0 : levels[i];
                line.AddSpace(fonts.Shape(" ", isRightToLeft: false)[0], level);
            }

            start = end;
        }

        lines.Add(line);
    }

    private static TextLine Next(TextLine line, List<TextLine> lines, byte paragraph)
    {
        lines.Add(line);
        return new TextLine(paragraph);
    }

    /// <summary>The level of the paragraph and of each UTF-16 unit; no levels if all of it reads from left to right.</summary>
    private static (byte Paragraph, byte[]? Levels) Levels(string text, TextDirection direction)
    {
        if (direction != TextDirection.RightToLeft && !MayTurn(text))
            return (0, null);
        var scalars = text.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var paragraph = direction switch
        {
            TextDirection.LeftToRight => (byte)0,
            TextDirection.RightToLeft => (byte)1,
            _ => Bidi.FirstStrong(scalars, 0),
        };
        var found = Bidi.Levels(scalars, paragraph);
        if (paragraph == 0 && !found.Any(level => level % 2 == 1))
            return (0, null);
        var levels = new byte[text.Length];
        for (int i = 0, place = 0; i < scalars.Length; i++)
        {
            // What X9 takes out goes with what stands before it.
            var level = found[i] != Bidi.Removed ? found[i] : place == 0 ? paragraph : levels[place - 1];
            for (var units = scalars[i] > 0xFFFF ? 2 : 1; units > 0; units--)
                levels[place++] = level;
        }

        return (paragraph, levels);
    }

    private static bool MayTurn(string text)
    {
        if (Ascii.IsValid(text))
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (CharacterClasses.Bidi(rune.Value) is BidiClass.R or BidiClass.AL or BidiClass.AN)
                return true;
        }

        return false;
    }

    /// <summary>Shapes a stretch of text, part by part of one level; isolates end a part and have no glyph.</summary>
    private static void Shape(string text, int start, int end, byte[]? levels, FontStack fonts, List<(GlyphRun, byte)> runs)
    {
        while (start < end)
        {
            if (Passage.IsIsolate(text[start]))
            {
                start++;
                continue;
            }

            var level = levels is null ? (byte)0 : levels[start];
            var stop = start + 1;
            while (stop < end && !Passage.IsIsolate(text[stop]) && (levels is null || levels[stop] == level))
                stop++;
            foreach (var run in fonts.Shape(text.AsSpan(start..stop), level % 2 == 1))
                runs.Add((run, level));
            start = stop;
        }
    }

    private static TextLine AddInPieces(ReadOnlySpan<char> word, List<(GlyphRun Run, byte Level)> runs, double room, TextLine line, List<TextLine> lines, byte paragraph)
    {
        var clusters = Clusters(runs);
        var isHash = word.Length >= ShortestHash && IsHexadecimal(word);
        for (var start = 0; start < clusters.Count;)
        {
            var end = start;
            var width = 0;
            while (end < clusters.Count && (end == start || width + clusters[end].Advance <= room))
                width += clusters[end++].Advance;
            if (end < clusters.Count)
                end = BreakPlace(clusters, start, end, isHash);
            if (!line.IsEmpty)
                line = Next(line, lines, paragraph);
            AddPiece(clusters, start, end, line);
            start = end;
        }

        return line;
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> word)
    {
        foreach (var unit in word)
        {
            if (!char.IsAsciiHexDigit(unit))
                return false;
        }

        return true;
    }

    /// <summary>The clusters of the runs in reading order.</summary>
    private static List<Cluster> Clusters(List<(GlyphRun Run, byte Level)> runs)
    {
        var clusters = new List<Cluster>();
        foreach (var (run, level) in runs)
        {
            var first = clusters.Count;
            for (var i = 0; i < run.Glyphs.Length;)
            {
                var count = Math.Max(1, run.Glyphs[i].ClusterLength);
                var advance = 0;
                for (var k = i; k < i + count; k++)
                    advance += run.Glyphs[k].Advance;
                clusters.Add(new Cluster(run, level, i, count, advance));
                i += count;
            }

            if (run.IsRightToLeft)
                clusters.Reverse(first, clusters.Count - first);
        }

        return clusters;
    }

    /// <summary>Where to break if the clusters from start to end, and not one more, fit on the line.</summary>
    private static int BreakPlace(List<Cluster> clusters, int start, int end, bool isHash)
    {
        var count = end - start;
        if (isHash && count > HashGroup)
            return start + count / HashGroup * HashGroup;
        for (var i = end; i > start + count * 3 / 5 && i > start + 1; i--)
        {
            if (clusters[i - 1].Text is [var last] && GoodPlaces.Contains(last, StringComparison.Ordinal) && CanBreak(clusters[i]))
                return i;
        }

        for (var i = end; i > start; i--)
        {
            if (CanBreak(clusters[i]))
                return i;
        }

        // One cluster is wider than the line: it stays whole.
        while (end < clusters.Count && !CanBreak(clusters[end]))
            end++;
        return end;
    }

    // Not between a base and its mark.
    private static bool CanBreak(Cluster next) => next.Advance > 0;

    private static void AddPiece(List<Cluster> clusters, int start, int end, TextLine line)
    {
        for (var i = start; i < end;)
        {
            var (run, level) = (clusters[i].Run, clusters[i].Level);
            var (first, last) = (int.MaxValue, 0);
            for (; i < end && ReferenceEquals(clusters[i].Run, run); i++)
            {
                first = Math.Min(first, clusters[i].First);
                last = Math.Max(last, clusters[i].First + clusters[i].Count);
            }

            line.Add(new GlyphRun(run.Face, run.Glyphs[first..last], run.IsRightToLeft), level);
        }
    }

    /// <summary>The glyphs of one run that only together mean something.</summary>
    private readonly record struct Cluster(GlyphRun Run, byte Level, int First, int Count, int Advance)
    {
        public string Text => Run.Glyphs[First].Text;
    }
}
