using System.Collections.Frozen;
using Microsoft.AspNetCore.Html;

namespace CaseDesk.Look;

/// <summary>The drawings of the desk, on a grid of 16 × 16 with strokes of 1.6. They are always beside a word and therefore hidden from readers.</summary>
public static class Icon
{
    private static readonly FrozenDictionary<string, string> Drawings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["check"] = """<path d="M2.5 8.5l3.5 3.5 7.5-8"/>""",
        ["okc"] = """<circle cx="8" cy="8" r="6.5"/><path d="M5 8.2l2.2 2.2L11 6"/>""",
        ["x"] = """<path d="M3.5 3.5l9 9m0-9l-9 9"/>""",
        ["no"] = """<circle cx="8" cy="8" r="6.5"/><path d="M3.6 12.4l8.8-8.8"/>""",
        ["late"] = """<path class="fillin" d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z"/><path class="knock" d="M8 4.4v4.4M8 10.6v1.6"/>""",
        ["soon"] = """<path d="M8 2l6.6 12H1.4z"/><path d="M8 6.4v3.4M8 11v1.2"/>""",
        ["clock"] = """<circle cx="8" cy="8" r="6.5"/><path d="M8 4.2V8l2.6 1.8"/>""",
        ["pause"] = """<circle cx="8" cy="8" r="6.5"/><path d="M6.3 5.4v5.2M9.7 5.4v5.2"/>""",
        ["lock"] = """<rect x="3" y="7" width="10" height="7"/><path d="M5 7V5a3 3 0 016 0v2"/>""",
        ["hold"] = """<path d="M1.5 2.5h13v4h-13zM2.5 6.5v7h11v-7M6 9.5h4"/>""",
        ["seal"] = """<path d="M8 1.5l5.5 2v4.2c0 3.4-2.3 5.6-5.5 6.8-3.2-1.2-5.5-3.4-5.5-6.8V3.5z"/><path d="M5.4 7.9l1.9 1.9 3.4-3.6"/>""",
        ["file"] = """<path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 8h5M5.5 11h5"/>""",
        ["search"] = """<circle cx="6.8" cy="6.8" r="4.6"/><path d="M10.2 10.2l4 4"/>""",
        ["user"] = """<circle cx="8" cy="5" r="3"/><path d="M2 14.5c.6-3.2 2.9-4.7 6-4.7s5.4 1.5 6 4.7"/>""",
        ["link"] = """<path d="M6.5 9.5l3-3M5 7L3.4 8.6a2.8 2.8 0 004 4L9 11M7 5l1.6-1.6a2.8 2.8 0 014 4L11 9"/>""",
        ["cut"] = """<circle cx="4" cy="4" r="2"/><circle cx="4" cy="12" r="2"/><path d="M5.6 5.2L14 12M5.6 10.8L14 4"/>""",
        ["hour"] = """<path d="M3.5 1.5h9M3.5 14.5h9M4.5 1.5c0 4 7 5 7 9v4m0-13c0 4-7 5-7 9v4"/>""",
        ["none"] = """<circle cx="8" cy="8" r="6.5" stroke-dasharray="2.4 2"/>""",
        ["down"] = """<path d="M8 1.5v9M4.2 7L8 10.8 11.8 7M2 14.5h12"/>""",
        ["print"] = """<path d="M4 6V1.5h8V6M4 12H1.5V6h13v6H12M4 9.5h8v5H4z"/>""",
        ["star"] = """<path d="M8 1.8l1.9 4 4.3.6-3.1 3 .8 4.3L8 11.6l-3.9 2.1.8-4.3-3.1-3 4.3-.6z"/>""",
        ["key"] = """<circle cx="5" cy="11" r="3.2"/><path d="M7.3 8.7L14 2M11 5l2.2 2.2"/>""",
        ["plus"] = """<path d="M8 2.5v11M2.5 8h11"/>""",
        ["go"] = """<path d="M2 8h11M9 3.8L13.2 8 9 12.2"/>""",
        ["back"] = """<path d="M14 8H3M7 3.8L2.8 8 7 12.2"/>""",
        ["eye"] = """<path d="M1 8c2-3.4 4.3-5 7-5s5 1.6 7 5c-2 3.4-4.3 5-7 5s-5-1.6-7-5z"/><circle cx="8" cy="8" r="2"/>""",
        ["gavel"] = """<path d="M2 14h7M6 3l5 5M4.6 4.4l3-3M9.4 9.2l3-3M8 6.4L14.2 12.6"/>""",
        ["people"] = """<circle cx="5.5" cy="5" r="2.5"/><path d="M1 13.5c.4-2.9 2-4.2 4.5-4.2s4.1 1.3 4.5 4.2M10.2 2.7a2.5 2.5 0 010 4.6M11.5 9.6c2 .4 3.2 1.7 3.5 3.9"/>""",
        ["info"] = """<circle cx="8" cy="8" r="6.5"/><path d="M8 7.2v4.2M8 4.4v1.2"/>""",
        ["flag"] = """<path d="M3.5 14.5v-13M3.5 2.5h9l-2 3 2 3h-9"/>""",
        ["chev"] = """<path d="M5.5 3L10.5 8l-5 5"/>""",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => Drawings.Keys;

    /// <summary>The drawing as inline SVG.</summary>
    /// <exception cref="ArgumentException">No drawing has that name: a mistake in the page, which must not pass as an empty picture.</exception>
    public static IHtmlContent Draw(string name) =>
        Drawings.TryGetValue(name, out var drawing)
            ? new HtmlString($"""<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{drawing}</svg>""")
            : throw new ArgumentException($"There is no icon '{name}'. There are: {string.Join(", ", Names.Order(StringComparer.Ordinal))}.", nameof(name));
}
