using CaseDesk.Model.Requests;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// <c>&lt;due value="request.Due" now="now" /&gt;</c>: late, soon, on time or stopped, with how long, the date and the zone, and how a deadline that was moved came to be.
/// With <c>ended</c> (nothing is owed any more) only the date is said.
/// </summary>
[HtmlTargetElement("due", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DueTagHelper : TagHelper
{
    /// <summary>From this long before the deadline on it is "due soon".</summary>
    public static TimeSpan Soon { get; } = TimeSpan.FromDays(4);

    public required Deadline Value { get; set; }

    public required DateTimeOffset Now { get; set; }

    public bool Ended { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Value.At is not { } at)
        {
            output.Attributes.SetAttribute("class", "due due-stop");
            output.Content.SetContent("No due date");
            return;
        }

        var left = at - Now;
        var (kind, icon, word, how) = (Ended, left) switch
        {
            _ when Value.Left is { } kept => ("due-stop", "pause", "Clock stopped", Words.Length(kept) + " remained"),
            (true, _) => ("due-stop", "clock", left.Ticks < 0 ? "Was due" : "Due", ""),
            (_, { Ticks: < 0 }) => ("due-late", "late", "Late", "by " + Words.Length(left)),
            _ when left < Soon => ("due-soon", "soon", "Due soon", "in " + Words.Length(left)),
            _ => ("due-ok", "clock", "On time", "due in " + Words.Length(left)),
        };

        output.Attributes.SetAttribute("class", "due " + kind);
        output.Content.AppendHtml(Icon.Draw(icon));
        output.Content.AppendHtml("<span><b>").Append(word).AppendHtml("</b> <span class=\"due-when\">").Append(how).AppendHtml("</span>");
        // To the second where it is a sum, so that the sum comes out.
        var moved = Value.StoppedFor.Ticks > 0;
        if (Value.StoppedSince is { } since) AppendTime(output.Content.AppendHtml("<span class=\"due-how\">since "), since, false).AppendHtml("</span>");
        AppendTime(output.Content.AppendHtml(moved ? "<span class=\"due-how due-sum\">" : "<span class=\"due-how\">").Append(Value.Left is null ? "" : "was due "), at, moved).AppendHtml("</span>");
        if (moved && Value.AsReceived is { } received)
            AppendTime(output.Content.AppendHtml("<span class=\"due-how due-sum\">= "), received, true).AppendHtml(" as received</span><span class=\"due-how due-sum\">+ ").Append(Words.Exactly(Value.StoppedFor)).AppendHtml(" stopped for a question</span>");
        output.Content.AppendHtml("</span>");
    }

    private static IHtmlContentBuilder AppendTime(IHtmlContentBuilder content, DateTimeOffset at, bool seconds) =>
        content.AppendHtml("<time datetime=\"").Append(Words.Machine(at)).AppendHtml("\">").Append(Words.Instant(at, seconds)).AppendHtml("</time>");
}
