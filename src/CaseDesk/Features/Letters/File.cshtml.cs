using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Letters;

/// <summary>Hands out one written letter as a download.</summary>
[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class FileModel(IMediator desk) : DeskPage
{
    public async Task<IActionResult> OnGetAsync(string number, int letter, string name, CancellationToken cancel)
    {
        var file = await desk.Send(new LetterFile(number, letter, name), cancel);
        return File(file.Bytes, file.MediaType, file.Name);
    }
}
