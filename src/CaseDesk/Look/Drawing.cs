using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CaseDesk.Look;

/// <summary>Writes the elements of a picture. Values are encoded here and nowhere else.</summary>
internal sealed class Drawing
{
    private readonly StringBuilder text = new();

    public Drawing Open(string element, params (string Name, string Value)[] attributes)
    {
        text.Append('<').Append(element);
        foreach (var (name, value) in attributes) text.Append(' ').Append(name).Append("=\"").Append(HtmlEncoder.Default.Encode(value)).Append('"');
        text.Append('>');
        return this;
    }

    public Drawing Close(string element)
    {
        text.Append("</").Append(element).Append('>');
        return this;
    }

    public Drawing Say(string words)
    {
        text.Append(HtmlEncoder.Default.Encode(words));
        return this;
    }

    public Drawing Element(string element, string words, params (string Name, string Value)[] attributes) => Open(element, attributes).Say(words).Close(element);

    public Drawing Line(string kind, double atPercent, double top, double bottom) =>
        Element("line", "", ("class", kind), ("x1", Percent(atPercent)), ("x2", Percent(atPercent)), ("y1", Number(top)), ("y2", Number(bottom)));

    public Drawing Bar(string kind, double fromPercent, double widthPercent, double top, double height, string pattern = "")
    {
        (string, string)[] attributes = [("class", kind), ("x", Percent(fromPercent)), ("y", Number(top)), ("width", Percent(widthPercent)), ("height", Number(height))];
        return Element("rect", "", pattern.Length == 0 ? attributes : [.. attributes, ("fill", $"url(#{pattern})")]);
    }

    public Drawing Text(string kind, string words, double atPercent, double baseline, string anchor = "start", double shift = 0) =>
        Element("text", words, ("class", kind), ("x", Percent(atPercent)), ("y", Number(baseline)), ("text-anchor", anchor), ("dx", Number(shift)));

    public override string ToString() => text.ToString();

    private static string Percent(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
