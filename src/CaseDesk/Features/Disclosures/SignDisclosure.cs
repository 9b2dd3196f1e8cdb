using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;

namespace CaseDesk.Features.Disclosures;

/// <summary>Second half of a release: the signed file lies in the vault, and with this entry it is released. Sent by <see cref="Release"/> only.</summary>
/// <param name="ManifestHash">What was looked at.</param>
/// <param name="Seen">Hash of the document that was looked at and is now signed; null where it was made in the same go.</param>
/// <param name="Version">The preparation whose report this is; null where it came to none.</param>
/// <param name="Settles">A lower level of signature is taken where time-stamp or revocation cannot be had.</param>
public sealed record SignDisclosure(string Number, string? ManifestHash, string? Seen, int? Version, bool Settles, SignedReport Report) : ICommand<ReleasedDisclosure>;

/// <param name="Level">Level of PAdES: <c>B-B</c>, <c>B-T</c> or <c>B-LT</c>.</param>
/// <param name="Missing">What a release that was made without it lacks, in words; null where nothing does.</param>
/// <param name="Stopped">Why there is no report: with it the act is refused, and so recorded.</param>
public sealed record SignedReport(string PdfSha256, long PdfSize, string DocumentHash, string Level, string? Missing, Refusal? Stopped = null);

/// <summary>What the release is answered with; whole here, so that the answer to a repeated call is kept with the act itself.</summary>
/// <param name="DocumentHash">Of all bytes that are signed: the same as of the document that was looked at. Null for what was released before the desk recorded it.</param>
public sealed record ReleasedDisclosure(string Number, string ManifestHash, DateTimeOffset ReleasedAt, string ReleasedBy, string PdfSha256, long PdfSize, string? DocumentHash, IReadOnlyList<string> Files)
{
    /// <summary>From 1; a later one takes the place of one that was recalled.</summary>
    public int Edition { get; init; } = 1;

    /// <summary>Null where it stands.</summary>
    public RecallView? Recalled { get; init; }
}

internal sealed class SignDisclosureValidator : AbstractValidator<SignDisclosure>
{
    public SignDisclosureValidator() => RuleFor(c => c.ManifestHash).NotEmpty().WithMessage("Send the hash of the manifest that you looked at.");
}

internal sealed class SignDisclosureHandler(CaseDeskDb db, DataDirectory data, PolicyShelf policies, DocumentShelf shelf, RequestRows rows, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<SignDisclosure, ReleasedDisclosure>
{
    public async Task<ReleasedDisclosure> Handle(SignDisclosure command, CancellationToken cancel)
    {
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var job = await db.Extractions.Latest(request.Id, cancel);
        await rows.MustBeCommitted(request, line, cancel);
        // Asked again: between the look and the release an approval can fall, or an extraction be done anew.
        if (PrepareDisclosureHandler.InTheWay(request, job, current.Actor.Id).FirstOrDefault() is { } no) throw new Refused(no);
        var disclosure = await db.Disclosures.Newest(request.Id, cancel);
        line.Fact("manifestHash", job!.ManifestHash);
        if (command.ManifestHash != job.ManifestHash) throw new Refused(RequestRefusals.PreviewChanged(request.Number));
        // What is signed is what the policy of this moment bears, also where it came into force while the report was made.
        if (request.ScopePolicy != (await policies.InForce(db, cancel)).Id) throw new Refused(RequestRefusals.PolicyChanged(request.Number));
        if (command.Seen is { } seen && (await shelf.Current(request, job, cancel))?.Note.DocumentHash != seen) throw new Refused(RequestRefusals.DocumentChanged(request.Number));
        if (command.Report.Stopped is { } why) throw new Refused(why);
        if (disclosure is null || disclosure.IsReleased || disclosure.Version != command.Version || disclosure.PreparedBy != current.Actor.Id) throw new Refused(RequestRefusals.ChangedMeanwhile(request.Number));

        var (now, report) = (clock.GetUtcNow(), command.Report);
        disclosure.Release(report.PdfSha256, report.PdfSize, current.Actor.Id, now);
        request.Disclosed();
        line.About("request", request.Number, request.Version).Fact("documentHash", report.DocumentHash).Fact("level", report.Level).Fact("previewed", command.Seen is not null).File(report.PdfSha256, report.PdfSize);
        if (report.Missing is { } missing) line.Fact("missing", missing);
        if (command.Settles) line.Fact("settles", true);
        return new ReleasedDisclosure(
            request.Number, disclosure.ManifestHash, now, current.Actor.Name, report.PdfSha256, report.PdfSize, report.DocumentHash, [.. DisclosureFile.SeenBy(current.Actor), .. DisclosureFile.VolumesSeenBy(current.Actor, data, disclosure)])
        { Edition = disclosure.Edition };
    }
}
