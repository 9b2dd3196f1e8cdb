using CaseDesk.Features.Policies;
using CaseDesk.Features.Watching;
using CaseDesk.Model.People;
using CaseDesk.Policy;
using CaseDesk.Security;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Requests;

[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class RequestModel(IMediator desk, PolicyShelf policies, WatchTickets tickets, CurrentActor current, TimeProvider clock) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public IFormFile? Order { get; set; }

    public RequestView Seen { get; private set; } = null!;

    /// <summary>Null for officers outside, who read what they asked and not why.</summary>
    public IReadOnlyList<ItemScope>? Scopes { get; private set; }

    /// <summary>Where the demand is larger than the policy's limits; empty for officers outside.</summary>
    public IReadOnlyList<NarrowingProposal> Proposals { get; private set; } = [];

    /// <summary>What watch.js follows.</summary>
    public string Ticket { get; private set; } = "";

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool IsInside => !current.Actor.IsOutside;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostAttachAsync(CancellationToken cancel)
    {
        // Without a file it is sent all the same, so that the door speaks first of who may attach at all.
        await using var content = Order?.OpenReadStream() ?? Stream.Null;
        await desk.Send(new AttachDocument(Number, Order?.FileName ?? "", content, Order?.Length ?? 0), cancel);
        return Redirect($"/requests/{Number}");
    }

    public async Task<IActionResult> OnPostAnswerAsync(CancellationToken cancel)
    {
        await desk.Send(new AnswerClarification { Number = Number, Answer = Answer }, cancel);
        return Redirect($"/requests/{Number}");
    }

    public async Task<IActionResult> OnPostWithdrawAsync(CancellationToken cancel)
    {
        await desk.Send(new WithdrawRequest { Number = Number, Reason = Reason }, cancel);
        return Redirect($"/requests/{Number}");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestDetails(Number), cancel);
        Ticket = tickets.For(current.Actor, new Watched([Shown.Of(Seen.Number, Seen.Status, Seen.Version, Seen.ExtractionState, current.Actor)]));
        if (!IsInside) return;

        var scope = await desk.Send(new RequestScope(Number), cancel);
        Proposals = Seen.AwaitsDecision ? scope.Proposals : [];
        Scopes = [.. Seen.Items.Join(scope.Decision.Items, i => i.Item, d => d.Item, (i, d) => ItemScope.Of(i, d, policies.Current, Seen.ServedAt))];
    }

    protected override (string Field, string Message) Place(ValidationFailure failure) =>
        failure.PropertyName == "file" ? (nameof(Order), Order is null ? "Choose the order as a PDF file." : failure.ErrorMessage) : (failure.PropertyName, failure.ErrorMessage);
}
