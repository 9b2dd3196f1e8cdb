using System.Diagnostics;
using System.Globalization;
using CaseDesk.Pdf;

namespace CaseDesk.Bench;

/// <summary>What a report of many rows costs: one table of six columns, as a disclosure has them, in a file that is thrown away.</summary>
internal static class Reports
{
    // The shape by which the engines were compared (docs/decisions/0004-own-pdf-writer.md): short values, three scripts.
    public static readonly PdfColumn[] Columns =
        [new("#", 1), new("Time (UTC)", 2.4, Mono: true), new("Account", 1.6, Mono: true), new("IP address", 2, Mono: true), new("Event", 1.8), new("User agent", 3.2)];

    private static readonly string[] Events = ["login", "logout", "token.refresh", "profile.update", "message.send", "file.download"];

    private static readonly string[] Agents =
        ["Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "CaseDesk-iOS/5.2 (iPhone; iOS 19.1)", "okhttp/4.12.0", "Αθήνα client β", "Клиент 3.1"];

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

    public static IReadOnlyList<string> Row(int i)
    {
        // Looks like chance and is the same in every run.
        var chance = (uint)(i + 1) * 2654435761;
        return
        [
            (i + 1).ToString(CultureInfo.InvariantCulture),
            DateTimeOffset.UnixEpoch.AddSeconds(1_790_000_000 + i * 7L).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"u-{chance % 90_000_000 + 10_000_000}"),
            string.Create(CultureInfo.InvariantCulture, $"{chance >> 24}.{chance >> 16 & 255}.{chance >> 8 & 255}.{chance & 255}"),
            Events[chance % Events.Length],
            Agents[i % Agents.Length],
        ];
    }
}
