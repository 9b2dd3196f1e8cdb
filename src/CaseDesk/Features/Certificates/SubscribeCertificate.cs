using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>
/// The declarant subscribes what she read: her act, in her session, bound to the text by its hash. Nobody else can. The sealed file is made after it
/// (<see cref="Subscription"/>), since it names the entry of this act.
/// </summary>
public sealed record SubscribeCertificate : ICommand<int>
{
    public string Number { get; init; } = "";

    public int Certificate { get; init; }

    /// <summary>SHA-256 of the text that she looked at.</summary>
    public string? TextHash { get; init; }

    /// <summary>Her name, exactly as the desk knows it.</summary>
    public string? Name { get; init; }

    /// <summary>Where she signs.</summary>
    public string? Place { get; init; }
}

internal sealed class SubscribeCertificateValidator : AbstractValidator<SubscribeCertificate>
{
    public SubscribeCertificateValidator()
    {
        RuleFor(c => c.TextHash).NotEmpty().WithMessage("Send the hash of the text that you looked at.");
        RuleFor(c => c.Name).IsText("Type your name, exactly as the desk knows it", Model.People.Person.DisplayNameMaxLength);
        RuleFor(c => c.Place).IsText("Say where you sign: city and state or country", Model.Work.Certificate.PlaceMaxLength);
    }
}

internal sealed class SubscribeCertificateHandler(CaseDeskDb db, CertificateDrafts drafts, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<SubscribeCertificate, int>
{
    public async Task<int> Handle(SubscribeCertificate command, CancellationToken cancel)
    {
        line.Personal("number", command.Number).Fact("certificate", command.Certificate);
        var request = await db.Requests.AsNoTracking().Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var certificate = await db.Certificates.SingleOrDefaultAsync(c => c.RequestId == request.Id && c.Number == command.Certificate, cancel) ?? throw new Refused(CertificateRefusals.NoSuchCertificate(request.Number));
        line.Fact("form", certificate.Form);
        if (certificate.DeclarantId != current.Actor.Id) throw new Refused(CertificateRefusals.NotTheDeclarant(certificate.Number));
        if (certificate.IsDraft && await db.Recalls.AnyAsync(r => r.DisclosureId == certificate.DisclosureId, cancel)) throw new Refused(CertificateRefusals.IsRecalled(request.Number));
        // A slip of a capital or a middle name is a slip: a signature is a name that its bearer knows.
        if (command.Name!.Trim() != current.Actor.Name) throw new ValidationException([new ValidationFailure(nameof(command.Name), $"Type your name exactly as the desk knows it: {current.Actor.Name}.")]);

        certificate.Subscribe(current.Actor.Id, command.Name.Trim(), command.Place!.Trim(), command.TextHash!, clock.GetUtcNow());
        // What she read is what would be made now: another version of the program, or a policy that somebody bent, writes other words.
        if ((await drafts.Compose(request, certificate, cancel)).TextSha256 != certificate.TextSha256) throw new Refused(CertificateRefusals.Changed(certificate.Number));

        line.Personal("name", certificate.SubscribedName).Personal("place", certificate.Place).File(certificate.TextSha256, certificate.TextSize);
        return certificate.Number;
    }
}
