using System.Security.Cryptography;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Letters;

/// <summary>A written letter, as PDF or text. The agency reads those of its own requests: they are addressed to it.</summary>
public sealed record LetterFile(string Number, int Letter, string Name) : IQuery<CheckedFile>
{
    public static IReadOnlyList<string> Names { get; } = ["letter.pdf", "letter.txt"];
}

internal sealed class LetterFileHandler(CaseDeskDb db, DataDirectory data, CurrentActor current, LedgerLine line) : IRequestHandler<LetterFile, CheckedFile>
{
    public async Task<CheckedFile> Handle(LetterFile query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version).Fact("file", LetterFile.Names.Contains(query.Name) ? query.Name : "unknown").Fact("letter", query.Letter);
        var letter = await db.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.RequestId == request.Id && l.Number == query.Letter, cancel);
        if (letter is null || !LetterFile.Names.Contains(query.Name)) throw new Refused(LetterRefusals.NoSuchLetter(request.Number));

        var name = FormattableString.Invariant($"{request.Number}-letter-{letter.Number}");
        return query.Name == "letter.pdf"
            ? new CheckedFile(await Read(letter, "pdf", letter.PdfSha256, letter.PdfSize, cancel), name + ".pdf", "application/pdf")
            : new CheckedFile(await Read(letter, "txt", letter.TextSha256, letter.TextSize, cancel), name + ".txt", "text/plain; charset=utf-8");
    }

    private async Task<byte[]> Read(Letter letter, string ending, string sha256, long size, CancellationToken cancel)
    {
        line.File(sha256, size);
        var file = data.Letter(letter.Id, ending);
        var bytes = File.Exists(file) ? await File.ReadAllBytesAsync(file, cancel) : [];
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256 ? bytes : throw new Refused(LetterRefusals.Damaged);
    }
}
