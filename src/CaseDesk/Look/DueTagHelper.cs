using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// <c>&lt;due at="request.DueAt" now="now" /&gt;</c>: late, soon or on time, with how long, the date and the zone.
/// With <c>ended</c> (nothing is owed any more) only the date is said.
/// </summary>
[HtmlTargetElement("due", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DueTagHelper : TagHelper
{
    /// <summary>From this long before the deadline on it is "due soon".</summary>
    public static TimeSpan Soon { get; } = TimeSpan.FromDays(4);

    public required DateTimeOffset? At { get; set; }

    public required DateTimeOffset Now { get; set; }

    public bool Ended { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (At is not { } at)
        {
            output.Attributes.SetAttribute("class", "due due-stop");
            output.Content.SetContent("No due date");
            return;
        }

        var left = at - Now;
        var (kind, icon, word, how) = (Ended, left) switch
        {
            (true, _) => ("due-stop", "clock", left.Ticks < 0 ? "Was due" : "Due", ""),
            (_, { Ticks: < 0 }) => ("due-late", "late", "Late", "by " + Words.Length(left)),
            _ when left < Soon => ("due-soon", "soon", "Due soon", "in " + Words.Length(left)),
            _ => ("due-ok", "clock", "On time", "due in " + Words.Length(left)),
        };

        output.Attributes.SetAttribute("class", "due " + kind);
        output.Content.AppendHtml(Icon.Draw(icon));
        output.Content.AppendHtml("<span><b>").Append(word).AppendHtml("</b> <span class=\"due-when\">").Append(how).AppendHtml("</span>");
        output.Content.AppendHtml("<span class=\"due-how\"><time datetime=\"").Append(Words.Machine(at)).AppendHtml("\">").Append(Words.Instant(at)).AppendHtml("</time></span></span>");
    }
}
