using System.Security.Claims;
using System.Text.Encodings.Web;
using CaseDesk.Model;
using CaseDesk.Model.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Security;

/// <summary>
/// Looks the session up on every request, so that ending a session or disabling a person works at once (ASVS V7.4.2).
/// Browsers bring a cookie, programs a bearer token; a cookie never opens the API, which has no antiforgery.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CaseDeskDb db, CurrentActor current, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";

    public static string CookieName(HttpRequest request) => request.IsHttps ? "__Host-CaseDesk" : "CaseDesk";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (secret, kind) = Presented();
        if (SessionSecret.HashOf(secret) is not { } hash) return AuthenticateResult.NoResult();

        var found = await db.Sessions.AsNoTracking().Where(s => s.SecretHash == hash && s.Kind == kind)
            .Select(s => new { Session = s, s.Person, Roles = db.UserRoles.Where(r => r.UserId == s.PersonId).Join(db.Roles, r => r.RoleId, r => r.Id, (_, role) => role.Name!).ToList() })
            .AsSingleQuery().FirstOrDefaultAsync(Context.RequestAborted);
        if (found?.Person is not { Disabled: false } person || !found.Session.IsAlive(clock.GetUtcNow())) return AuthenticateResult.Fail("The session has ended.");

        var (session, roles) = (found.Session, found.Roles);
        current.Actor = Actor.Of(person, roles, session.Id);
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, person.Id.ToString()),
                new Claim(ClaimTypes.Name, person.DisplayName),
                new Claim(ClaimTypes.Sid, session.Id.ToString()),
                .. roles.Select(role => new Claim(ClaimTypes.Role, role)),
            ],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private (string? Secret, SessionKind Kind) Presented()
    {
        var isApi = Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        if (!isApi && Request.Cookies[CookieName(Request)] is { Length: > 0 } cookie) return (cookie, SessionKind.Browser);

        const string bearer = "Bearer ";
        var header = Request.Headers.Authorization.ToString();
        return header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? (header[bearer.Length..].Trim(), SessionKind.Token) : (null, SessionKind.Token);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (WantsPage(Request))
        {
            Response.Redirect("/account/sign-in?returnUrl=" + Uri.EscapeDataString(Request.Path + Request.QueryString));
            return Task.CompletedTask;
        }
        Response.Headers.WWWAuthenticate = "Bearer";
        return Api.Problems.Write(Context, 401, "sign-in", "Sign in first: send a bearer token from POST /api/v1/tokens.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = 403;
        return WantsPage(Request) ? Task.CompletedTask : Api.Problems.Write(Context, 403, "role", "Your roles do not allow this.");
    }

    public static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !request.Path.StartsWithSegments("/ledger/tile", StringComparison.Ordinal);
}
