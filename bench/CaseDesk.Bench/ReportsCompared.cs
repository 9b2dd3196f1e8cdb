using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CaseDesk.Bench.Extraction;
using static System.FormattableString;

namespace CaseDesk.Bench;

/// <summary>The table of <see cref="Reports"/> made by others too, one after the other, each in a process of its own: pdfmake in Node and WeasyPrint, where they are.</summary>
internal static class ReportsCompared
{
    public static async Task<int> Measure(int rows, string repository)
    {
        var directory = Directory.CreateTempSubdirectory("casedesk-bench-").FullName;
        try
        {
            var (ours, failed) = (await Of("CaseDesk.Pdf", Environment.ProcessPath!, [.. Self(), "pdf", Invariant($"{rows}")], null), false);
            Console.WriteLine($"{rows:N0} rows of six columns; processor and most memory of the whole process");
            Tell("CaseDesk.Pdf", ours, ours, null);
            foreach (var (name, program, arguments, output, missing) in Others(directory, repository, rows))
            {
                if (missing is not null) Console.WriteLine($"{name}: not compared. {missing}");
                else
                {
                    var made = await Of(name, program, arguments, output);
                    failed |= made.ExitCode != 0;
                    Tell(name, made, ours, output);
                }
            }
            return failed || ours.ExitCode != 0 ? 1 : 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>How the cost grows, each size in a process of its own, drawn into <paramref name="pictures"/>.</summary>
    public static async Task<int> Growth(string pictures)
    {
        List<(double Rows, double Seconds)> points = [];
        foreach (var rows in (int[])[5_000, 20_000, 80_000, 500_000])
        {
            var made = await Measured.Run(Environment.ProcessPath!, [.. Self(), "pdf", Invariant($"{rows}")]);
            if (made.ExitCode != 0) return 1;
            Console.Write(made.Said);
            points.Add((rows, made.Processor));
        }
        Directory.CreateDirectory(pictures);
        var file = Path.Combine(pictures, "report-growth.svg");
        await File.WriteAllTextAsync(file, GrowthChart.Draw("Seconds of processor to write a report", [("CaseDesk.Pdf", points)]));
        Console.Error.WriteLine($"{file} drawn");
        return 0;
    }

    private static IEnumerable<(string Name, string Program, string[] Arguments, string Output, string? Missing)> Others(string directory, string repository, int rows)
    {
        // The same face for all: what is embedded and subset costs too.
        var font = Path.Combine(repository, "src", "CaseDesk.Pdf", "Fonts", "NotoSans-Regular.ttf");
        var pdfmake = Path.Combine(repository, "bench", "pdfmake");
        var (json, html) = (Path.Combine(directory, "rows.json"), Path.Combine(directory, "rows.html"));
        var table = Enumerable.Range(0, rows).Select(Reports.Row);
        using (var file = File.Create(json)) JsonSerializer.Serialize(file, new { columns = Reports.Columns.Select(column => column.Heading), widths = Reports.Columns.Select(column => column.Weight), records = table });
        File.WriteAllLines(html, Page(font, table));

        var (byPdfmake, byWeasyPrint) = (Path.Combine(directory, "pdfmake.pdf"), Path.Combine(directory, "weasyprint.pdf"));
        // Node's own limit is a share of the memory; what is measured is what is needed.
        yield return ("pdfmake", "node", ["--max-old-space-size=16384", Path.Combine(pdfmake, "report.js"), json, font, byPdfmake], byPdfmake,
            !IsThere("node") ? "There is no Node." : Directory.Exists(Path.Combine(pdfmake, "node_modules")) ? null : "Run: npm ci --prefix bench/pdfmake --ignore-scripts");
        yield return ("WeasyPrint", "weasyprint", [html, byWeasyPrint], byWeasyPrint, IsThere("weasyprint") ? null : "Run: apt-get install weasyprint");
    }

    private static IEnumerable<string> Page(string font, IEnumerable<IReadOnlyList<string>> table)
    {
        yield return $$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Disclosure</title>
            <style>
              @font-face { font-family: Report; src: url("{{new Uri(font)}}"); }
              @page { size: A4; margin: 20mm; @top-left { content: "Courier"; } @bottom-left { content: "CD-2026-000417"; } @bottom-right { content: counter(page) " of " counter(pages); } }
              body { font: 8pt Report; } table { border-collapse: collapse; table-layout: fixed; width: 100%; } td { overflow-wrap: anywhere; } tr { border-bottom: .5pt solid #ccc; }
            </style><h1>Disclosure</h1><table><thead><tr>
            """;
        foreach (var column in Reports.Columns) yield return Invariant($"<th style=\"width: {column.Weight}em\">{WebUtility.HtmlEncode(column.Heading)}");
        yield return "<tbody>";
        foreach (var row in table) yield return "<tr>" + string.Concat(row.Select(value => "<td>" + WebUtility.HtmlEncode(value)));
        yield return "</table>";
    }

    // A first word on the command line where the runtime is started with the program's library.
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Reports).Assembly.Location] : [];

    private static async Task<Measured> Of(string name, string program, string[] arguments, string? output)
    {
        var made = await Measured.Run(program, arguments);
        return made.ExitCode == 0 && output is not null && !File.Exists(output) ? throw new InvalidOperationException($"{name} made no file.") : made;
    }

    private static void Tell(string name, Measured made, Measured ours, string? output)
    {
        var line = new StringBuilder(Invariant($"{name}: {made.Processor:F1} CPU s, {made.Peak / 1e6:F0} MB"));
        if (output is not null && File.Exists(output)) line.Append(Invariant($", {new FileInfo(output).Length / 1e6:F1} MB file"));
        if (made != ours) line.Append(Invariant($"; {made.Processor / ours.Processor:F1} times the processor and {(double)made.Peak / ours.Peak:F1} times the memory of CaseDesk.Pdf"));
        if (made.ExitCode != 0) line.Append(CultureInfo.InvariantCulture, $"; it FAILED with {made.ExitCode}");
        Console.WriteLine(line.ToString());
        if (ReferenceEquals(made, ours)) Console.Write($"  {made.Said}");
    }

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
