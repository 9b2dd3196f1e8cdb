using CaseDesk.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CaseDesk.Features.Errors;

/// <summary>Shown in place of whatever ended with that status. Nobody can ask for it by its address.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class StatusModel : PageModel
{
    public StatusPage Shown { get; private set; } = StatusPage.For(404);

    public IActionResult OnGet(int status) => Answer(status);

    public IActionResult OnPost(int status) => Answer(status);

    private PageResult Answer(int status)
    {
        var meant = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null && status is >= 400 and <= 599;
        Response.StatusCode = meant ? status : 404;
        Shown = HttpContext.Items[typeof(Refusal)] is Refusal found
            ? StatusPage.For(found)
            : StatusPage.For(Response.StatusCode, Response.StatusCode == 500 ? HttpContext.TraceIdentifier : null);
        return Page();
    }
}
