using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>The text of a certificate, to read it before it is subscribed.</summary>
public sealed record CertificateReading(string Number, int Certificate) : IQuery<ReadCertificate>;

/// <param name="TextSha256">What a subscription binds to.</param>
public sealed record ReadCertificate(int Certificate, string Text, string TextSha256);

internal sealed class CertificateReadingHandler(CaseDeskDb db, DataDirectory data, CurrentActor current, LedgerLine line) : IRequestHandler<CertificateReading, ReadCertificate>
{
    public async Task<ReadCertificate> Handle(CertificateReading query, CancellationToken cancel)
    {
        line.Personal("number", query.Number).Fact("certificate", query.Certificate);
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var certificate = await db.Certificates.AsNoTracking().SingleOrDefaultAsync(c => c.RequestId == request.Id && c.Number == query.Certificate, cancel) ?? throw new Refused(CertificateRefusals.NoSuchCertificate(request.Number));
        var text = await CertificateFileHandler.Checked(data.Certificate(certificate.Id, "txt"), certificate.TextSha256, cancel);
        return new ReadCertificate(certificate.Number, System.Text.Encoding.UTF8.GetString(text), certificate.TextSha256);
    }
}
