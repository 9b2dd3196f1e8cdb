using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// <c>&lt;field-error for="Form.Reference" /&gt;</c>: what is wrong with a field, above it; nothing where nothing is.
/// <see cref="InvalidFieldTagHelper"/> ties the field to it.
/// </summary>
[HtmlTargetElement("field-error", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldErrorTagHelper : TagHelper
{
    public ModelExpression? For { get; set; }

    /// <summary>The field's full name, for fields that no expression reaches.</summary>
    public string? Name { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = For is null ? Name : FieldProblems.FullName(ViewContext, For);
        if (string.IsNullOrEmpty(name)) throw new InvalidOperationException("A field-error needs 'for' or 'name'.");

        var messages = FieldProblems.Of(ViewContext.ModelState, name);
        if (messages.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "usa-error-message");
        output.Attributes.SetAttribute("id", FieldProblems.ErrorId(name));
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0) output.Content.AppendHtml("<br>");
            output.Content.Append(messages[i]);
        }
    }
}
