using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Ledger;

[Authorize(Roles = Role.Auditor)]
internal sealed class IndexModel(IMediator desk) : DeskPage
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

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public override async Task Show(CancellationToken cancel) =>
        Found = await desk.Send(new LedgerEntryList { Action = Act?.Trim(), Actor = Who?.Trim(), About = About?.Trim(), From = From, To = To, Page = P ?? 1, Size = PerPage }, cancel);

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
