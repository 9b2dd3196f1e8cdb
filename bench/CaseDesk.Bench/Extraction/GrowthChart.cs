using System.Globalization;
using System.Text;

namespace CaseDesk.Bench.Extraction;

/// <summary>How the time of each way to search grows with the rows: an SVG, both axes logarithmic, so that a straight line of slope one is linear growth.</summary>
internal static class GrowthChart
{
    private const int Width = 900, Height = 520, Left = 80, Right = 220, Top = 50, Bottom = 60;
    private static readonly string[] Colours = ["#1b6ca8", "#c8553d", "#4f772d", "#7b2d8b", "#b8860b", "#008b8b", "#5c4033", "#d81b60", "#37474f", "#6a994e", "#8d99ae", "#e07a5f", "#264653"];

    public static string Draw(string title, IReadOnlyList<(string Name, IReadOnlyList<(double Rows, double Seconds)> Points)> lines)
    {
        var rows = lines.SelectMany(l => l.Points.Select(p => p.Rows)).ToList();
        var seconds = lines.SelectMany(l => l.Points.Select(p => Math.Max(p.Seconds, 0.001))).ToList();
        var (left, right) = (Math.Log10(rows.Min()), Math.Log10(rows.Max()));
        var (low, high) = (Math.Floor(Math.Log10(seconds.Min())), Math.Ceiling(Math.Log10(seconds.Max())));
        if (high <= low) high = low + 1;
        if (right <= left) right = left + 1;

        var svg = new StringBuilder();
        Say($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"{title}\">");
        Say($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Say($"<text x=\"{Left}\" y=\"26\" font-size=\"16\" font-weight=\"bold\">{title}</text>");
        for (var power = low; power <= high; power++)
        {
            var y = Y(power);
            Say($"<line x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Width - Right}\" y2=\"{y:0.#}\" stroke=\"#dddddd\"/>");
            Say($"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Math.Pow(10, power):0.###} s</text>");
        }
        foreach (var count in rows.Distinct().Order())
        {
            var x = X(Math.Log10(count));
            Say($"<line x1=\"{x:0.#}\" y1=\"{Top}\" x2=\"{x:0.#}\" y2=\"{Height - Bottom}\" stroke=\"#eeeeee\"/>");
            Say($"<text x=\"{x:0.#}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{count:#,0}</text>");
        }
        Say($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 16}\" text-anchor=\"middle\">rows</text>");
        for (var i = 0; i < lines.Count; i++)
        {
            var (colour, points) = (Colours[i % Colours.Length], lines[i].Points);
            // Dashes tell lines apart where colours do not.
            var dash = i % 3 == 0 ? "" : i % 3 == 1 ? " stroke-dasharray=\"7 4\"" : " stroke-dasharray=\"2 3\"";
            var path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(Math.Log10(p.Rows)):0.#},{Y(Math.Log10(Math.Max(p.Seconds, 0.001))):0.#}")));
            Say($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>");
            var y = Top + 8 + (i * 22);
            Say($"<line x1=\"{Width - Right + 16}\" y1=\"{y}\" x2=\"{Width - Right + 46}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>");
            Say($"<text x=\"{Width - Right + 52}\" y=\"{y + 4}\">{lines[i].Name}</text>");
        }
        svg.Append("</svg>\n");
        return svg.ToString();

        double X(double log) => Left + ((log - left) / (right - left) * (Width - Left - Right));
        double Y(double log) => Height - Bottom - ((log - low) / (high - low) * (Height - Top - Bottom));
        void Say(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
