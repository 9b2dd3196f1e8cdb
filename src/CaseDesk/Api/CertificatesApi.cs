using CaseDesk.Features.Certificates;
using CaseDesk.Features.Requests;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

internal static class CertificatesApi
{
    public static void MapCertificates(this IEndpointRouteBuilder api)
    {
        api.MapGet("/requests/{number}/certificates", List).For(Custodian, Auditor, Agency).Produces(200).ProducesProblem(404)
            .WithSummary("The certificates of the custodian of records; officers outside see those that are subscribed and sealed.");
        api.MapPost("/requests/{number}/certificates", Draft).For(Custodian).Takes<CertificateOrder>().Produces(201).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Drafts a certificate of the released disclosure for a named custodian (form=us|abroad|foreign).");
        api.MapPost("/requests/{number}/certificates/{certificate:int}/subscription", Subscribe).For(Custodian).Takes<CertificateSubscription>().Produces(200).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("The declarant subscribes the text that she looked at; then it is sealed. Nobody else can.");
        api.MapPost("/requests/{number}/certificates/{certificate:int}/refusal", Decline).For(Custodian).Takes<CertificateRefusal>().Produces(200).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("The declarant declines; the draft is dead.");
        foreach (var name in CertificateFile.Names)
        {
            api.MapGet($"/requests/{{number}}/certificates/{{certificate:int}}.{name.Split('.')[1]}", async (HttpContext context, IMediator desk, string number, int certificate, CancellationToken cancel) =>
                await Files.Send(context, await desk.Send(new CertificateFile(number, certificate, name), cancel)))
                .For(Custodian, Auditor, Agency).Produces(200).ProducesProblem(404).WithSummary($"A certificate as {name}.");
        }
    }

    private static async Task List(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var list = await desk.Send(new CertificateList(number), cancel);
        await Body.Write(context, 200, new { list.Number, certificates = list.Certificates.Select(Answer), declarants = list.Declarants.Select(person => new { person.Name, person.Email }), code = list.Not?.Code, reason = list.Not?.Sentence });
    }

    private static async Task Draft(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var order = await Body.Read<CertificateOrder>(context, cancel);
        await Once.Do(
            context,
            201,
            async () => await desk.Send(new DraftCertificate { Number = number, Declarant = order.Declarant, Form = order.Form, Country = order.Country }, cancel),
            drafted => (Answer((CertificateView)drafted!), FormattableString.Invariant($"/api/v1/requests/{number}/certificates/{((CertificateView)drafted!).Certificate}.pdf")));
    }

    // No key: the act is one person's, and the same again only has made what is missing.
    private static async Task Subscribe(HttpContext context, Subscription subscription, string number, int certificate, CancellationToken cancel)
    {
        var order = await Body.Read<CertificateSubscription>(context, cancel);
        await Body.Write(context, 200, Answer(await subscription.Run(new SubscribeCertificate { Number = number, Certificate = certificate, TextHash = order.TextHash, Name = order.Name, Place = order.Place }, cancel)));
    }

    private static async Task Decline(HttpContext context, IMediator desk, string number, int certificate, CancellationToken cancel)
    {
        var order = await Body.Read<CertificateRefusal>(context, cancel);
        await Body.Write(context, 200, Answer(await desk.Send(new DeclineCertificate { Number = number, Certificate = certificate, Reason = order.Reason }, cancel)));
    }

    private static object Answer(CertificateView view) => new
    {
        view.Certificate,
        state = StatusWord.Of(view.State),
        view.Form,
        view.Country,
        view.Declarant,
        view.Edition,
        view.IsRecalled,
        view.DraftedAt,
        view.TextSha256,
        view.SubscribedAt,
        view.Place,
        view.DeclinedAt,
        view.DeclinedReason,
        view.PdfSha256,
        view.PdfSize,
    };

    /// <param name="Declarant">E-mail address of a custodian; left out: the caller.</param>
    /// <param name="Form">us, abroad or foreign.</param>
    /// <param name="Country">With foreign: where it is signed.</param>
    internal sealed record CertificateOrder(string? Declarant, string? Form, string? Country);

    /// <param name="TextHash">SHA-256 of the text that was looked at.</param>
    internal sealed record CertificateSubscription(string? TextHash, string? Name, string? Place);

    internal sealed record CertificateRefusal(string? Reason);
}
