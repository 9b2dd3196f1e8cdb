using System.Security.Cryptography;
using System.Text.Json;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Ledger;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

/// <summary>The REST face of the request commands and queries; no logic here.</summary>
internal static class RequestsApi
{
    public static void MapRequests(this IEndpointRouteBuilder api)
    {
        api.MapPost("/requests", Register).For(Clerk).Accepts<RegisterRequest>("application/json").Produces(201).ProducesProblem(422).WithSummary("Registers a legal request.");
        api.MapGet("/requests", List).For(Clerk, Reviewer, Custodian, Auditor, Agency).Produces(200).WithSummary("Lists requests, most urgent first.");
        api.MapGet("/requests/{number}", Details).For(Clerk, Reviewer, Custodian, Auditor, Agency).Produces(200).ProducesProblem(404).WithSummary("One request.");
        api.MapPost("/requests/{number}/items/{item:int}", Amend).For(Clerk).Accepts<ItemForm>("application/json").Produces(200).WithSummary("Corrects an item; an approval becomes void.");
        api.MapPost("/requests/{number}/documents", Attach).For(Clerk).DisableAntiforgery().Produces(201).ProducesProblem(413).WithSummary("Attaches the order (multipart, field \"file\").");
        api.MapGet("/requests/{number}/scope", Scope).For(Clerk, Reviewer, Custodian, Auditor).Produces(200).WithSummary("The scope decision as it stands.");
        api.MapPost("/requests/{number}/approval", Decide).For(Reviewer).Accepts<DecideRequest>("application/json").Produces(200).ProducesProblem(409).WithSummary("Decides every item, bound to the scope hash.");
        api.MapPost("/requests/{number}/withdrawal", Withdraw).For(Clerk).Accepts<Withdrawal>("application/json").Produces(200).WithSummary("Records that the agency withdrew.");
    }

    private static async Task Register(HttpContext context, IMediator desk, CancellationToken cancel)
    {
        var command = await Body.Read<RegisterRequest>(context, cancel);
        await Once(context, 201, async () => await desk.Send(command, cancel), r => (Answer((LegalRequest)r!), $"/api/v1/requests/{((LegalRequest)r!).Number}"));
    }

    private static async Task List(HttpContext context, IMediator desk, string? status, string? q, int? page, int? size, CancellationToken cancel)
    {
        var found = await desk.Send(new RequestList { Status = status, Q = q, Page = page ?? 1, Size = size ?? 50 }, cancel);
        await Body.Write(context, 200, new
        {
            found.Total,
            found.Page,
            found.Size,
            requests = found.Requests.Select(r => new { r.Number, status = StatusWord.Of(r.Status), r.Instrument, r.Jurisdiction, r.Agency, r.AgencyVerified, r.Reference, r.ServedAt, r.DueAt, r.FirstDataExpiresAt, r.NonDisclosure, r.Items, r.RegisteredAt }),
        });
    }

    private static async Task Details(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var r = await desk.Send(new RequestDetails(number), cancel);
        await Body.Write(context, 200, new
        {
            r.Number,
            status = StatusWord.Of(r.Status),
            r.Instrument,
            r.IssuerKind,
            r.Jurisdiction,
            r.AgencyId,
            r.Agency,
            r.AgencyVerified,
            r.Reference,
            r.IssuedOn,
            r.ServedAt,
            r.ServedAtReason,
            r.DueAt,
            r.FirstDataExpiresAt,
            nonDisclosure = r.NonDisclosure ? new { until = r.NonDisclosureUntil } : null,
            r.RegisteredAt,
            r.RegisteredBy,
            r.ClosingReason,
            r.ScopeHash,
            policyVersion = r.ScopePolicy,
            r.Items,
            r.Documents,
            r.Approval,
            extraction = r.ExtractionState is { } state ? StatusWord.Of(state) : null,
            r.ReleasedAt,
        });
    }

