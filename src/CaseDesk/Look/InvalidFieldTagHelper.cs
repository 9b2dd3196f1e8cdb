using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>Marks a field that was refused, and ties it to the text of its <c>field-error</c> (WCAG 3.3.1, ARIA21).</summary>
[HtmlTargetElement("input", Attributes = "asp-for")]
[HtmlTargetElement("select", Attributes = "asp-for")]
[HtmlTargetElement("textarea", Attributes = "asp-for")]
public sealed class InvalidFieldTagHelper : TagHelper
{
    [HtmlAttributeName("asp-for")]
    public required ModelExpression For { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    /// <summary>After the framework's own helpers (-1000), which write the field.</summary>
    public override int Order => 0;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = FieldProblems.FullName(ViewContext, For);
        if (FieldProblems.Of(ViewContext.ModelState, name).Count == 0) return;

        var type = output.Attributes["type"]?.Value?.ToString();
        if (type is "hidden") return;

        if (type is not ("checkbox" or "radio")) output.AddClass("usa-input--error", HtmlEncoder.Default);
        output.Attributes.SetAttribute("aria-invalid", "true");
        var described = output.Attributes["aria-describedby"]?.Value?.ToString();
        output.Attributes.SetAttribute("aria-describedby", string.IsNullOrEmpty(described) ? FieldProblems.ErrorId(name) : described + " " + FieldProblems.ErrorId(name));
    }
}
