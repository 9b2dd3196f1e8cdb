using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Requests;

/// <summary>Hands the order out as a download, never into the page: a PDF from outside is opened by a viewer, not by this site.</summary>
[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor}")]
internal sealed class DocumentModel(IMediator desk) : DeskPage
{
    public async Task<IActionResult> OnGetAsync(string number, int document, CancellationToken cancel)
    {
        var file = await desk.Send(new OrderDocumentFile(number, document), cancel);
        return PhysicalFile(Path.GetFullPath(file.Path), file.MediaType, file.Name);
    }
}
