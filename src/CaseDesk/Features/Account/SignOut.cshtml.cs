using CaseDesk.Security;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Account;

/// <summary>Only by POST: a link or a picture on another page must not sign anyone out.</summary>
[Authorize]
internal sealed class SignOutModel(IMediator desk) : DeskPage
{
    public IActionResult OnGet() => StatusCode(405);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(new SignOut(), cancel);
        Response.Cookies.Delete(SessionAuthentication.CookieName(Request), SessionCookie.Options(Request));
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"cookies\", \"storage\"";
        return Redirect("/account/sign-in");
    }
}
