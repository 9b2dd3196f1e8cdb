using System.Security.Cryptography.X509Certificates;
using System.Text;
using CaseDesk.Pdf;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Reports for the tests, made by the library's own front door.</summary>
internal static class Reports
{
    public const string Hash = "803d8eb0fe6902e3880bee63c537f65f3917f39e743a36703b093591e7054c79";

    public static readonly DateTimeOffset Created = new(2026, 11, 24, 10, 24, 31, TimeSpan.Zero);

    public static PdfOptions Options { get; } = new()
    {
        Title = "Disclosure CD-2026-000417",
        Language = "en",
        Created = Created,
        HeaderLeft = "Courier",
        HeaderRight = "Legal process · courier.example/verify",
        FooterLeft = "Courier · CD-2026-000417",
        FooterMiddle = "c35b21d6 · ledger 48,263",
    };

    public static byte[] Write(Action<PdfReport> compose, PdfOptions? options = null) => WriteWithCount(compose, options).Pdf;

    public static (byte[] Pdf, PdfWritten Written) WriteWithCount(Action<PdfReport> compose, PdfOptions? options = null)
    {
        using var output = new MemoryStream();
        using var report = new PdfReport(output, options ?? Options);
        compose(report);
        var written = report.Finish();
        return (output.ToArray(), written);
    }

    /// <summary>A report with every kind of block on several pages.</summary>
    public static byte[] Full(PdfOptions? options = null) => Write(ComposeFull, options);

    /// <summary>The same with a signature at level B-B.</summary>
    public static byte[] Signed(X509Certificate2 certificate, PadesOptions? signature = null, Action<PdfReport>? compose = null)
    {
        using var file = new MemoryStream();
        var written = WriteTo(file, signature ?? new PadesOptions { SignedAt = Created, Name = "Wren" }, compose);
        PadesSigner.Sign(file, written.Signature!, SigningKey.Of(certificate));
        return file.ToArray();
    }

    /// <summary>The same with a time-stamp, from an authority asked over the loopback.</summary>
    public static async Task<byte[]> Stamped(SigningKey key, TestPki pki, PadesOptions? signature = null, Action<PdfReport>? compose = null)
    {
        using var http = new HttpClient();
        using var file = new MemoryStream();
        var written = WriteTo(file, signature ?? new PadesOptions { SignedAt = Created, Name = "Wren" }, compose);
        await PadesSigner.SignAndStamp(file, written.Signature!, key, new TimestampAuthority(http, pki.Stamps), CancellationToken.None);
        return file.ToArray();
    }

    public static PdfWritten WriteTo(Stream output, PadesOptions signature, Action<PdfReport>? compose = null)
    {
        using var report = new PdfReport(output, Options with { Signature = signature });
        (compose ?? ComposeFull)(report);
        return report.Finish();
    }

    public static void ComposeFull(PdfReport report) => Compose(report, rows: 120);

    public static void Compose(PdfReport report, int rows)
    {
        report.Heading(1, "Disclosure");
        report.Paragraph("CD-2026-000417", PdfText.Lead);
        report.KeyValues([("To", "Springfield Police Department", false), ("Your reference", "SPD-26-10382", true)]);
        report.Heading(2, "How to check this document");
        report.List(["Open it in any reader that shows signatures.", "Run the verifier.\nIt says in plain words what holds."], numbered: true);
        report.List(["Ελληνικά", "Кириллица"]);
        report.Notice("Signed for Courier", "24 November 2026");
        report.Link("Where to get the verifier", new Uri("https://courier.example/verify"), "Page of the provider with the verifier");
        report.Image(Pictures.Png(type: 2, depth: 8, width: 6, height: 4), "The provider's mark", width: 40);
        report.QrCode("https://courier.example/verify", "The address of the verifier", size: 60);
        report.PageBreak();
        report.Heading(1, "Look-ups made by the account");
        report.Caveat("Read this with the data", "These logs record look-ups. They do not prove that any communication took place.");
        report.Table(
            [new("Time (UTC)", 3, Mono: true), new("Address", 2, Mono: true), new("User agent", 4), new("Rows", 1, Right: true)],
            Enumerable.Range(0, rows).Select(i => (IReadOnlyList<string>)[$"2026-10-08 05:14:09.{i:D3}", $"203.0.113.{i}", i % 9 == 0 ? "" : $"Mozilla/5.0 ({i}) efficient office fi", $"{i}"]),
            $"Records 1 to {rows}");
        report.Heading(3, "Files");
        report.MonoBlock([$"{Hash}  data.csv"]);
        report.Paragraph("All records: attached.", PdfText.Small);
        report.Paragraph(Hash, PdfText.Mono);
        report.Attach("data.csv", "text/csv", "Disclosed records", Encoding.UTF8.GetBytes("time,address\n2026,203.0.113.1\n"));
        report.Attach("manifest.json", "application/json", "Manifest", "{}"u8.ToArray(), "Supplement");
    }
}
