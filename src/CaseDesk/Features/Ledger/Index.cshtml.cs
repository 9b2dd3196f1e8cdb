using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Ledger;

[Authorize(Roles = Role.Auditor)]
internal sealed class IndexModel(IMediator desk, CaseDeskDb db) : DeskPage
{
    private const int PerPage = 50;

    [BindProperty(SupportsGet = true)]
    public string? Act { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Who { get; set; }

    /// <summary>Not "object", which is a word of the language.</summary>
    [BindProperty(SupportsGet = true)]
    public string? About { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    /// <summary>Not "page": that is the name of the route's own value.</summary>
    [BindProperty(SupportsGet = true)]
    public int? P { get; set; }

    public LedgerEntryPage Found { get; private set; } = null!;

    public IReadOnlyList<string> Actions { get; } = [.. CaseDeskRulebook.Rules.Values.Select(rule => rule.Action).Order(StringComparer.Ordinal)];

    public bool IsFiltered => new[] { Act, Who, About, From, To }.Any(part => !string.IsNullOrWhiteSpace(part));

    public long Pages => Math.Max(1, (Found.Total + Found.Size - 1) / Found.Size);

    public override bool AnswersItsFilter => true;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    /// <summary>How far the check is: for follow.js, and recorded nowhere, as it shows nothing else.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancel) => Partial("_Verifying", new LedgerVerification(await LedgerVerification.UnderWay(db, cancel), Last: null));

    public async Task<IActionResult> OnPostVerifyAsync(CancellationToken cancel)
    {
        await desk.Send(new VerifyLedger(), cancel);
        return Redirect("/ledger#verify");
    }

    public override async Task Show(CancellationToken cancel) =>
        Found = await desk.Send(
            new LedgerEntryList
            {
                Action = Readable(nameof(Act), Act)?.Trim(),
                Actor = Readable(nameof(Who), Who)?.Trim(),
                About = Readable(nameof(About), About)?.Trim(),
                From = Readable(nameof(From), From),
                To = Readable(nameof(To), To),
                Page = ModelState.IsValid ? P ?? 1 : 1,
                Size = PerPage,
            }, cancel);

    /// <summary>What could be read of the filter is still searched for.</summary>
    private string? Readable(string field, string? value) => IsUnreadable(field) ? null : value;

    private bool IsUnreadable(string field) => ModelState.TryGetValue(field, out var known) && known.Errors.Count > 0;

    /// <summary>A field for days shows nothing that is no day: what was typed stands in one for text.</summary>
    public static string KindOf(string? value) => string.IsNullOrEmpty(value) || TextRules.TryDay(value, out _) ? "date" : "text";

    protected override (string Field, string Message) Place(ValidationFailure failure) =>
        (failure.PropertyName switch { nameof(LedgerEntryList.Action) => nameof(Act), nameof(LedgerEntryList.Actor) => nameof(Who), nameof(LedgerEntryList.Page) => nameof(P), var same => same }, failure.ErrorMessage);

    /// <summary>All entries about one thing.</summary>
    public static string LinkTo(string about) => "/ledger" + QueryString.Create("about", about);

    /// <summary>This list, another page of it.</summary>
    public string Link(int page)
    {
        Dictionary<string, string?> query = [];
        foreach (var (name, value) in new[] { ("act", Act), ("who", Who), ("about", About), ("from", From), ("to", To) })
            if (!string.IsNullOrWhiteSpace(value)) query[name] = value;
        if (page > 1) query["p"] = page.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return "/ledger" + QueryString.Create(query);
    }
}
