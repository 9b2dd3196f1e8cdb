using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Extractions;

[Authorize(Roles = $"{Role.Reviewer},{Role.Custodian}")]
internal sealed class RowsModel(IMediator desk) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>Not "page": that is the name of the route's own value.</summary>
    [BindProperty(SupportsGet = true)]
    public int? P { get; set; }

    public PreviewView Seen { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public Task<IActionResult> OnGetCsvAsync(CancellationToken cancel) => Download("csv", cancel);

    public Task<IActionResult> OnGetJsonAsync(CancellationToken cancel) => Download("json", cancel);

    public override async Task Show(CancellationToken cancel) => Seen = await desk.Send(new ExtractionPreview(Number, P ?? 1), cancel);

    private async Task<IActionResult> Download(string format, CancellationToken cancel)
    {
        var file = await desk.Send(new ExtractionRows(Number, format), cancel);
        return File(file.Bytes, file.MediaType, file.Name);
    }
}
