using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Certificates;

/// <summary>Hands out a certificate as a download.</summary>
[Authorize(Roles = $"{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class FileModel(IMediator desk) : DeskPage
{
    public async Task<IActionResult> OnGetAsync(string number, int certificate, string name, CancellationToken cancel)
    {
        var file = await desk.Send(new CertificateFile(number, certificate, name), cancel);
        return File(file.Bytes, file.MediaType, file.Name);
    }
}
