using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Disclosures;

/// <summary>Hands out one released file as a download.</summary>
[Authorize(Roles = $"{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class FileModel(IMediator desk) : DeskPage
{
    public async Task<IActionResult> OnGetAsync(string number, string name, int? edition, CancellationToken cancel)
    {
        var file = await desk.Send(new DisclosureFile(number, name, edition), cancel);
        return File(file.Bytes, file.MediaType, file.Name);
    }
}
