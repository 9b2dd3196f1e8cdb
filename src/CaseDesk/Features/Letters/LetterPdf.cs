using CaseDesk.Features.Templates;
using CaseDesk.Pdf;

namespace CaseDesk.Features.Letters;

/// <summary>The letter as the house's PDF, signed for the provider: who of its people wrote it is the ledger's business. Values are escaped there, for its fonts.</summary>
internal static class LetterPdf
{
    public static byte[] Write(IReadOnlyList<TemplateBlock> blocks, LetterFacts facts, LetterWords words, TemplateLanguage language, DateTimeOffset at, string? mark, SigningKey key)
    {
        using var output = new MemoryStream();
        PadesSigner.Sign(output, Write(output, blocks, facts, words, language, at, mark, signature: true)!, key);
        return output.ToArray();
    }

    /// <summary>Unsigned; answers where the signature goes.</summary>
    public static SignaturePlace? Write(Stream output, IReadOnlyList<TemplateBlock> blocks, LetterFacts facts, LetterWords words, TemplateLanguage language, DateTimeOffset at, string? mark, bool signature)
    {
        var title = $"{words.Kinds[facts.Kind.Name]} {facts.Number}";
        using var pdf = new PdfReport(output, new PdfOptions
        {
            Title = title,
            Language = language.Code,
            Created = at,
            Author = facts.Provider,
            HeaderLeft = facts.Provider,
            HeaderRight = words.Header,
            FooterLeft = $"{facts.Provider} · {facts.Number} · {facts.Reference}",
            PageOf = words.PageOf,
            Mark = mark,
            Signature = signature ? new PadesOptions { SignedAt = at, Name = facts.Provider, Reason = title } : null,
        });
        TemplatePages.Write(pdf, blocks);
        return pdf.Finish().Signature;
    }
}
