using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>Second half of a release: the signed file lies in the vault, and with this entry it is released. Sent by <see cref="Release"/> only.</summary>
public sealed record SignDisclosure(Guid Disclosure, int Version, SignedReport Report) : ICommand<ReleasedDisclosure>;

/// <param name="Level">Level of PAdES: <c>B-B</c>, <c>B-T</c> or <c>B-LT</c>.</param>
/// <param name="Missing">What a release that was made without it lacks, in words; null where nothing does.</param>
/// <param name="Stopped">Why there is no report: with it the act is refused, and so recorded.</param>
public sealed record SignedReport(string PdfSha256, long PdfSize, string Level, string? Missing, Refusal? Stopped = null);

/// <summary>What the release is answered with; whole here, so that the answer to a repeated call is kept with the act itself.</summary>
public sealed record ReleasedDisclosure(string Number, string ManifestHash, DateTimeOffset ReleasedAt, string ReleasedBy, string PdfSha256, long PdfSize, IReadOnlyList<string> Files)
{
    /// <summary>From 1; a later one takes the place of one that was recalled.</summary>
    public int Edition { get; init; } = 1;

    /// <summary>Null where it stands.</summary>
    public RecallView? Recalled { get; init; }
}

internal sealed class SignDisclosureHandler(CaseDeskDb db, PolicyShelf policies, RequestRows rows, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<SignDisclosure, ReleasedDisclosure>
{
    public async Task<ReleasedDisclosure> Handle(SignDisclosure command, CancellationToken cancel)
    {
        var disclosure = await db.Disclosures.Include(d => d.Request).SingleAsync(d => d.Id == command.Disclosure, cancel);
        var request = disclosure.Request!;
        line.About("request", request.Number, request.Version).Fact("manifestHash", disclosure.ManifestHash);
        await rows.MustBeCommitted(request, line, cancel);
        if (disclosure.IsReleased) throw new Refused(RequestRefusals.ReleaseExists(request.Number));
        if (disclosure.Version != command.Version || disclosure.PreparedBy != current.Actor.Id) throw new Refused(RequestRefusals.ChangedMeanwhile(request.Number));
        // What is signed is what the policy of this moment bears, also where it came into force while the report was made.
        if (request.ScopePolicy != (await policies.InForce(db, cancel)).Id) throw new Refused(RequestRefusals.PolicyChanged(request.Number));

        if (command.Report.Stopped is { } why) throw new Refused(why);

        var (now, report) = (clock.GetUtcNow(), command.Report);
        disclosure.Release(report.PdfSha256, report.PdfSize, current.Actor.Id, now);
        request.Disclosed();
        line.About("request", request.Number, request.Version).Fact("level", report.Level).File(report.PdfSha256, report.PdfSize);
        if (report.Missing is { } missing) line.Fact("missing", missing);
        return new ReleasedDisclosure(
            request.Number, disclosure.ManifestHash, now, current.Actor.Name, report.PdfSha256, report.PdfSize, DisclosureFile.SeenBy(current.Actor))
        { Edition = disclosure.Edition };
    }
}
