using System.Globalization;
using CaseDesk.Features.Policies;
using CaseDesk.Model.People;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Requests;

[Authorize(Roles = Role.Reviewer)]
internal sealed class ReviewModel(IMediator desk, PolicyShelf policies, TimeProvider clock) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    [BindProperty]
    public DecideRequest Form { get; set; } = new();

    public RequestView Seen { get; private set; } = null!;

    /// <summary>Hash of what this page shows; the decision binds to it.</summary>
    public string ScopeHash { get; private set; } = "";

    public string PolicyVersion { get; private set; } = "";

    public IReadOnlyList<ItemScope> Items { get; private set; } = [];

    /// <summary>True when what was decided on is no longer what is shown: verdicts are empty again.</summary>
    public bool Changed { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(Form with { Number = Number }, cancel);
        return Redirect($"/requests/{Number}");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestDetails(Number), cancel);
        var scope = await desk.Send(new RequestScope(Number), cancel);
        (ScopeHash, PolicyVersion) = (scope.Hash, scope.PolicyVersion);
        Items = [.. Seen.Items.Join(scope.Decision.Items, i => i.Item, d => d.Item, (i, d) => ItemScope.Of(i, d, policies.Current, Seen.ServedAt))];
        // What was ticked was ticked for something else: it does not carry over.
        Changed = Form.ScopeHash is { Length: > 0 } seen && seen != ScopeHash;
    }

    /// <summary>The summary at the top lists all items together, and this page offers two verdicts.</summary>
    protected override (string Field, string Message) Place(ValidationFailure failure)
    {
        var (field, message) = base.Place(failure);
        var entry = Enumerable.Range(0, Form.Decisions.Count).FirstOrDefault(i => field.StartsWith(string.Create(CultureInfo.InvariantCulture, $"Form.Decisions[{i}]."), StringComparison.Ordinal), -1);
        if (entry < 0) return (field, message);

        if (field.EndsWith(".Decision", StringComparison.Ordinal)) message = "Approve or refuse.";
        return (field, string.Create(CultureInfo.InvariantCulture, $"Item {Form.Decisions[entry].Item}: {message}"));
    }

    public string? VerdictOn(int item) => Changed ? null : Form.Decisions.FirstOrDefault(d => d.Item == item)?.Decision;

    public string? ReasonFor(int item) => Form.Decisions.FirstOrDefault(d => d.Item == item)?.Reason;
}
