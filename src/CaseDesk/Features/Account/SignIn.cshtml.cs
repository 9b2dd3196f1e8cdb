using CaseDesk.Model.People;
using CaseDesk.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Account;

[AllowAnonymous]
internal sealed class SignInModel(Reception reception) : DeskPage
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>True after too many failures from this address.</summary>
    public bool Throttled { get; private set; }

    public IActionResult OnGet() => User.Identity is { IsAuthenticated: true } ? Redirect("/") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var answer = await reception.SignIn(Email, Password, SessionKind.Browser, HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown", cancel);
        if (answer.SignedIn is { } signedIn)
        {
            Response.Cookies.Append(SessionAuthentication.CookieName(Request), signedIn.Secret, SessionCookie.Options(Request, signedIn.ExpiresAt));
            return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl!) : Redirect("/");
        }

        Throttled = answer.Throttled;
        Response.StatusCode = Throttled ? 429 : 401;
        if (Throttled) Response.Headers.RetryAfter = "60";
        // The same words whether or not the account exists (ASVS V6.3.8).
        else ModelState.AddModelError("", "E-mail address or password is wrong.");
        return Page();
    }
}
