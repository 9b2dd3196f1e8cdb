using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// <c>&lt;hash value="…" /&gt;</c>: the whole value, in mono. With <c>brief</c> the style sheet shows the beginning and opens it on focus
/// and on paper; the page still holds the whole value, so that it can be copied and read aloud.
/// </summary>
[HtmlTargetElement("hash", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class HashTagHelper : TagHelper
{
    public required string? Value { get; set; }

    public bool Brief { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "code";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Brief ? "hash hash-brief" : "hash");
        if (Brief) output.Attributes.SetAttribute("tabindex", "0");
        output.Content.SetContent(Value is { Length: > 0 } ? Value : "none yet");
    }
}
