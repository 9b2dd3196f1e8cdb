using System.Security.Cryptography;
using CaseDesk.Extraction;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>Drafts a certificate of the released disclosure for one named custodian. It is nothing until she subscribes it.</summary>
public sealed record DraftCertificate : ICommand<CertificateView>, IRepeatable
{
    public string Number { get; init; } = "";

    /// <summary>E-mail address of a custodian of the desk; left out: who drafts.</summary>
    public string? Declarant { get; init; }

    public string? Form { get; init; }

    /// <summary>With the form <c>foreign</c>: where it is signed.</summary>
    public string? Country { get; init; }
}

internal sealed class DraftCertificateValidator : AbstractValidator<DraftCertificate>
{
    public DraftCertificateValidator()
    {
        RuleFor(c => c.Form).Must(name => CertificateForm.Find(name) is not null).WithMessage($"Choose the form: {string.Join(", ", CertificateForm.All.Select(form => form.Name))}.");
        RuleFor(c => c.Country).IsText("Name the country in which it is signed", Certificate.CountryMaxLength).When(c => c.Form == CertificateForm.Foreign.Name);
        RuleFor(c => c.Country).Must(string.IsNullOrWhiteSpace).When(c => CertificateForm.Find(c.Form) is { } form && form != CertificateForm.Foreign).WithMessage("Only the form for foreign records names a country; leave it out.");
    }
}

internal sealed class DraftCertificateHandler(CaseDeskDb db, CertificateDrafts drafts, DataDirectory data, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<DraftCertificate, CertificateView>
{
    public async Task<CertificateView> Handle(DraftCertificate command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number).Fact("form", command.Form);
        var request = await db.Requests.AsNoTracking().Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var disclosure = await drafts.InForce(request, cancel) ?? throw new Refused(CertificateRefusals.NotReleased(request.Number));
        var custodians = await db.Custodians(cancel);
        var declarant = custodians.FirstOrDefault(person => string.IsNullOrWhiteSpace(command.Declarant) ? person.Id == current.Actor.Id : string.Equals(person.Email, command.Declarant.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new ValidationException([new ValidationFailure(nameof(command.Declarant), "Name a custodian of this desk, by e-mail address: only a custodian of records declares.")]);

        var (form, country) = (CertificateForm.Find(command.Form)!, command.Form == CertificateForm.Foreign.Name ? command.Country!.Trim() : null);
        var number = 1 + (await db.Certificates.Where(c => c.RequestId == request.Id).MaxAsync(c => (int?)c.Number, cancel) ?? 0);
        var draft = await drafts.Compose(request, disclosure, number, form, country, declarant.Name, cancel);
        var (text, pdf) = (draft.Bytes, drafts.Unsubscribed(draft, now));
        var certificate = Certificate.Draft(disclosure, number, form.Name, country, declarant.Id, HashOf(text), HashOf(pdf), current.Actor.Id, now);
        DurableFile.Write(data.Certificate(certificate.Id, "txt"), text);
        DurableFile.Write(data.Certificate(certificate.Id, "draft.pdf"), pdf);
        db.Certificates.Add(certificate);
        line.Fact("certificate", number).Fact("declarant", "usr_" + declarant.Id.ToString("n")).Fact("edition", disclosure.Edition)
            .File(certificate.TextSha256, certificate.TextSize).File(certificate.DraftSha256, certificate.DraftSize);
        return CertificateView.Of(certificate, declarant.Name, current.Actor, disclosure.Edition, isRecalled: false);
    }

    internal static LetterFileHash HashOf(byte[] bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
}

/// <summary>Somebody who can declare.</summary>
public sealed record CustodianName(Guid Id, string Name, string Email);

internal static class CustodiansOfTheDesk
{
    /// <summary>The custodians of the desk, by name.</summary>
    public static Task<List<CustodianName>> Custodians(this CaseDeskDb db, CancellationToken cancel) => (
        from person in db.Users.AsNoTracking()
        where !person.Disabled && db.UserRoles.Any(has => has.UserId == person.Id && db.Roles.Any(role => role.Id == has.RoleId && role.Name == Role.Custodian))
        orderby person.DisplayName
        select new CustodianName(person.Id, person.DisplayName, person.Email!)).ToListAsync(cancel);
}
