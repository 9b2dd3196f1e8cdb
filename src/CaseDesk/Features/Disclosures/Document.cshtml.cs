using CaseDesk.Api;
using CaseDesk.Model.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Disclosures;

/// <summary>The finished document before it is signed, for the page of the release and for whoever opens it without script.</summary>
[Authorize(Roles = Role.Custodian)]
internal sealed class DocumentModel(Release release) : DeskPage
{
    public async Task<IActionResult> OnGetAsync(string number, string? language, CancellationToken cancel)
    {
        await DisclosuresApi.SendUnsigned(HttpContext, await release.Open(number, language, cancel));
        return new EmptyResult();
    }
}
