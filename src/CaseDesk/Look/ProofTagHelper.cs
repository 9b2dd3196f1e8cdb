using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary><c>&lt;proof entry="48229" /&gt;</c>: the ledger's mark with the entry's number. It is a link only for those who may open the ledger.</summary>
[HtmlTargetElement("proof", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ProofTagHelper : TagHelper
{
    /// <summary>Index of the entry in the ledger, from 0; null for one of a ledger that a restore closed, which is proven by its export.</summary>
    public required long? Entry { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Entry is not { } entry)
        {
            output.TagName = "span";
            output.TagMode = TagMode.StartTagAndEndTag;
            output.Content.SetContent("in an earlier ledger");
            return;
        }
        var number = entry.ToString("N0", CultureInfo.InvariantCulture);
        var opens = Navigation.HasLedger(ViewContext.HttpContext.User);

        output.TagName = opens ? "a" : "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "proof");
        if (opens) output.Attributes.SetAttribute("href", "/ledger/entries/" + entry.ToString(CultureInfo.InvariantCulture));
        output.Content.SetHtmlContent(Icon.Draw("seal"));
        output.Content.AppendHtml("<span class=\"usa-sr-only\">").Append(opens ? "Proof of ledger entry " : "Ledger entry ").AppendHtml("</span>").Append(number);
    }
}
