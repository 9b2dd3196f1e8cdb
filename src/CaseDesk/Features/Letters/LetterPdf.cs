using CaseDesk.Pdf;

namespace CaseDesk.Features.Letters;

/// <summary>The letter as the house's PDF, signed for the provider: who of its people wrote it is the ledger's business. Values are escaped there, for its fonts.</summary>
internal static class LetterPdf
{
    public static byte[] Write(IReadOnlyList<LetterBlock> blocks, LetterFacts facts, LetterWords words, LetterLanguage language, DateTimeOffset at, string? mark, SigningKey key)
    {
        using var output = new MemoryStream();
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
            Signature = new PadesOptions { SignedAt = at, Name = facts.Provider, Reason = title },
        });
        for (var i = 0; i < blocks.Count;)
        {
            var same = blocks.Skip(i).TakeWhile(block => block.Kind == blocks[i].Kind).ToList();
            switch (blocks[i].Kind)
            {
                case LetterBlockKind.Bullet:
                    pdf.List(same.Select(block => block.Text));
                    i += same.Count;
                    continue;
                case LetterBlockKind.Pair:
                    pdf.KeyValues(same.Select(block => (block.Key, block.Text, false)));
                    i += same.Count;
                    continue;
                case LetterBlockKind.Heading:
                    pdf.Heading(blocks[i].Level, blocks[i].Text);
                    break;
                case LetterBlockKind.Notice:
                    pdf.Caveat(blocks[i].Key, blocks[i].Text);
                    break;
                default:
                    pdf.Paragraph(blocks[i].Text, language: blocks[i].Language);
                    break;
            }
            i++;
        }
        PadesSigner.Sign(output, pdf.Finish().Signature!, key);
        return output.ToArray();
    }
}
