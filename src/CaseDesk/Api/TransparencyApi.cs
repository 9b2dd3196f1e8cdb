using CaseDesk.Features.Extractions;
using CaseDesk.Features.Transparency;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

/// <summary>Counts of a closed period.</summary>
internal static class TransparencyApi
{
    public static void MapTransparency(this IEndpointRouteBuilder api) =>
        api.MapGet("/transparency", async (HttpContext context, IMediator desk, string? from, string? to, string? format, CancellationToken cancel) =>
        {
            var report = await desk.Send(new TransparencyReport { From = from, To = to, Format = format is null or "html" ? "json" : format }, cancel);
            await (format == "csv"
                ? Files.Send(context, new CheckedFile(report.Csv, report.CsvName, "text/csv"))
                : Body.Write(context, 200, new { report.From, report.To, report.Rows, report.Total, report.Entries, report.CsvSha256 }));
        }).For(Reporter, Auditor).Produces(200).ProducesProblem(422).WithSummary("Requests by instrument, country and outcome of a closed period (from and to: days, both in it, or instants; format=json|csv), counted from the ledger.");
}
