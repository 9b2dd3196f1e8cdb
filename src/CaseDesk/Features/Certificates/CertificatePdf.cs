using CaseDesk.Features.Templates;
using CaseDesk.Pdf;

namespace CaseDesk.Features.Certificates;

/// <summary>A certificate as the house's PDF: a draft with its mark on every page and without a seal, or the subscribed one, sealed for the provider.</summary>
internal static class CertificatePdf
{
    public const string DraftMark = "DRAFT – not subscribed";

    /// <param name="key">Seals it; null for a draft.</param>
    public static byte[] Write(IReadOnlyList<TemplateBlock> blocks, CertificateFacts facts, string? mark, DateTimeOffset at, SigningKey? key)
    {
        using var output = new MemoryStream();
        using var pdf = new PdfReport(output, new PdfOptions
        {
            Title = $"Certificate of the custodian of records {facts.Number}",
            Language = "en",
            Created = at,
            Author = facts.Provider,
            HeaderLeft = facts.Provider,
            HeaderRight = "Legal process",
            FooterLeft = $"{facts.Provider} · {facts.Number} · {facts.Reference}",
            FooterMiddle = $"report {facts.ReportSha256[..8]}",
            Mark = mark,
            Signature = key is null ? null : new PadesOptions { SignedAt = at, Name = facts.Provider, Reason = $"Seal of {facts.Provider}; the declaration is the named person's" },
        });
        TemplatePages.Write(pdf, blocks);
        var written = pdf.Finish();
        if (key is not null) PadesSigner.Sign(output, written.Signature!, key);
        return output.ToArray();
    }
}
