using CaseDesk.Features.Requests;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

/// <summary>The REST face of the request commands and queries; no logic here.</summary>
internal static class RequestsApi
{
    public static void MapRequests(this IEndpointRouteBuilder api)
    {
        api.MapPost("/requests", Register).For(Clerk).Takes<RegisterRequest>().Produces(201).WithSummary("Registers a legal request.");
        api.MapGet("/requests", List).For(Clerk, Reviewer, Custodian, Auditor, Agency).Produces(200).ProducesProblem(422).WithSummary("Lists requests, most urgent first.");
        api.MapGet("/requests/{number}", Details).For(Clerk, Reviewer, Custodian, Auditor, Agency).Produces(200).ProducesProblem(404).WithSummary("One request.");
        api.MapPost("/requests/{number}/items/{item:int}", Amend).For(Clerk).Takes<ItemForm>().Produces(200).ProducesProblem(404).ProducesProblem(409).WithSummary("Corrects an item; an approval becomes void.");
        api.MapPost("/requests/{number}/documents", Attach).For(Clerk).DisableAntiforgery().Accepts<OrderUpload>("multipart/form-data").Produces(201).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).WithSummary("Attaches the order (multipart, field \"file\").");
        api.MapGet("/requests/{number}/scope", Scope).For(Clerk, Reviewer, Custodian, Auditor).Produces(200).ProducesProblem(404).ProducesProblem(422).WithSummary("The scope decision as it stands, or (asOf) under the policy of another instant.");
        api.MapPost("/requests/{number}/clarification", Ask).For(Reviewer).Takes<AskForClarification>().Produces(200).ProducesProblem(404).ProducesProblem(409).WithSummary("Asks the agency about its demand; the clock stops until its answer is recorded.");
        api.MapPost("/requests/{number}/clarification/answer", RecordAnswer).For(Clerk).Takes<AgencyAnswer>().Produces(200).ProducesProblem(404).ProducesProblem(409).WithSummary("Records what the agency answered; the deadline moves by the time that the clock stood still.");
        api.MapPost("/requests/{number}/approval", Decide).For(Reviewer).Takes<DecideRequest>().Produces(200).ProducesProblem(404).ProducesProblem(409).WithSummary("Decides every item, bound to the scope hash.");
        api.MapPost("/requests/{number}/withdrawal", Withdraw).For(Clerk).Takes<Withdrawal>().Produces(200).ProducesProblem(404).ProducesProblem(409).WithSummary("Records that the agency withdrew.");
    }

    private static async Task Register(HttpContext context, IMediator desk, CancellationToken cancel)
    {
        var command = await Body.Read<RegisterRequest>(context, cancel);
        await Once.Do(context, 201, async () => await desk.Send(command, cancel), r => (Answer((LegalRequest)r!), $"/api/v1/requests/{((LegalRequest)r!).Number}"));
    }

    private static async Task List(HttpContext context, IMediator desk, string? status, string? q, int? page, int? size, CancellationToken cancel)
    {
        var found = await desk.Send(new RequestList { Status = status, Q = q, Page = page ?? 1, Size = size ?? 50 }, cancel);
        await Body.Write(context, 200, new
        {
            found.Total,
            found.Page,
            found.Size,
            requests = found.Requests.Select(r => new { r.Number, status = StatusWord.Of(r.Status), r.Instrument, r.Jurisdiction, r.Agency, r.AgencyVerified, r.Reference, r.ServedAt, r.DueAt, clockStoppedSince = r.Due.StoppedSince, r.FirstDataExpiresAt, r.NonDisclosure, r.Items, r.RegisteredAt }),
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
            dueAt = r.Due.At,
            clockStoppedSince = r.Due.StoppedSince,
            clarification = r.Clarification is { } open ? new { open.Items, open.Question, open.AskedAt, open.AskedBy } : null,
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
            r.RecalledAt,
        });
    }

    private static async Task Amend(HttpContext context, IMediator desk, string number, int item, CancellationToken cancel)
    {
        var form = await Body.Read<ItemForm>(context, cancel);
        await Once.Do(context, 200, async () => await desk.Send(new AmendItem { Number = number, Item = item, Form = form }, cancel), r => (Answer((LegalRequest)r!), null));
    }

    private static async Task Attach(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        if (!context.Request.HasFormContentType) throw new BadHttpRequestException("Send multipart/form-data.", 415);
        var form = await context.Request.ReadFormAsync(cancel);
        var file = form.Files.GetFile("file") ?? throw new FluentValidation.ValidationException([new("file", "Send the order in the field \"file\".")]);
        await using var content = file.OpenReadStream();
        var sha256 = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content, cancel));
        content.Position = 0;
        await Once.Do(context, 201, async () => await desk.Send(new AttachDocument(number, file.FileName, content, file.Length), cancel), attached => (attached!, null), sha256);
    }

    private static async Task Scope(HttpContext context, IMediator desk, string number, string? asOf, CancellationToken cancel)
    {
        await Body.Write(context, 200, Answer(await desk.Send(new RequestScope(number, asOf), cancel)));
    }

    private static async Task Decide(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var command = await Body.Read<DecideRequest>(context, cancel);
        await Once.Do(context, 200, async () => await desk.Send(command with { Number = number }, cancel), r => (new { number, status = StatusWord.Of(((Decided)r!).Status), ((Decided)r).PlanHash }, null));
    }

    private static async Task Ask(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var command = await Body.Read<AskForClarification>(context, cancel);
        await Once.Do(context, 200, async () => await desk.Send(command with { Number = number }, cancel), r => (AnswerOfClock((LegalRequest)r!), null));
    }

    private static async Task RecordAnswer(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var answer = await Body.Read<AgencyAnswer>(context, cancel);
        await Once.Do(context, 200, async () => await desk.Send(new AnswerClarification { Number = number, Answer = answer.Answer }, cancel), r => (AnswerOfClock((LegalRequest)r!), null));
    }

    private static async Task Withdraw(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var withdrawal = await Body.Read<Withdrawal>(context, cancel);
        await Once.Do(context, 200, async () => await desk.Send(new WithdrawRequest { Number = number, Reason = withdrawal.Reason }, cancel), _ => (new { number, status = StatusWord.Of(RequestStatus.Withdrawn) }, null));
    }

    private static object AnswerOfClock(LegalRequest request) => new { request.Number, status = StatusWord.Of(request.Status), dueAt = request.Deadline.At, clockStoppedSince = request.Deadline.StoppedSince };

    private static object Answer(LegalRequest request) =>
        new { request.Number, status = StatusWord.Of(request.Status), request.ScopeHash, items = request.Items.OrderBy(i => i.Number).Select(i => new { item = i.Number, i.Text, i.Wants, i.Identifiers, i.From, i.To }) };

    internal static object Answer(ScopeView scope) => new { scope.PolicyVersion, scope.DecidedAt, scope.Hash, items = ScopeJson.Decision(scope.Decision)["items"] };

    /// <summary>Described only: the file is read from the form as it comes.</summary>
    internal sealed record OrderUpload(IFormFile File);

    internal sealed record AgencyAnswer(string? Answer);

    internal sealed record Withdrawal(string? Reason);
}
