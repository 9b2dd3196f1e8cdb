using System.Globalization;

namespace CaseDesk.Look;

/// <summary>Draws a strip. From top: axis; then for each source its name, the band of what is kept, the bar, words and dates.</summary>
internal sealed class StripPicture(string id, string title, IReadOnlyList<StripSource> sources, DateTimeOffset askedFrom, DateTimeOffset askedTo, DateTimeOffset servedAt)
{
    private const double Axis = 16, NameHeight = 20, BandHeight = 15, BarTop = 44, BarHeight = 22, WordsTop = 82, LevelHeight = 30;

    /// <summary>A part of a few minutes in a year is still seen.</summary>
    private const double NarrowestPart = 0.5;

    private readonly StripScale scale = Scale(sources, askedFrom, askedTo, servedAt);

    /// <summary>How many parts are too short to be named in the picture; known after <see cref="Draw"/>.</summary>
    public int Unnamed { get; private set; }

    public string Draw()
    {
        var rows = sources.Select(source => (Source: source, Labels: StripLabels.Place(scale, source.Segments))).ToList();
        Unnamed = rows.Sum(row => row.Labels.Unplaced);
        var heights = rows.Select(row => WordsTop + 16 + (row.Labels.Placed.Select(label => label.Level).DefaultIfEmpty(0).Max() * LevelHeight)).ToList();
        var height = Axis + heights.Sum();

        var svg = new Drawing();
        svg.Open("div", ("class", "strip-wrap"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"Retention strip, {title}"));
        svg.Open("svg", ("class", "strip"), ("width", "100%"), ("height", height.ToString("0", CultureInfo.InvariantCulture)), ("role", "img"), ("aria-labelledby", $"{id}-title {id}-desc"));
        svg.Element("title", $"{title}: the order’s period against what is kept", ("id", id + "-title"));
        svg.Element("desc", Describe(), ("id", id + "-desc"));

        DrawAxis(svg, height);
        var top = Axis;
        foreach (var ((source, labels), rowHeight) in rows.Zip(heights))
        {
            DrawSource(svg, source, labels.Placed, top);
            top += rowHeight;
        }
        return svg.Close("svg").Close("div").ToString();
    }

    private void DrawAxis(Drawing svg, double height)
    {
        var served = scale.At(servedAt);
        // Words for the service are about an eighth of the narrowest picture.
        foreach (var (at, words) in scale.Ticks().Where(tick => Math.Abs(tick.At - served) > (tick.At == 0 ? 26 : 13)))
        {
            svg.Line("tick", at, Axis, height - 8);
            svg.Text("tick-text", words, at, 11, at == 0 ? "start" : "middle");
        }
        svg.Line("today", served, Axis, height - 8);
        svg.Text("today-text", "served " + servedAt.UtcDateTime.ToString(scale.SpansYears ? "d MMM yyyy" : "d MMM", CultureInfo.InvariantCulture), served, 11, served > 90 ? "end" : served < 10 ? "start" : "middle");
    }

    private void DrawSource(Drawing svg, StripSource source, IReadOnlyList<StripLabel> labels, double top)
    {
        svg.Text("source-text", source.Label, 0, top + 15);
        if (source.Kept is { } kept && kept.From < servedAt)
        {
            var from = scale.At(kept.From);
            svg.Bar("keep", from, scale.At(servedAt) - from, top + NameHeight + 2, BandHeight);
            if (kept.From >= scale.From) svg.Line("keep-edge", from, top + NameHeight, top + NameHeight + BandHeight + 4);
            var isNarrow = scale.At(servedAt) - from < 30;
            svg.Text("keep-text", $"{kept.Words}: from {Words.Start(kept.From)}", from, top + NameHeight + 13, isNarrow && from > 60 ? "end" : "start", isNarrow && from > 60 ? -6 : 7);
        }

        // Narrow parts last, so that a broad neighbour does not cover what they were widened by.
        foreach (var segment in source.Segments.OrderByDescending(segment => (segment.To - segment.From).Ticks))
        {
            var (kind, pattern) = Mark.OfSegment(segment.Outcome);
            var width = Math.Max(scale.At(segment.To) - scale.At(segment.From), NarrowestPart);
            svg.Bar("seg " + kind, Math.Min(scale.At(segment.From), 100 - width), width, top + BarTop, BarHeight, pattern);
        }

        // The strong frame is what the order asks for, whatever became of it.
        svg.Bar("asked", scale.At(askedFrom), scale.At(askedTo) - scale.At(askedFrom), top + BarTop - 3, BarHeight + 6);
        foreach (var label in labels)
        {
            var middle = (scale.At(label.Segment.From) + scale.At(label.Segment.To)) / 2;
            var baseline = top + WordsTop + (label.Level * LevelHeight);
            if (label.Level > 0) svg.Line("leader", middle, top + BarTop + BarHeight + 2, baseline - 13);
            svg.Text("seg-word", label.Word, label.At, baseline, label.Anchor);
            svg.Text("seg-date", label.Dates, label.At, baseline + 14, label.Anchor);
        }
    }

    /// <summary>One sentence for the order, one for each source. Long rows end with how many parts the table has more.</summary>
    private string Describe()
    {
        const int most = 12;
        var parts = sources.Select(source =>
        {
            var said = source.Segments.Take(most).Select(segment => $"{Words.Period(segment.From, segment.To)} {Words.InPicture(segment.Outcome)}{(segment.Fields.Length > 0 ? $" ({segment.Fields})" : "")}");
            var more = source.Segments.Count > most ? $"; and {Words.Count(source.Segments.Count - most, "more part", "more parts")} in the table" : "";
            var kept = source.Kept is { } band ? $" ({band.Words}, from {Words.Start(band.From)})" : "";
            return $"{source.Label}{kept}: {string.Join("; ", said)}{more}.";
        });
        var unnamed = Unnamed > 0 ? $" {Words.Count(Unnamed, "short part is", "short parts are")} named in the table only." : "";
        return $"The order asks for {Words.Period(askedFrom, askedTo)}; it was served on {Words.Instant(servedAt)}. {string.Join(" ", parts)}{unnamed}";
    }

    private static StripScale Scale(IReadOnlyList<StripSource> sources, DateTimeOffset askedFrom, DateTimeOffset askedTo, DateTimeOffset servedAt)
    {
        var segments = sources.SelectMany(source => source.Segments).ToList();
        var from = segments.Select(segment => segment.From).Append(askedFrom).Min();
        var to = segments.Select(segment => segment.To).Append(askedTo).Append(servedAt).Max();
        return new StripScale(from, to);
    }
}
