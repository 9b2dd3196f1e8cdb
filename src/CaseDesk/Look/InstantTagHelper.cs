using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary><c>&lt;instant value="at" /&gt;</c>: <c>24 Nov 2026 17:00 UTC</c> in a <c>time</c> element that carries the exact instant.</summary>
[HtmlTargetElement("instant", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class InstantTagHelper : TagHelper
{
    public required DateTimeOffset Value { get; set; }

    /// <summary>True to say the seconds too.</summary>
    public bool Seconds { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "num");
        output.Attributes.SetAttribute("datetime", Words.Machine(Value));
        output.Content.SetContent(Words.Instant(Value, Seconds));
    }
}
