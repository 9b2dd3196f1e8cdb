using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;

namespace CaseDesk.Features.Disclosures;

/// <summary>The finished document is looked at before it is signed. Sent by <see cref="Release"/>, which sees to it that there is one.</summary>
public sealed record OpenDocument(string Number) : IQuery<OpenedDocument>;

/// <param name="DocumentHash">What a release binds to.</param>
/// <param name="Missing">Evidence that it was made without, in words.</param>
/// <param name="Room">Where the room for the signature begins and where the file goes on: all else is what the hash is of.</param>
public sealed record OpenedDocument(CheckedFile File, string DocumentHash, (long First, long Second) Room, string? Missing);

internal sealed class OpenDocumentHandler(CaseDeskDb db, RequestRows rows, DocumentShelf shelf, CurrentActor current, LedgerLine line) : IRequestHandler<OpenDocument, OpenedDocument>
{
    public async Task<OpenedDocument> Handle(OpenDocument query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.Whole().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var job = await db.Extractions.Latest(request.Id, cancel);
        await rows.MustBeCommitted(request, line, cancel);
        if (PrepareDisclosureHandler.InTheWay(request, job, current.Actor.Id).FirstOrDefault() is { } no) throw new Refused(no);
        if (await shelf.Current(request, job, cancel) is not { } document || await DocumentShelf.Read(document, cancel) is not { } bytes) throw new Refused(RequestRefusals.DocumentChanged(request.Number));

        var note = document.Note;
        line.Fact("documentHash", note.DocumentHash).Fact("manifestHash", note.ManifestHash).File(note.Sha256, note.Size);
        return new OpenedDocument(new CheckedFile(bytes, $"{request.Number}-not-signed.pdf", "application/pdf"), note.DocumentHash, (note.Place.Contents, note.Place.End), note.Missing);
    }
}
