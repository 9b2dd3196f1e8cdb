using System.Diagnostics;
using System.Globalization;
using CaseDesk.Pdf;

namespace CaseDesk.Bench;

/// <summary>What a report of many rows costs: one table of six columns, as a disclosure has them, in a file that is thrown away.</summary>
internal static class Reports
{
    private static readonly PdfColumn[] Columns =
        [new("Line", 1.1, Right: true), new("Time (UTC)", 2.6, Mono: true), new("Address", 2, Mono: true), new("Request", 3), new("Status", 1, Right: true), new("User agent", 4)];

    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "curl/8.9.1", "Courier/7.2 (iPhone; iOS 19.1; Scale/3.00)",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    ];

    public static int Measure(int rows)
    {
        var path = Path.GetTempFileName();
        try
        {
            PdfWritten written;
            using (var output = File.Create(path, 1 << 16))
            using (var report = new PdfReport(output, new PdfOptions { Title = "Disclosure", Language = "en", Created = DateTimeOffset.UnixEpoch, HeaderLeft = "Courier", FooterLeft = "CD-2026-000417" }))
            {
                report.Heading(1, "Disclosure");
                report.Table(Columns, Enumerable.Range(0, rows).Select(Row), "Records");
                written = report.Finish();
            }

            var cpu = Environment.CpuUsage.TotalTime.TotalSeconds;
            using var self = Process.GetCurrentProcess();
            var size = new FileInfo(path).Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rows:N0} rows: {written.Pages:N0} pages, {cpu:F1} CPU s of the whole process, {self.PeakWorkingSet64 / 1e6:F0} MB at most, {size / 1e6:F1} MB file, {(double)size / rows:F0} bytes a row"));
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IReadOnlyList<string> Row(int i) =>
    [
        (i + 1).ToString(CultureInfo.InvariantCulture),
        DateTimeOffset.UnixEpoch.AddSeconds(1_790_000_000 + i * 7L).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"203.0.{i / 256 % 256}.{i % 256}"),
        string.Create(CultureInfo.InvariantCulture, $"GET /v2/users/{i * 2654435761L % 1_000_000:D6}/capabilities"),
        i % 17 == 0 ? "404" : "200",
        Agents[i % Agents.Length],
    ];
}