    private static async Task Amend(HttpContext context, IMediator desk, string number, int item, CancellationToken cancel)
    {
        var form = await Body.Read<ItemForm>(context, cancel);
        await Once(context, 200, async () => await desk.Send(new AmendItem { Number = number, Item = item, Form = form }, cancel), r => (Answer((LegalRequest)r!), null));
    }

    private static async Task Attach(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        if (!context.Request.HasFormContentType) throw new BadHttpRequestException("Send multipart/form-data.", 415);
        var form = await context.Request.ReadFormAsync(cancel);
        var file = form.Files.GetFile("file") ?? throw new FluentValidation.ValidationException([new("file", "Send the order in the field \"file\".")]);
        await using var content = file.OpenReadStream();
        var attached = await desk.Send(new AttachDocument(number, file.FileName, content, file.Length), cancel);
        await Body.Write(context, 201, attached);
    }

    private static async Task Scope(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var scope = await desk.Send(new RequestScope(number), cancel);
        await Body.Write(context, 200, new { scope.PolicyVersion, scope.DecidedAt, scope.Hash, items = ScopeJson.Decision(scope.Decision)["items"] });
    }

    private static async Task Decide(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var command = await Body.Read<DecideRequest>(context, cancel);
        await Once(context, 200, async () => await desk.Send(command with { Number = number }, cancel), r => (new { number, status = StatusWord.Of(((Decided)r!).Status), ((Decided)r).PlanHash }, null));
    }

    private static async Task Withdraw(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var withdrawal = await Body.Read<Withdrawal>(context, cancel);
        await Once(context, 200, async () => await desk.Send(new WithdrawRequest { Number = number, Reason = withdrawal.Reason }, cancel), _ => (new { number, status = StatusWord.Of(RequestStatus.Withdrawn) }, null));
    }

    private static object Answer(LegalRequest request) =>
        new { request.Number, status = StatusWord.Of(request.Status), request.ScopeHash, items = request.Items.OrderBy(i => i.Number).Select(i => new { item = i.Number, i.Text, i.Wants, i.Identifiers, i.From, i.To }) };

    /// <summary>With an Idempotency-Key the same call is done once: its answer is stored with the change, and sent again.</summary>
    private static async Task Once(HttpContext context, int status, Func<Task<object?>> act, Func<object?, (object Answer, string? Location)> compose)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > 200)
        {
            var (plain, where) = compose(await act());
            await Body.Write(context, status, plain, where);
            return;
        }

        var (db, actor) = (context.RequestServices.GetRequiredService<CaseDeskDb>(), context.RequestServices.GetRequiredService<CurrentActor>().Actor);
        var route = $"{context.Request.Method} {context.Request.Path}";
        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(Body.Bytes(context)));
        var since = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().AddHours(-24);
        var known = await db.IdempotentAnswers.AsTracking().SingleOrDefaultAsync(a => a.PersonId == actor.Id && a.Route == route && a.Key == key);
        if (known is not null && known.CreatedAt >= since)
        {
            if (known.BodyHash != bodyHash) throw new Refused(new Refusal(1005, "idempotency-key-reused", "This Idempotency-Key was used with another body. Take a new key.", 422));
            if (known.Location is { } location) context.Response.Headers.Location = location;
            context.Response.StatusCode = known.Status;
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(known.Body);
            return;
        }
        var row = known ?? db.IdempotentAnswers.Add(new IdempotentAnswer(actor.Id, route, key, bodyHash, since.AddHours(24))).Entity;
        row.Renew(bodyHash, since.AddHours(24));
        context.RequestServices.GetRequiredService<Idempotency>().Keep(row, known is null, result =>
        {
            var (answer, location) = compose(result);
            return (status, JsonSerializer.Serialize(answer, Body.Json), location);
        });
        var (fresh, at) = compose(await act());
        await Body.Write(context, status, fresh, at);
    }

    internal sealed record Withdrawal(string? Reason);

    internal static RouteHandlerBuilder For(this RouteHandlerBuilder route, params string[] roles) => route.RequireAuthorization(policy => policy.RequireRole(roles));
}
