using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Pipeline;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

internal static class ExtractionsApi
{
    public static void MapExtractions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/requests/{number}/extraction", async (HttpContext context, IMediator desk, string number, CancellationToken cancel) =>
            await Body.Write(context, 200, Answer(await desk.Send(new ExtractionDetails(number), cancel))))
            .For(Clerk, Reviewer, Custodian, Auditor).Produces(200).ProducesProblem(404).WithSummary("Where the extraction stands.");
        api.MapPost("/requests/{number}/extraction", async (HttpContext context, IMediator desk, string number, CancellationToken cancel) =>
            await Once.Do(context, 202, async () => await desk.Send(new StartExtraction(number), cancel), view => (Answer((ExtractionView)view!), null), bodyHash: "none"))
            .For(Reviewer, Custodian).Produces(202).ProducesProblem(404).ProducesProblem(409).WithSummary("Starts a new attempt after a failed or cancelled one.");
        api.MapGet("/requests/{number}/extraction/rows", async (HttpContext context, IMediator desk, string number, string? format, CancellationToken cancel) =>
            await Files.Send(context, await desk.Send(new ExtractionRows(number, format ?? "json"), cancel)))
            .For(Reviewer, Custodian).Produces(200).ProducesProblem(404).ProducesProblem(422).WithSummary("The rows, before release (format=csv|json).");
    }

    private static object Answer(ExtractionView view) =>
        new { state = StatusWord.Of(view.State), progress = view.Progress, code = view.ReasonCode, view.Reason, view.Attempt, view.PlanHash, view.ManifestHash, view.Manifest, view.Rows, view.QueuedAt, view.StartedAt, view.EndedAt };
}

/// <summary>Sends a file whole, under a name of ours, never to be rendered in place.</summary>
internal static class Files
{
    public static async Task Send(HttpContext context, CheckedFile file)
    {
        if (context.RequestServices.GetRequiredService<LedgerLine>().Written is { } position) LedgerHeader.Set(context, position);
        await Results.Bytes(file.Bytes, file.MediaType, file.Name).ExecuteAsync(context);
    }
}
