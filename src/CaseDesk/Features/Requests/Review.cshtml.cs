using System.Globalization;
using CaseDesk.Features.Policies;
using CaseDesk.Look;
using CaseDesk.Model.People;
using CaseDesk.Policy;
using FluentValidation;
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

    /// <summary>How many fields each item offered: what of them is not sent was taken away.</summary>
    [BindProperty]
    public List<int> Offered { get; set; } = [];

    /// <summary>Number of the item to ask about, from a link: the question is then filled from the policy's limits.</summary>
    [BindProperty(SupportsGet = true, Name = "ask")]
    public string? AskAbout { get; set; }

    /// <summary>Items that the question is about.</summary>
    [BindProperty]
    public List<int> About { get; set; } = [];

    [BindProperty]
    public string? Question { get; set; }

    public RequestView Seen { get; private set; } = null!;

    /// <summary>Hash of what this page shows; the decision binds to it.</summary>
    public string ScopeHash { get; private set; } = "";

    public string PolicyVersion { get; private set; } = "";

    public IReadOnlyList<ItemScope> Items { get; private set; } = [];

    /// <summary>What this reviewer had seen before it became this; null where she has seen nothing else.</summary>
    public SeenBefore? Before { get; private set; }

    public IReadOnlyDictionary<int, ItemChanges> Changes { get; private set; } = new Dictionary<int, ItemChanges>();

    public IReadOnlyList<NarrowingProposal> Proposals { get; private set; } = [];

    /// <summary>True when what was decided on is no longer what is shown: verdicts are empty again.</summary>
    public bool Changed { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Show(cancel);
        var proposals = Proposals.Where(proposal => Words.Number(proposal.Item) == AskAbout).ToList();
        if (proposals.Count == 0) return;

        About = [proposals[0].Item];
        Question = string.Join("\n", proposals.Select(proposal => proposal.Explanation));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(Form with { Number = Number, Decisions = Read() }, cancel);
        return Redirect($"/requests/{Number}");
    }

    public async Task<IActionResult> OnPostAskAsync(CancellationToken cancel)
    {
        Bound = "";
        await desk.Send(new AskForClarification { Number = Number, ScopeHash = Form.ScopeHash, Items = About, Question = Question }, cancel);
        return Redirect($"/requests/{Number}");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestDetails(Number), cancel);
        var (scope, before) = await desk.Send(new LookAtScope(Number), cancel);
        (ScopeHash, PolicyVersion) = (scope.Hash, scope.PolicyVersion);
        Items = [.. Seen.Items.Join(scope.Decision.Items, i => i.Item, d => d.Item, (i, d) => ItemScope.Of(i, d, policies.Current, Seen.ServedAt))];
        (Before, Proposals) = (before, scope.Proposals);
        if (before is not null) Changes = Seen.Items.ToDictionary(item => item.Item, item => ItemChanges.Of(item, before, policies.Current));
        // What was ticked was ticked for something else: it does not carry over.
        Changed = Form.ScopeHash is { Length: > 0 } seen && seen != ScopeHash;
    }

    /// <summary>A verdict that says one thing while the ticks say another is asked back, never guessed.</summary>
    private List<ItemDecisionForm> Read()
    {
        List<ItemDecisionForm> read = [];
        List<ValidationFailure> failures = [];
        for (var i = 0; i < Form.Decisions.Count; i++)
        {
            var form = Form.Decisions[i];
            var name = string.Create(CultureInfo.InvariantCulture, $"{nameof(DecideRequest.Decisions)}[{i}].");
            var narrows = (form.Fields?.Count ?? 0) < Offered.ElementAtOrDefault(i) || !string.IsNullOrWhiteSpace(form.From) || !string.IsNullOrWhiteSpace(form.To);
            if (form.Decision == "approve" && narrows) failures.Add(new(name + nameof(form.Decision), "Something was taken away, but approving lets all of it out. Choose narrow, or take nothing away."));
            if (form.Decision == "narrow" && !narrows) failures.Add(new(name + nameof(form.Decision), "Nothing was taken away. Untick a field or give a period, or approve."));
            read.Add(form.Decision == "narrow" ? form with { Fields = form.Fields ?? [], From = Instant(form.From, name + nameof(form.From)), To = Instant(form.To, name + nameof(form.To)) } : form with { Fields = null, From = null, To = null });
        }
        return failures.Count == 0 ? read : throw new ValidationException(failures);

        string? Instant(string? text, string field)
        {
            if (!LocalTime.TryRead(text, LocalTime.Utc, out var instant, out var problem) && problem.Length > 0) failures.Add(new(field, problem));
            return instant;
        }
    }

    /// <summary>The summary at the top lists all items together.</summary>
    protected override (string Field, string Message) Place(ValidationFailure failure)
    {
        if (Bound.Length == 0) return (failure.PropertyName.StartsWith(nameof(AskForClarification.Items), StringComparison.Ordinal) ? nameof(About) : failure.PropertyName, failure.ErrorMessage);

        var (field, message) = base.Place(failure);
        var entry = Enumerable.Range(0, Form.Decisions.Count).FirstOrDefault(i => field.StartsWith(string.Create(CultureInfo.InvariantCulture, $"Form.Decisions[{i}]."), StringComparison.Ordinal), -1);
        if (entry < 0) return (field, message);

        if (message.StartsWith("Decide:", StringComparison.Ordinal)) message = "Approve, narrow or refuse.";
        return (field, string.Create(CultureInfo.InvariantCulture, $"Item {Form.Decisions[entry].Item}: {message}"));
    }

    public string? VerdictOn(int item) => Typed(item)?.Decision;

    /// <summary>What stays of an item: all that may leave, until somebody takes something away.</summary>
    public bool Stays(int item, string path) => Changed || Form.Decisions.FirstOrDefault(d => d.Item == item) is not { } form || form.Fields?.Contains(path, StringComparer.Ordinal) == true;

    public ItemDecisionForm? Typed(int item) => Changed ? null : Form.Decisions.FirstOrDefault(d => d.Item == item);

    public string? ReasonFor(int item) => Form.Decisions.FirstOrDefault(d => d.Item == item)?.Reason;
}
