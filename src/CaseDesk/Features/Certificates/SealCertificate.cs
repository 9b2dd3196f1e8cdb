using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pdf;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>Makes the file of a subscribed certificate and seals it for the provider. It declares nothing, so that any custodian can finish what a crash left.</summary>
public sealed record SealCertificate(string Number, int Certificate) : ICommand<CertificateView>;

internal sealed class SealCertificateHandler(CaseDeskDb db, CertificateDrafts drafts, DataDirectory data, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<SealCertificate, CertificateView>
{
    public async Task<CertificateView> Handle(SealCertificate command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number).Fact("certificate", command.Certificate);
        var request = await db.Requests.AsNoTracking().Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var certificate = await db.Certificates.SingleOrDefaultAsync(c => c.RequestId == request.Id && c.Number == command.Certificate, cancel) ?? throw new Refused(CertificateRefusals.NoSuchCertificate(request.Number));
        if (certificate.SubscribedAt is null) throw new Refused(CertificateRefusals.NotSubscribed(certificate.Number));
        if (certificate.SealedAt is not null) throw new Refused(CertificateRefusals.IsSubscribed(certificate.Number));
        var draft = await drafts.Compose(request, certificate, cancel);
        if (draft.TextSha256 != certificate.TextSha256) throw new Refused(CertificateRefusals.Changed(certificate.Number));

        var entry = await SubscriptionOf(request.Number, certificate.Number, cancel);
        var pdf = Sealed(request.Number, draft, certificate, entry, now);
        var hash = Convert.ToHexStringLower(SHA256.HashData(pdf));
        // Called after its hash: of two that are made at once the one that the record names is whole.
        DurableFile.Write(data.Certificate(certificate.Id, hash + ".pdf"), pdf);
        certificate.Seal(hash, pdf.Length, now);
        line.Fact("entry", entry.Seq).File(hash, pdf.Length);
        var seen = await db.Disclosures.Where(d => d.Id == certificate.DisclosureId).Select(d => new { d.Edition, IsRecalled = db.Recalls.Any(r => r.DisclosureId == d.Id) }).SingleAsync(cancel);
        return CertificateView.Of(certificate, draft.Facts.Declarant, current.Actor, seen.Edition, seen.IsRecalled);
    }

    private byte[] Sealed(string number, CertificateDraft draft, Certificate certificate, (int Log, long Seq) entry, DateTimeOffset at)
    {
        try
        {
            return drafts.Sealed(draft, certificate, entry, at);
        }
        catch (SigningRefused fault)
        {
            throw new Refused(RequestRefusals.CannotSign(number, fault.Message));
        }
    }

    /// <summary>Where the subscription was recorded.</summary>
    private async Task<(int Log, long Seq)> SubscriptionOf(string number, int certificate, CancellationToken cancel)
    {
        var acts = await db.History().Where(e => e.ObjectId == number && e.Action == "certificate.subscribe" && e.Outcome == "ok").OrderByDescending(e => e.Log).ThenByDescending(e => e.Seq).Select(e => new { e.Log, e.Seq, e.Leaf }).ToListAsync(cancel);
        var act = acts.First(e => (int)JsonNode.Parse(e.Leaf)!["facts"]!["certificate"]! == certificate);
        return (act.Log, act.Seq);
    }
}
