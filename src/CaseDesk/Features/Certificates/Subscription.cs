using CaseDesk.Model;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>A subscription in its order: the declarant's act (recorded), then the file that names its entry, sealed (recorded). A crash between leaves a subscription whose file whoever repeats it, or any custodian, has made.</summary>
internal sealed class Subscription(IMediator desk, CaseDeskDb db, CurrentActor current)
{
    public async Task<CertificateView> Run(SubscribeCertificate subscription, CancellationToken cancel)
    {
        if (!await IsHersAlready(subscription, cancel)) await desk.Send(subscription, cancel);
        db.ChangeTracker.Clear();
        return await desk.Send(new SealCertificate(subscription.Number, subscription.Certificate), cancel);
    }

    /// <summary>The same subscription again, of which only the file is missing.</summary>
    private Task<bool> IsHersAlready(SubscribeCertificate again, CancellationToken cancel) => (
        from certificate in db.Certificates.AsNoTracking()
        join request in db.Requests on certificate.RequestId equals request.Id
        where request.Number == again.Number && certificate.Number == again.Certificate && certificate.DeclarantId == current.Actor.Id
            && certificate.SubscribedAt != null && certificate.SealedAt == null && certificate.TextSha256 == again.TextHash
        select certificate.Id).AnyAsync(cancel);
}
