namespace CaseDesk.Look;

/// <summary>The same as a strip in text: every part, with its exact instants and its reason.</summary>
internal static class StripTable
{
    public static string Write(string title, IReadOnlyList<StripSource> sources, int unnamed)
    {
        var html = new Drawing();
        html.Open("details", ("class", "more")).Element("summary", unnamed == 0 ? "The same as text" : $"The same as text, with {Words.Count(unnamed, "part", "parts")} too short to be named above");
        html.Open("div", ("class", "scroll-x"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"{title} as text"));
        html.Open("table", ("class", "usa-table usa-table--compact grid"));
        html.Element("caption", $"{title}: answer for each part of the period", ("class", "usa-sr-only"));
        html.Open("thead").Open("tr");
        foreach (var head in (string[])["Source", "Period", "Length", "Answer", "Why"]) html.Element("th", head, ("scope", "col"));
        html.Close("tr").Close("thead").Open("tbody");
        foreach (var source in sources)
        {
            foreach (var segment in source.Segments) Row(html, source.Label, segment);
        }
        return html.Close("tbody").Close("table").Close("div").Close("details").ToString();
    }

    private static void Row(Drawing html, string source, StripSegment segment)
    {
        html.Open("tr").Open("th", ("scope", "row")).Element("code", source).Close("th");
        html.Element("td", Words.Period(segment.From, segment.To));
        html.Element("td", Words.Length(segment.To - segment.From), ("class", "num"));
        html.Element("td", Words.For(segment.Outcome) + (segment.Fields.Length > 0 ? $" ({segment.Fields})" : ""));
        html.Element("td", segment.Why).Close("tr");
    }
}
