using CaseDesk.Features.Requests;
using CaseDesk.Model.People;
using CaseDesk.Model.Work;
using CaseDesk.Security;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Certificates;

[Authorize(Roles = $"{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class CertificateModel(IMediator desk, Subscription subscription, CurrentActor current) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>The certificate to read; left out: the reader's own draft.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Certificate { get; set; }

    [BindProperty]
    public string? Declarant { get; set; }

    [BindProperty]
    public string? Form { get; set; }

    [BindProperty]
    public string? Country { get; set; }

    /// <summary>Hash of the text that the page showed with the button.</summary>
    [BindProperty]
    public string? TextHash { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? SigningPlace { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public RequestView Seen { get; private set; } = null!;

    public CertificateListView List { get; private set; } = null!;

    /// <summary>The one that is read; null where none is.</summary>
    public CertificateView? Open { get; private set; }

    public ReadCertificate? Text { get; private set; }

    public bool IsOutside => current.Actor.IsOutside;

    public string MyName => current.Actor.Name;

    public string MyEmail => List.Declarants.FirstOrDefault(person => person.Id == current.Actor.Id)?.Email ?? "";

    public static CertificateForm FormOf(string name) => CertificateForm.Find(name)!;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostDraftAsync(CancellationToken cancel)
    {
        var drafted = await desk.Send(new DraftCertificate { Number = Number, Declarant = Declarant, Form = Form, Country = Country }, cancel);
        return Redirect(FormattableString.Invariant($"/requests/{Number}/certificate?certificate={drafted.Certificate}#text"));
    }

    public async Task<IActionResult> OnPostSubscribeAsync(CancellationToken cancel)
    {
        await subscription.Run(new SubscribeCertificate { Number = Number, Certificate = Certificate ?? 0, TextHash = TextHash, Name = Name, Place = SigningPlace }, cancel);
        return Redirect($"/requests/{Number}/certificate");
    }

    public async Task<IActionResult> OnPostSealAsync(CancellationToken cancel)
    {
        await desk.Send(new SealCertificate(Number, Certificate ?? 0), cancel);
        return Redirect($"/requests/{Number}/certificate");
    }

    public async Task<IActionResult> OnPostDeclineAsync(CancellationToken cancel)
    {
        await desk.Send(new DeclineCertificate { Number = Number, Certificate = Certificate ?? 0, Reason = Reason }, cancel);
        return Redirect($"/requests/{Number}/certificate");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestDetails(Number), cancel);
        List = await desk.Send(new CertificateList(Number), cancel);
        Open = Certificate is { } wanted ? List.Certificates.FirstOrDefault(c => c.Certificate == wanted) : List.Certificates.LastOrDefault(c => c is { IsMine: true, State: CertificateState.Draft, IsRecalled: false });
        if (Open is not null && !IsOutside) Text = await desk.Send(new CertificateReading(Number, Open.Certificate), cancel);
    }

    protected override (string Field, string Message) Place(ValidationFailure failure) =>
        (failure.PropertyName == nameof(SubscribeCertificate.Place) ? nameof(SigningPlace) : failure.PropertyName, failure.ErrorMessage);
}
