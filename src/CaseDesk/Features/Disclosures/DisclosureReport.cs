using System.Globalization;
using CaseDesk.Features.Templates;
using CaseDesk.Pdf;

namespace CaseDesk.Features.Disclosures;

/// <summary>Writes a report: the template's words and order, the desk's parts. Its own prose makes no statement about people.</summary>
internal static class DisclosureReport
{
    /// <summary>Writes the report with room for its signature, and answers where that is. Without one it is a sample.</summary>
    public static SignaturePlace? Write(Stream output, ReportFacts facts, ReportText text, PadesOptions? signature, IReadOnlyList<(string Name, string MediaType, string Description, byte[] Bytes)> attachments)
    {
        using var pdf = new PdfReport(output, Options(facts, text) with { Signature = signature });
        var parts = new ReportParts(pdf, facts, text, isSigned: signature is not null);
        TemplatePages.Write(pdf, text.Blocks, parts.Write);
        parts.WriteTheRest();
        foreach (var (name, mediaType, description, bytes) in attachments) pdf.Attach(name, mediaType, description, bytes);
        return pdf.Finish().Signature;
    }

    /// <summary>What is on every page, of the report and of its volumes.</summary>
    public static PdfOptions Options(ReportFacts facts, ReportText text) => new()
    {
        Title = text.Words.Title.Replace("{number}", facts.Request.Number, StringComparison.Ordinal),
        Language = text.Language.Code,
        Created = facts.At,
        Author = facts.Provider,
        HeaderLeft = facts.Provider,
        HeaderRight = text.Words.Header,
        FooterLeft = $"{facts.Provider} · {facts.Request.Number} · {facts.Request.Reference}",
        FooterMiddle = $"{facts.ManifestHash[..8]} · ledger {facts.Entry.ToString(CultureInfo.InvariantCulture)}",
        PageOf = text.Words.PageOf,
        Mark = facts.IsSample ? "SAMPLE – not evidence" : null,
    };
}
