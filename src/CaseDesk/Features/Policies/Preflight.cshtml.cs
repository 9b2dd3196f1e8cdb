using System.Globalization;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Policy;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Policies;

/// <summary>A draft order, as its author would test it before it is signed.</summary>
internal sealed class DraftFields
{
    public string? Instrument { get; set; }

    public string? IssuerKind { get; set; }

    public string? Jurisdiction { get; set; } = "US";

    /// <summary>When it would be served; empty for now.</summary>
    public string? ServedAt { get; set; }

    public ItemFields Item { get; set; } = new();

    public Preflight Read(DateTimeOffset now, IDictionary<string, string> problems)
    {
        var servedAt = Instants.Write(now);
        if (!string.IsNullOrWhiteSpace(ServedAt))
        {
            LocalTime.TryRead(ServedAt, Item.Zone, out var typed, out var problem);
            if (problem.Length > 0) problems[nameof(ServedAt)] = problem;
            servedAt = typed ?? servedAt;
        }
        return new Preflight
        {
            Instrument = Instrument,
            IssuerKind = IssuerKind,
            Jurisdiction = Jurisdiction,
            Agency = "Draft",
            Reference = "draft",
            IssuedOn = now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ServedAt = servedAt,
            // A draft may be dated back to see what would have been there.
            ServedAtReason = "draft",
            Items = [Item.Read("Items[0]", problems)],
        };
    }
}

[Authorize(Roles = $"{Role.Agency},{Role.Clerk},{Role.Reviewer},{Role.Custodian}")]
internal sealed class PreflightModel(IMediator desk, PolicyShelf policies, CaseDeskDb db, TimeProvider clock) : DeskPage
{
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);

    [BindProperty]
    public DraftFields Form { get; set; } = new();

    public PolicyDocument Policy { get; private set; } = policies.First;

    /// <summary>What the draft would reach; null before it was tested.</summary>
    public ItemScope? Result { get; private set; }

    public DateTimeOffset ServedAt { get; private set; }

    /// <summary>What to ask less of; it changes no answer.</summary>
    public IReadOnlyList<NarrowingProposal> Proposals { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public override async Task Show(CancellationToken cancel) => Policy = await policies.InForce(db, cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var draft = Form.Read(clock.GetUtcNow(), problems);
        var scope = await desk.Send(draft, cancel);
        TextRules.TryInstant(draft.ServedAt, out var servedAt);
        var item = draft.Items[0].ToRegistration();
        (ServedAt, Policy) = (servedAt, scope.Policy);
        Result = ItemScope.Of(new ItemView(1, item.Text, item.Wants, item.Identifiers, item.From, item.To), scope.Decision.Items[0], Policy, servedAt);
        Proposals = scope.Proposals;
        return Page();
    }

    protected override (string Field, string Message) Place(ValidationFailure failure)
    {
        var (path, message) = RefusedItems.Place(failure, _ => Form.Item, problems);
        return ("Form." + path.Replace("Items[0]", "Item", StringComparison.Ordinal), message);
    }
}
