using CaseDesk.Pdf.Fonts;

namespace CaseDesk.Pdf.Text;

/// <summary>
/// Breaks text into lines: at spaces, and inside a word only when the word alone is wider than the line. Full UAX 14 is
/// not needed for the scripts that the fonts cover.
/// </summary>
internal static class LineLayout
{
    private const string GoodPlaces = "-/?&=,;:._@]})|%";

    // A hash that must be broken is broken into groups that an eye can compare.
    private const int HashGroup = 8;
    private const int ShortestHash = 32;

    /// <summary>Lines no wider than <paramref name="width"/> points; at least one, even for no text.</summary>
    /// <param name="text">Readable text: every character is covered by the fonts of the style.</param>
    public static List<TextLine> Wrap(string text, TextStyle style, double width)
    {
        var lines = new List<TextLine>();
        // Half a thousandth more, against rounding: a text that was measured must fit into its own width.
        var room = width * 1000 / style.Size + 0.5;
        foreach (var line in text.Split('\n'))
            WrapLine(line, style.Fonts, room, lines);
        return lines;
    }

    /// <summary>The text on one line; type that would be wider than <paramref name="width"/> points is made smaller.</summary>
    public static (TextLine Line, TextStyle Style) Fit(string text, TextStyle style, double width)
    {
        var line = Wrap(text.Replace('\n', ' '), style, 1e6)[0];
        var ink = line.InkWidth * style.Size / 1000;
        return (line, ink <= width ? style : style with { Size = style.Size * width / ink });
    }

    private static void WrapLine(string text, FontStack fonts, double room, List<TextLine> lines)
    {
        var space = fonts.Shape(" ")[0];
        var line = new TextLine();
        for (var i = 0; i < text.Length;)
        {
            var end = text.IndexOf(' ', i);
            end = end < 0 ? text.Length : end;
            if (end > i)
                line = AddWord(text[i..end], fonts, room, line, lines);
            for (i = end; i < text.Length && text[i] == ' '; i++)
            {
                if (line.Width >= room)
                {
                    lines.Add(line);
                    line = new TextLine();
                }

                line.AddSpace(space);
            }
        }

        lines.Add(line);
    }

    private static TextLine AddWord(string word, FontStack fonts, double room, TextLine line, List<TextLine> lines)
    {
        var runs = fonts.Shape(word);
        var width = runs.Sum(run => run.Width);
        if (!line.IsEmpty && line.Width + width > room)
        {
            lines.Add(line);
            line = new TextLine();
        }

        if (width <= room)
        {
            foreach (var run in runs)
                line.Add(run);
            return line;
        }

        foreach (var piece in Split(word, runs, room))
        {
            if (!line.IsEmpty)
            {
                lines.Add(line);
                line = new TextLine();
            }

            foreach (var run in piece)
                line.Add(run);
        }

        return line;
    }

    private static IEnumerable<List<GlyphRun>> Split(string word, GlyphRun[] runs, double room)
    {
        var glyphs = runs.SelectMany(run => run.Glyphs.Select(glyph => (run.Face, Glyph: glyph))).ToArray();
        var isHash = word.Length >= ShortestHash && word.All(char.IsAsciiHexDigit);
        for (var start = 0; start < glyphs.Length;)
        {
            var end = start;
            var width = 0;
            while (end < glyphs.Length && (end == start || width + glyphs[end].Glyph.Advance <= room))
                width += glyphs[end++].Glyph.Advance;
            if (end < glyphs.Length)
                end = BreakPlace(glyphs, start, end, isHash);
            yield return Runs(glyphs.AsSpan(start, end - start));
            start = end;
        }
    }

    /// <summary>Where to break if the glyphs from start to end, and not one more, fit on the line.</summary>
    private static int BreakPlace((FontFace Face, Glyph Glyph)[] glyphs, int start, int end, bool isHash)
    {
        var count = end - start;
        if (isHash && count > HashGroup)
            return start + count / HashGroup * HashGroup;
        for (var i = end; i > start + count * 3 / 5 && i > start + 1; i--)
        {
            if (glyphs[i - 1].Glyph.Text is [var last] && GoodPlaces.Contains(last, StringComparison.Ordinal) && CanBreak(glyphs[i].Glyph))
                return i;
        }

        for (var i = end; i > start; i--)
        {
            if (CanBreak(glyphs[i].Glyph))
                return i;
        }

        // One cluster is wider than the line: it stays whole.
        while (end < glyphs.Length && !CanBreak(glyphs[end].Glyph))
            end++;
        return end;
    }

    // Not inside a cluster, and not between a base and its mark.
    private static bool CanBreak(Glyph next) => next.ClusterLength >= 0 && next.Advance > 0;

    private static List<GlyphRun> Runs(ReadOnlySpan<(FontFace Face, Glyph Glyph)> glyphs)
    {
        var runs = new List<GlyphRun>();
        var start = 0;
        for (var i = 1; i <= glyphs.Length; i++)
        {
            if (i < glyphs.Length && glyphs[i].Face == glyphs[start].Face)
                continue;
            var run = new Glyph[i - start];
            for (var k = start; k < i; k++)
                run[k - start] = glyphs[k].Glyph;
            runs.Add(new GlyphRun(glyphs[start].Face, run));
            start = i;
        }

        return runs;
    }
}
