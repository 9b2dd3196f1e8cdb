using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Requests;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Requests;

[Authorize(Roles = Role.Clerk)]
internal sealed class AmendModel(IMediator desk) : DeskPage
{
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);

    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int Item { get; set; }

    [BindProperty]
    public ItemFields Form { get; set; } = new();

    public RequestView Seen { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Show(cancel);
        Form = ItemFields.Of(Seen.Items.Single(i => i.Item == Item));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(new AmendItem { Number = Number, Item = Item, Form = Form.Read("Form", problems) }, cancel);
        return Redirect($"/requests/{Number}#item-{Item}");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestDetails(Number), cancel);
        if (Seen.Items.All(i => i.Item != Item)) throw new Refused(RequestRefusals.NotFound);
    }

    protected override (string Field, string Message) Place(ValidationFailure failure) => RefusedItems.Place(failure, _ => Form, problems);
}
