using CaseDesk.Policy;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary><c>&lt;outcome value="@answer.Outcome" /&gt;</c> (with the @: Razor takes a bare name for a member of the enum): icon and words; content, where given, replaces the words.</summary>
[HtmlTargetElement("outcome", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class OutcomeTagHelper : TagHelper
{
    public required Outcome Value { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        var mark = Mark.Of(Value);

        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "out " + mark.Class);
        output.Content.SetHtmlContent(Icon.Draw(mark.Icon));
        output.Content.AppendHtml("<span>");
        if (content.IsEmptyOrWhiteSpace) output.Content.Append(Words.For(Value));
        else output.Content.AppendHtml(content);
        output.Content.AppendHtml("</span>");
    }
}
