using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Policy;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

/// <summary>The policy is published: anyone may read it, and staff and agencies may test a draft against it.</summary>
internal static class PoliciesApi
{
    public static void MapPolicies(this IEndpointRouteBuilder api)
    {
        api.MapPost("/policies/preflight", async (HttpContext context, IMediator desk, CancellationToken cancel) =>
            await Body.Write(context, 200, RequestsApi.Answer(await desk.Send(await Body.Read<Preflight>(context, cancel), cancel))))
            .For(Clerk, Reviewer, Custodian, Agency).Takes<Preflight>().Produces(200).WithSummary("What a draft order would reach. Nothing of it is stored.");
        api.MapGet("/policies/current", async (HttpContext context, PolicyShelf policies, CaseDeskDb db, CancellationToken cancel) =>
            await Body.Write(context, 200, PolicyJson.Of(await policies.InForce(db, cancel))))
            .AllowAnonymous().Produces(200).WithSummary("The policy in force: sources, fields, retention, caveats, rules with their citations.");
        api.MapGet("/capability", async (HttpContext context, PolicyShelf policies, CaseDeskDb db, CancellationToken cancel) =>
            await Body.Write(context, 200, Capability.ToJson(await policies.InForce(db, cancel))))
            .AllowAnonymous().Produces(200).WithSummary("What is held, for how long, and what each instrument reaches: written by the rules that decide requests.");
        api.MapGet("/policies/{version}", async (HttpContext context, PolicyShelf policies, CaseDeskDb db, string version, CancellationToken cancel) =>
        {
            if (await policies.Find(db, version, cancel) is { } policy) await Body.Write(context, 200, PolicyJson.Of(policy));
            else await Problems.Write(context, 404, "not-found", "There is no such policy here.");
        })
            .AllowAnonymous().Produces(200).ProducesProblem(404).WithSummary("One version of the policy, as decisions cite it.");
    }
}
