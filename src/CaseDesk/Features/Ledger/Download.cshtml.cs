using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Ledger;

[Authorize(Roles = Role.Auditor)]
internal sealed class DownloadModel(IMediator desk, LedgerArchive archive) : DeskPage
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await archive.Send(Response, await desk.Send(new DownloadLedger(), cancel), cancel);
        return new EmptyResult();
    }
}
