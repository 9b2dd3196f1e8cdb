namespace CaseDesk.Api;

/// <summary>Who may call a route and what it takes, with the answers that follow from it for /openapi/v1.json.</summary>
internal static class Describing
{
    public static RouteHandlerBuilder For(this RouteHandlerBuilder route, params string[] roles) =>
        route.RequireAuthorization(policy => policy.RequireRole(roles)).ProducesProblem(401).ProducesProblem(403);

    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route)
        where T : notnull => route.Accepts<T>("application/json").ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
}
