using CaseDesk.Features.Account;
using CaseDesk.Model.People;

namespace CaseDesk.Api;

internal static class TokensApi
{
    public static void MapTokens(this IEndpointRouteBuilder api) => api.MapPost("/tokens", async (HttpContext context, Reception reception, CancellationToken cancel) =>
    {
        var login = await Body.Read<Login>(context, cancel);
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        var answer = await reception.SignIn(login.Email, login.Password, SessionKind.Token, address, cancel);
        if (answer.Throttled)
        {
            context.Response.Headers.RetryAfter = "60";
            await Problems.Write(context, 429, "too-many-attempts", "Too many failed attempts from this address. Wait a minute.");
        }
        else if (answer.SignedIn is { } signedIn)
        {
            await Body.Write(context, 200, new { token = signedIn.Secret, expiresAt = signedIn.ExpiresAt });
        }
        else
        {
            await Problems.Write(context, 401, "sign-in", "E-mail address or password is wrong.");
        }
    }).AllowAnonymous().Takes<Login>().Produces(200).ProducesProblem(401).ProducesProblem(429).WithSummary("Signs in and gives a bearer token.");

    internal sealed record Login(string? Email, string? Password, string? Code);
}
