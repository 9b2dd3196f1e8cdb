using System.Globalization;
using CaseDesk.Features.Disclosures;
using CaseDesk.Pipeline;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

internal static class DisclosuresApi
{
    public static void MapDisclosures(this IEndpointRouteBuilder api)
    {
        api.MapPost("/requests/{number}/disclosure", async (HttpContext context, Release release, string number, CancellationToken cancel) =>
        {
            var order = await Body.Read<ReleaseOrder>(context, cancel);
            await Once.Do(
                context,
                201,
                async () => await release.Run(number, order.ManifestHash, order.DocumentHash, order.WithoutEvidence ?? false, order.Language, cancel),
                result => result is ReleasedDisclosure released ? (Answer(released), $"/api/v1/requests/{number}/disclosure") : null);
        }).For(Custodian).Takes<ReleaseOrder>().Produces(201).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503).WithSummary("Releases: signs the document that was looked at, or builds one and signs it, and records the disclosure.");
        api.MapGet("/requests/{number}/disclosure/preview.pdf", async (HttpContext context, Release release, string number, string? language, CancellationToken cancel) =>
            await SendUnsigned(context, await release.Open(number, language, cancel)))
            .For(Custodian).Produces(200).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503).WithSummary("The finished document before it is signed; its header CaseDesk-Document is the documentHash that a release signs.");
        api.MapGet("/requests/{number}/disclosure", async (HttpContext context, IMediator desk, string number, int? edition, CancellationToken cancel) =>
        {
            var view = await desk.Send(new DisclosureDetails(number, edition), cancel);
            await Body.Write(context, 200, Answer(new ReleasedDisclosure(view.Number, view.ManifestHash, view.ReleasedAt, view.ReleasedBy, view.PdfSha256, view.PdfSize, view.DocumentHash, view.Files) { Edition = view.Edition, Recalled = view.Recalled }));
        })
            .For(Clerk, Reviewer, Custodian, Auditor, Agency).Produces(200).ProducesProblem(404).WithSummary("What was released; the newest, or the one that edition names.");
        api.MapPost("/requests/{number}/disclosure/recall", async (HttpContext context, IMediator desk, string number, CancellationToken cancel) =>
        {
            var order = await Body.Read<RecallOrder>(context, cancel);
            await Once.Do(context, 200, async () => await desk.Send(new RecallDisclosure { Number = number, Reason = order.Reason }, cancel), result => (result!, null));
        }).For(Custodian).Takes<RecallOrder>().Produces(200).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).WithSummary("Recalls the released disclosure: it stays and is marked, and the request is decided again.");
        api.MapGet("/requests/{number}/disclosure/volume-{volume:int}.pdf", async (HttpContext context, IMediator desk, string number, int volume, int? edition, CancellationToken cancel) =>
            await Files.Send(context, await desk.Send(new DisclosureFile(number, Volumes.NameOf(volume), edition), cancel)))
            .For(DisclosureFile.ReadersOf("report.pdf")).Produces(200).ProducesProblem(404).WithSummary("A further PDF of a disclosure with very many rows; the signed report names its hash.");
        foreach (var name in DisclosureFile.Names)
        {
            api.MapGet($"/requests/{{number}}/disclosure/{name}", async (HttpContext context, IMediator desk, string number, int? edition, CancellationToken cancel) =>
                await Files.Send(context, await desk.Send(new DisclosureFile(number, name, edition), cancel)))
                .For(DisclosureFile.ReadersOf(name)).Produces(200).ProducesProblem(404).WithSummary($"Released file {name}.");
        }
    }

    private static object Answer(ReleasedDisclosure released) =>
        new { state = released.Recalled is null ? "released" : "recalled", released.Edition, recalled = released.Recalled, released.Number, released.ManifestHash, released.ReleasedAt, released.ReleasedBy, released.PdfSha256, released.PdfSize, released.DocumentHash, released.Files };

    /// <param name="Reason">The agency reads it.</param>
    internal sealed record RecallOrder(string? Reason);

    /// <summary>Shown in place, since it is looked at and not kept: what is kept is the signed report.</summary>
    internal static async Task SendUnsigned(HttpContext context, OpenedDocument opened)
    {
        if (context.RequestServices.GetRequiredService<LedgerLine>().Written is { } position) LedgerHeader.Set(context, position);
        var headers = context.Response.Headers;
        (headers.ETag, headers["CaseDesk-Document"]) = ($"\"{opened.DocumentHash}\"", opened.DocumentHash);
        headers["CaseDesk-Document-Room"] = string.Create(CultureInfo.InvariantCulture, $"{opened.Room.First}-{opened.Room.Second}");
        if (opened.Missing is not null) headers["CaseDesk-Document-Lacks"] = "evidence";
        headers.ContentDisposition = $"inline; filename=\"{opened.File.Name}\"";
        await Results.Bytes(opened.File.Bytes, opened.File.MediaType).ExecuteAsync(context);
    }

    internal sealed record ReleaseOrder(string? ManifestHash, string? DocumentHash, bool? WithoutEvidence, string? Language);
}
