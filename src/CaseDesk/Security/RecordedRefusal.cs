using CaseDesk.Features.Account;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace CaseDesk.Security;

/// <summary>Records that a signed-in person was refused a route, before she is told; strangers are only counted.</summary>
internal sealed class RecordedRefusal : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler usual = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
            var line = context.RequestServices.GetRequiredService<LedgerLine>();
            await context.RequestServices.GetRequiredService<IMediator>().Send(new RefuseRoute($"{context.Request.Method} {route}"), context.RequestAborted);
            if (line.Written is { } position) LedgerHeader.Set(context, position);
        }
        // A page without a session only leads to the sign-in; a program without a token, or a token that nobody gave, is a failure.
        else if (authorizeResult.Challenged && !SessionAuthentication.WantsPage(context.Request))
        {
            context.RequestServices.GetRequiredService<Strangers>().Failed(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        }
        await usual.HandleAsync(next, context, policy, authorizeResult);
    }
}
