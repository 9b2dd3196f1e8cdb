using System.Globalization;
using System.Text;
using CaseDesk.Pdf;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>The disclosure report that the tests of the writer, the signer and the verifier share.</summary>
internal static class SampleReport
{
    public const string Hash = "bf59d6a4564f9f49964ef377f398e35c7da2413e9d792c97dfdbbc9687ce8abc";

    public static readonly DateTimeOffset Created = new(2026, 11, 24, 10, 24, 31, TimeSpan.Zero);

    public static readonly byte[] Csv = Encoding.UTF8.GetBytes("item,source,line\r\n2,lookup-log,17\r\n");

    public static PdfOptions Options { get; } = new()
    {
        Title = "Disclosure CD-2026-000417",
        Language = "en",
        Created = Created,
        Author = "Courier",
        HeaderLeft = "Courier",
        HeaderRight = "Legal process · Public key and verifier: courier.example/verify",
        FooterLeft = "Courier · CD-2026-000417 · SPD-26-10382",
        FooterMiddle = "c35b21d6 · ledger 48,263",
        Mark = "SAMPLE – not evidence",
    };

    public static byte[] Write(int rows = 80) => Write(Options, report => Fill(report, rows)).Bytes;

    public static (byte[] Bytes, PdfWritten Written) Write(PdfOptions options, Action<PdfReport> fill)
    {
        using var output = new MemoryStream();
        using var report = new PdfReport(output, options);
        fill(report);
        var written = report.Finish();
        return (output.ToArray(), written);
    }

    /// <summary>Only this content, on otherwise plain pages.</summary>
    public static (byte[] Bytes, PdfWritten Written) Only(Action<PdfReport> fill) =>
        Write(new PdfOptions { Title = "A page", Language = "en", Created = Created }, fill);

    private static void Fill(PdfReport report, int rows)
    {
        report.Heading(1, "Disclosure");
        report.Paragraph("CD-2026-000417", PdfText.Mono);
        report.KeyValues(
        [
            ("To", "Springfield Police Department", false),
            ("Your reference", "SPD-26-10382", true),
            ("Legal process", "Order under 18 U.S.C. § 2703(d), Superior Court, Springfield County, 18 November 2026", false),
            ("Served", "20 November 2026, 09:12:04 UTC", false),
            ("Manifest", Hash, true),
        ]);
        report.Heading(2, "Answer in short");
        report.Table([new("Item", 1), new("Asked", 4), new("Answer", 8), new("Rows", 1.6, Right: true)],
        [
            ["1", "Subscriber record", "Produced, 6 fields; 2 never collected", "1"],
            ["2", "Look-ups, 43 days", "Produced in part, 31 days; 12 days expired", "640"],
            ["3", "Content of messages", "Refused; never collected, and not reached by this order", "0"],
        ]);
        report.Heading(2, "How to check this document");
        report.List(["Open it in any PDF reader that shows signatures: it must say “signed, not changed”.", "Run casedesk-verify disclosure report.pdf."], numbered: true);
        report.List(["Efficient offline flow", "Ελληνικά, кириллица, Žluťoučký"]);
        report.Notice("Signed for Courier by Wren, custodian of records", "24 November 2026, 10:24:31 UTC · PAdES B-B");
        report.PageBreak();
        report.Heading(1, "Look-ups made by the account");
        report.Paragraph("What was asked, and what could be given.", PdfText.Lead);
        report.Caveat("Read this with the data",
            "These logs record look-ups. They do not contain the content of conversations and do not prove that any communication took place.");
        report.Heading(2, "Records");
        report.Table(
            [new("Time (UTC)", 5, Mono: true), new("Queried handle", 3, Mono: true), new("IP address", 4, Mono: true), new("Port", 2, Mono: true, Right: true), new("User agent", 6)],
            Enumerable.Range(0, rows).Select(Row), "Columns in the order of the policy. All records: attached data.csv.");
        report.Heading(3, "Hashes");
        report.MonoBlock([Hash + "  data.csv", Hash + "  manifest.json"]);
        report.Attach("data.csv", "text/csv", "The disclosed rows", Csv);
        report.Attach("manifest.json", "application/json", "What was read", "{}"u8.ToArray(), "Source");
    }

    private static string[] Row(int i) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"2026-10-08T05:{i / 60 % 60:00}:{i % 60:00}.221Z"),
        "h-7k2w",
        i % 3 == 0 ? "2001:db8:85a3::8a2e:370:7334" : "203.0.113.44",
        string.Create(CultureInfo.InvariantCulture, $"{40000 + i}"),
        i % 10 == 0 ? "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2272.101" : "Courier/8.1 (Android 15)",
    ];
}
