using System.Globalization;
using CaseDesk.Model.People;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CaseDesk.Features.Requests;

[Authorize(Roles = Role.Clerk)]
internal sealed class RegisterModel(IMediator desk) : DeskPage
{
    private const int MostItems = 100;
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);

    [BindProperty]
    public RegisterFields Form { get; set; } = new();

    /// <summary>The item that the focus goes to; -1 for none.</summary>
    public int Focus { get; private set; } = -1;

    public void OnGet() => Form.Items = [new ItemFields()];

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var request = await desk.Send(Form.Read(problems), cancel);
        return Redirect($"/requests/{request.Number}");
    }

    public IActionResult OnPostAddItem()
    {
        // A new item mostly asks about the same people and days as the one before.
        if (Form.Items.Count < MostItems) Form.Items.Add(Form.Items is [.., var last] ? new ItemFields { Identifiers = last.Identifiers, From = last.From, To = last.To, Zone = last.Zone } : new ItemFields());
        return AsChanged(Form.Items.Count - 1);
    }

    public IActionResult OnPostRemoveItem(int item)
    {
        if (item >= 0 && item < Form.Items.Count && Form.Items.Count > 1) Form.Items.RemoveAt(item);
        return AsChanged(Math.Min(item, Form.Items.Count - 1));
    }

    protected override (string Field, string Message) Place(ValidationFailure failure)
    {
        var (path, message) = RefusedItems.Place(failure, ItemAt, problems);
        // The summary at the top lists the lines of all items together.
        if (Form.Items.Count > 1 && Enumerable.Range(0, Form.Items.Count).FirstOrDefault(i => path.StartsWith(PathOf(i) + ".", StringComparison.Ordinal), -1) is >= 0 and var item)
            message = string.Create(CultureInfo.InvariantCulture, $"Item {item + 1}: {message}");
        return (path == "NonDisclosure.Until" ? "Form.NonDisclosureUntil" : "Form." + path, message);
    }

    private ItemFields? ItemAt(string path) => Form.Items.Where((_, i) => path == PathOf(i)).FirstOrDefault();

    private static string PathOf(int item) => string.Create(CultureInfo.InvariantCulture, $"Items[{item}]");

    private PageResult AsChanged(int focus)
    {
        // Fields keep what was posted under their old number unless the state is cleared.
        ModelState.Clear();
        Focus = focus;
        return Page();
    }
}
