using System.Security.Cryptography;
using CaseDesk.Extraction;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Requests;

/// <summary>Attaches the order. The file is stored before the row that names it: a crash between leaves an orphan, never a row without its file.</summary>
/// <param name="FileName">As sent; shown only, never used as a path.</param>
public sealed record AttachDocument(string Number, string FileName, Stream Content, long? Length) : ICommand<AttachedDocument>;

public sealed record AttachedDocument(int Document, string Sha256, long Size);

internal sealed class AttachDocumentValidator : AbstractValidator<AttachDocument>
{
    public AttachDocumentValidator(IOptions<CaseDeskOptions> options)
    {
        RuleFor(c => c.Length).Must(length => length is null || length <= options.Value.LargestDocument).OverridePropertyName("file").WithMessage(_ => TooLarge(options.Value.LargestDocument));
        RuleFor(c => c.Length).Must(length => length is null or > 0).OverridePropertyName("file").WithMessage("The file is empty.");
    }

    public static string TooLarge(long most) => $"The order may have at most {most / (1024 * 1024)} MB.";
}

internal sealed class AttachDocumentHandler(CaseDeskDb db, DataDirectory data, ScopeOf scopeOf, CurrentActor current, LedgerLine line, IOptions<CaseDeskOptions> options, TimeProvider clock)
    : IRequestHandler<AttachDocument, AttachedDocument>
{
    public async Task<AttachedDocument> Handle(AttachDocument command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        var bytes = await Read(command.Content, options.Value.LargestDocument, cancel);
        if (!LooksLikePdf(bytes)) throw new ValidationException([new("file", "This is not a PDF: attach the order as a PDF file.")]);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (request.Documents.Any(d => d.Sha256 == sha256)) throw new ValidationException([new("file", "This very file is attached already.")]);

        var storedAs = Guid.CreateVersion7().ToString("n") + ".pdf";
        var document = request.Attach(Shown(command.FileName), bytes.Length, sha256, storedAs, current.Actor.Id, now);
        DurableFile.Write(data.Document(storedAs), bytes);

        var scope = await scopeOf.Compute(request, cancel);
        request.ScopeIs(scope.Hash, scope.PolicyVersion, scope.FirstDataExpiresAt, now);
        line.About("request", request.Number, request.Version).Fact("scopeHash", scope.Hash).File(sha256, bytes.Length);
        return new AttachedDocument(document.Number, sha256, bytes.Length);
    }

    private static async Task<byte[]> Read(Stream content, long most, CancellationToken cancel)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await content.ReadAsync(buffer, cancel)) > 0;)
        {
            if (memory.Length + read > most) throw new Refused(new Refusal(1220, "too-large", AttachDocumentValidator.TooLarge(most), 413));
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }

    /// <summary>
    /// Content, not name: a PDF starts with its header within the first kilobyte (ISO 32000-1, annex H.3.4.1, implementation note 13)
    /// and ends with %%EOF. It is never parsed here: parsers of untrusted PDFs belong into a process of their own.
    /// </summary>
    private static bool LooksLikePdf(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 64 && bytes[..Math.Min(1024, bytes.Length)].IndexOf("%PDF-"u8) >= 0 && bytes[^Math.Min(2048, bytes.Length)..].IndexOf("%%EOF"u8) >= 0;

    /// <summary>A name to show: the last part, without what a terminal or a header could trip over.</summary>
    private static string Shown(string fileName)
    {
        var last = fileName.Split('/', '\\')[^1];
        var clean = new string([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('"' or '<' or '>') && TextRules.IsClean(c.ToString(), multiline: false))]);
        return clean.Length == 0 ? "order.pdf" : clean[..Math.Min(clean.Length, OrderDocument.FileNameMaxLength)];
    }
}

/// <summary>The attached order, for those who work on it.</summary>
public sealed record OrderDocumentFile(string Number, int Document) : IQuery<StoredFile>;

/// <param name="Path">Server's path; never shown.</param>
/// <param name="Name">Name that the download gets.</param>
public sealed record StoredFile(string Path, string Name, string MediaType);

internal sealed class OrderDocumentFileHandler(CaseDeskDb db, DataDirectory data, CurrentActor current, LedgerLine line) : IRequestHandler<OrderDocumentFile, StoredFile>
{
    public async Task<StoredFile> Handle(OrderDocumentFile query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Include(r => r.Documents).Get(query.Number, current.Actor, cancel);
        var document = request.Documents.SingleOrDefault(d => d.Number == query.Document) ?? throw new Refused(RequestRefusals.NotFound);
        line.About("request", request.Number).Fact("document", query.Document).File(document.Sha256, document.Size);
        return new StoredFile(data.Document(document.StoredAs), $"{request.Number}-order-{document.Number}.pdf", "application/pdf");
    }
}
