using CaseDesk.Features.Agencies;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

internal static class AgenciesApi
{
    public static void MapAgencies(this IEndpointRouteBuilder api)
    {
        api.MapGet("/agencies", async (HttpContext context, IMediator desk, CancellationToken cancel) => await Body.Write(context, 200, new { agencies = await desk.Send(new AgencyList(), cancel) }))
            .For(Clerk, Reviewer, Custodian, Auditor).Produces(200).WithSummary("Registered agencies.");
        api.MapPost("/agencies", async (HttpContext context, IMediator desk, CancellationToken cancel) =>
        {
            var command = await Body.Read<RegisterAgency>(context, cancel);
            await Once.Do(context, 201, async () => await desk.Send(command, cancel), id => (new { id }, null));
        })
            .For(Clerk, Reviewer, Custodian).Takes<RegisterAgency>().Produces(201).WithSummary("Registers an agency, unverified.");
        api.MapPost("/agencies/{agency:guid}/call-back", async (HttpContext context, IMediator desk, Guid agency, CancellationToken cancel) =>
        {
            var command = await Body.Read<RecordCallBack>(context, cancel);
            await Once.Do(context, 200, async () => await desk.Send(command with { Agency = agency }, cancel), _ => (new { id = agency, verified = true }, null));
        }).For(Clerk, Reviewer, Custodian).Takes<RecordCallBack>().Produces(200).ProducesProblem(404).ProducesProblem(409).WithSummary("Verifies an agency by a recorded call-back.");
    }
}
