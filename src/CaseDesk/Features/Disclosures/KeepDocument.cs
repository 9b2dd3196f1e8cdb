using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>The finished document of a preparation lies in the vault, to be looked at and then signed. Sent by <see cref="Release"/> only.</summary>
public sealed record KeepDocument(string Number, int Version, MadeDocument Document) : ICommand<Nothing>;

/// <param name="DocumentHash">What the signature will cover.</param>
/// <param name="NoteHash">Of what lies beside the document.</param>
/// <param name="Stopped">Why there is no document: with it the act is refused, and so recorded.</param>
public sealed record MadeDocument(string DocumentHash, string NoteHash, string Sha256, long Size, string? Missing, Refusal? Stopped = null);

internal sealed class KeepDocumentHandler(CaseDeskDb db, CurrentActor current, LedgerLine line) : IRequestHandler<KeepDocument, Nothing>
{
    public async Task<Nothing> Handle(KeepDocument command, CancellationToken cancel)
    {
        line.Personal("number", command.Number);
        var request = await db.Requests.AsNoTracking().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var disclosure = (await db.Disclosures.AsNoTracking().Newest(request.Id, cancel))!;
        if (disclosure.IsReleased) throw new Refused(RequestRefusals.ReleaseExists(request.Number));
        // Another look began since, and what it makes is what counts.
        if (disclosure.Version != command.Version || disclosure.PreparedBy != current.Actor.Id) throw new Refused(RequestRefusals.ChangedMeanwhile(request.Number));
        if (command.Document.Stopped is { } why) throw new Refused(why);

        var document = command.Document;
        line.Fact("documentHash", document.DocumentHash).Fact("manifestHash", disclosure.ManifestHash).Fact("noteHash", document.NoteHash).File(document.Sha256, document.Size);
        if (document.Missing is { } missing) line.Fact("missing", missing);
        return default;
    }
}
