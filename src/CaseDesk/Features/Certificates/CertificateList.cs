using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>The certificates of a request, and for custodians who can declare. Officers outside see the sealed ones: a draft declares nothing.</summary>
public sealed record CertificateList(string Number) : IQuery<CertificateListView>;

/// <param name="Declarants">Empty for who does not draft.</param>
/// <param name="Not">Why none can be drafted now; null where one can, and for who does not draft.</param>
public sealed record CertificateListView(string Number, IReadOnlyList<CertificateView> Certificates, IReadOnlyList<CustodianName> Declarants, Refusal? Not);

/// <param name="Edition">Of the disclosure that it is about.</param>
/// <param name="IsRecalled">True where that disclosure was recalled since.</param>
/// <param name="IsMine">True where the reader is the declarant.</param>
/// <param name="DeclinedReason">Null for officers outside.</param>
public sealed record CertificateView(
    int Certificate, string Form, string? Country, string Declarant, CertificateState State, DateTimeOffset DraftedAt, string TextSha256, DateTimeOffset? SubscribedAt, string? Place,
    DateTimeOffset? DeclinedAt, string? DeclinedReason, DateTimeOffset? SealedAt, string? PdfSha256, long? PdfSize, int Edition, bool IsRecalled, bool IsMine)
{
    internal static CertificateView Of(Certificate certificate, string declarant, Actor reader, int edition, bool isRecalled) => new(
        certificate.Number, certificate.Form, certificate.Country, declarant, certificate.State, certificate.DraftedAt, certificate.TextSha256, certificate.SubscribedAt, certificate.Place,
        certificate.DeclinedAt, reader.IsOutside ? null : certificate.DeclinedReason, certificate.SealedAt, certificate.PdfSha256, certificate.PdfSize, edition, isRecalled, certificate.DeclarantId == reader.Id);
}

internal sealed class CertificateListHandler(CaseDeskDb db, CertificateDrafts drafts, CurrentActor current, LedgerLine line) : IRequestHandler<CertificateList, CertificateListView>
{
    public async Task<CertificateListView> Handle(CertificateList query, CancellationToken cancel)
    {
        var actor = current.Actor;
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Get(query.Number, actor, cancel);
        line.About("request", request.Number, request.Version);
        var rows = await db.Certificates.AsNoTracking().Where(c => c.RequestId == request.Id && (!actor.IsOutside || c.SealedAt != null)).OrderBy(c => c.Number).Select(c => new
        {
            Certificate = c,
            Declarant = db.Users.Where(p => p.Id == c.DeclarantId).Select(p => p.DisplayName).First(),
            Edition = db.Disclosures.Where(d => d.Id == c.DisclosureId).Select(d => d.Edition).First(),
            IsRecalled = db.Recalls.Any(r => r.DisclosureId == c.DisclosureId),
        }).ToListAsync(cancel);
        line.Fact("certificates", rows.Count);
        var mayDraft = actor.Has(Role.Custodian);
        return new CertificateListView(
            request.Number, [.. rows.Select(row => CertificateView.Of(row.Certificate, row.Declarant, actor, row.Edition, row.IsRecalled))],
            mayDraft ? await db.Custodians(cancel) : [],
            mayDraft && await drafts.InForce(request, cancel) is null ? CertificateRefusals.NotReleased(request.Number) : null);
    }
}
