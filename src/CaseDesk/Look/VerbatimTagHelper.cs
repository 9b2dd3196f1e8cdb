using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// <c>&lt;verbatim value="cell" /&gt;</c>: a recorded value as it stands. What has no glyph, or would turn the text around (Unicode TR 36),
/// is named by its code point in place, so that one value never looks like another.
/// </summary>
[HtmlTargetElement("verbatim", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class VerbatimTagHelper : TagHelper
{
    public required string? Value { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "bdi";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Value is null ? "verbatim soft" : "verbatim");
        if (Value is null)
        {
            output.Content.SetContent("no value");
            return;
        }
        var seen = new StringBuilder();
        foreach (var rune in Value.EnumerateRunes())
        {
            if (HasGlyph(rune))
            {
                seen.Append(rune);
                continue;
            }
            output.Content.Append(seen.ToString()).AppendHtml("<span class=\"unseen\">").Append(string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}")).AppendHtml("</span>");
            seen.Clear();
        }
        output.Content.Append(seen.ToString());
    }

    private static bool HasGlyph(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
