using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>Second half of a release: the signed file lies in the vault, and with this entry it is released. Sent by <see cref="Release"/> only.</summary>
public sealed record SignDisclosure(Guid Disclosure, int Version, string PdfSha256, long PdfSize) : ICommand<ReleasedDisclosure>;

/// <summary>What the release is answered with; whole here, so that the answer to a repeated call is kept with the act itself.</summary>
public sealed record ReleasedDisclosure(string Number, string ManifestHash, DateTimeOffset ReleasedAt, string ReleasedBy, string PdfSha256, long PdfSize, IReadOnlyList<string> Files);

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

        var now = clock.GetUtcNow();
        disclosure.Release(command.PdfSha256, command.PdfSize, current.Actor.Id, now);
        request.Disclosed();
        line.About("request", request.Number, request.Version).File(command.PdfSha256, command.PdfSize);
        return new ReleasedDisclosure(
            request.Number, disclosure.ManifestHash, now, current.Actor.Name, command.PdfSha256, command.PdfSize, DisclosureFile.SeenBy(current.Actor));
    }
}
