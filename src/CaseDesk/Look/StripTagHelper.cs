using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// The retention strip: what the order asks for against what is there, one row a source, as SVG made on the server,
/// and the same as a table. <c>&lt;strip id="s2" title="Item 2" sources="…" asked-from="…" asked-to="…" served-at="…" /&gt;</c>
/// </summary>
[HtmlTargetElement("strip", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StripTagHelper : TagHelper
{
    /// <summary>Unique on the page; the picture's title and description are tied to it.</summary>
    public required string Id { get; set; }

    /// <summary>What the picture is about, for example <c>Item 2</c>.</summary>
    public required string Title { get; set; }

    public required IReadOnlyList<StripSource> Sources { get; set; }

    /// <summary>Start of the asked period, inclusive.</summary>
    public required DateTimeOffset AskedFrom { get; set; }

    /// <summary>End of the asked period, exclusive.</summary>
    public required DateTimeOffset AskedTo { get; set; }

    /// <summary>The instant of service, at which retention is judged.</summary>
    public required DateTimeOffset ServedAt { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "item-strip");
        var drawn = Sources.Where(source => source.Segments.Count > 0).ToList();
        if (drawn.Count == 0 || AskedTo <= AskedFrom)
        {
            output.Content.SetHtmlContent("<p class=\"soft small\">There is no period to draw.</p>");
            return;
        }

        var picture = new StripPicture(Id, Title, drawn, AskedFrom, AskedTo, ServedAt);
        output.Content.AppendHtml(picture.Draw());
        output.Content.AppendHtml(StripTable.Write(Title, drawn, picture.Unnamed));
    }
}
