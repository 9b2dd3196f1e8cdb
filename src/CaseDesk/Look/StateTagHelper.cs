using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// <c>&lt;state value="registered" /&gt;</c>: where a request or an extraction is, by its name in the contract.
/// Filled: someone here must act. Washed: it runs. Dashed: it waits for others, or ended without data.
/// </summary>
[HtmlTargetElement("state", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StateTagHelper : TagHelper
{
    public required string Value { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (kind, words) = Value switch
        {
            "registered" or "extracted" => ("state state-act", Words.Status(Value)),
            "approved" => ("state state-run", Words.Status(Value)),
            "clarification" or "refused" or "withdrawn" => ("state state-stop", Words.Status(Value)),
            "disclosed" or "closed" => ("state", Words.Status(Value)),
            "queued" or "running" => ("state state-run", Words.Extraction(Value)),
            "complete" => ("state", Words.Extraction(Value)),
            "complete-with-rejects" => ("state state-warn", Words.Extraction(Value)),
            "failed" => ("state state-bad", Words.Extraction(Value)),
            "cancelled" => ("state state-stop", Words.Extraction(Value)),
            _ => ("state", Value),
        };

        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", kind);
        output.Content.SetContent(words);
    }
}
