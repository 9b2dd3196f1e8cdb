using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>The declarant does not declare what the draft says. It is dead then; another can be drafted.</summary>
public sealed record DeclineCertificate : ICommand<CertificateView>
{
    public string Number { get; init; } = "";

    public int Certificate { get; init; }

    public string? Reason { get; init; }
}

internal sealed class DeclineCertificateValidator : AbstractValidator<DeclineCertificate>
{
    public DeclineCertificateValidator() => RuleFor(c => c.Reason).IsText("Say why you do not declare it", Model.Work.Certificate.ReasonMaxLength, multiline: true);
}

internal sealed class DeclineCertificateHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<DeclineCertificate, CertificateView>
{
    public async Task<CertificateView> Handle(DeclineCertificate command, CancellationToken cancel)
    {
        line.Personal("number", command.Number).Fact("certificate", command.Certificate);
        var request = await db.Requests.AsNoTracking().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var certificate = await db.Certificates.SingleOrDefaultAsync(c => c.RequestId == request.Id && c.Number == command.Certificate, cancel) ?? throw new Refused(CertificateRefusals.NoSuchCertificate(request.Number));

        certificate.Decline(current.Actor.Id, command.Reason!, clock.GetUtcNow());
        line.Personal("reason", command.Reason);
        var seen = await db.Disclosures.Where(d => d.Id == certificate.DisclosureId).Select(d => new { d.Edition, IsRecalled = db.Recalls.Any(r => r.DisclosureId == d.Id) }).SingleAsync(cancel);
        return CertificateView.Of(certificate, current.Actor.Name, current.Actor, seen.Edition, seen.IsRecalled);
    }
}
