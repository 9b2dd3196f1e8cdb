using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary><c>&lt;icon name="check" /&gt;</c>: the drawing as inline SVG; an unknown name fails the page.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper : TagHelper
{
    public required string Name { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Icon.Draw(Name));
    }
}
