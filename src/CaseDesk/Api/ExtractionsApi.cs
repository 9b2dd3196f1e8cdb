using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
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
            .For(Clerk, Reviewer, Custodian, Auditor).Produces<ExtractionAnswer>(200).ProducesProblem(404).WithSummary("Where the extraction stands, and how many bytes are read.");
        api.MapPost("/requests/{number}/extraction", async (HttpContext context, IMediator desk, string number, CancellationToken cancel) =>
            await Once.Do(context, 202, async () => await desk.Send(new StartExtraction(number), cancel), view => (Answer((ExtractionView)view!), null), bodyHash: "none"))
            .For(Reviewer, Custodian).Produces<ExtractionAnswer>(202).ProducesProblem(404).ProducesProblem(409).WithSummary("Starts a new attempt after a failed or cancelled one.");
        api.MapPost("/requests/{number}/extraction/cancellation", Cancel)
            .For(Reviewer, Custodian).Takes<Cancellation>().Produces<ExtractionAnswer>(200).ProducesProblem(404).ProducesProblem(409).WithSummary("Stops an extraction that waits or runs; it keeps nothing, and can be started again.");
        api.MapGet("/requests/{number}/extraction/rows", async (HttpContext context, IMediator desk, string number, string? format, CancellationToken cancel) =>
            await Files.Send(context, await desk.Send(new ExtractionRows(number, format ?? "json"), cancel)))
            .For(Reviewer, Custodian).Produces(200).ProducesProblem(404).ProducesProblem(422).WithSummary("The rows, before release (format=csv|json).");
    }

    private static async Task Cancel(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var cancellation = await Body.Read<Cancellation>(context, cancel);
        await Once.Do(context, 200, async () => await desk.Send(new CancelExtraction { Number = number, Reason = cancellation.Reason }, cancel), view => (Answer((ExtractionView)view!), null));
    }

    private static ExtractionAnswer Answer(ExtractionView view) => new(
        StatusWord.Of(view.State), view.HowFar.Progress, view.HowFar.BytesDone, view.HowFar.BytesTotal, view.HowFar.EstimatedEnd,
        view.ReasonCode, view.Reason, view.Attempt, view.PlanHash, view.ManifestHash, view.Manifest, view.Rows, view.QueuedAt, view.StartedAt, view.EndedAt);

    internal sealed record Cancellation(string? Reason);

    /// <param name="State">queued, running, complete, complete-with-rejects, failed or cancelled.</param>
    /// <param name="Progress">0 to 1.</param>
    /// <param name="BytesDone">Stored bytes of the planned files that are read.</param>
    /// <param name="BytesTotal">Of all planned files; 0 until they were looked at.</param>
    /// <param name="EstimatedEnd">When the reading ends at the measured rate; absent until that is worth saying.</param>
    internal sealed record ExtractionAnswer(
        string State, double Progress, long BytesDone, long BytesTotal, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EstimatedEnd,
        string? Code, string? Reason, int Attempt, string PlanHash, string? ManifestHash, JsonNode? Manifest, long Rows, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);
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
