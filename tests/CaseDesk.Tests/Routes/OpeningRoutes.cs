namespace CaseDesk.Tests.Routes;

/// <summary>Every role and a stranger knock at every route of the running desk. Its own desk: so many failures would throttle the others.</summary>
public sealed class OpeningRoutes
{
    [Fact]
    public async Task Opens_to_the_roles_of_its_row_and_to_nobody_else()
    {
        await using var app = new CaseDeskApp();
        await app.InitializeAsync();
        var routes = await Routes();
        List<(Route Route, List<string> Opened)> desk = [.. routes.Select(route => (route, new List<string>()))];

        foreach (var role in RouteMatrix.Callers)
        {
            using var caller = await Knocking.As(app, role);
            // Signing out ends the caller's session: last.
            foreach (var (route, opened) in desk.OrderBy(d => d.Route.Pattern.EndsWith("/sign-out", StringComparison.Ordinal)))
            {
                if (await caller.Opens(route)) opened.Add(role);
            }
        }

        var differences = RouteMatrix.Differences(RouteMatrix.Read(), [.. desk.Select(d => (d.Route, RouteMatrix.RolesOf(d.Opened)))]);
        Assert.True(differences.Count == 0, $"{RouteMatrix.File} and the desk differ:\n{string.Join('\n', differences)}");
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_field_is_refused()
    {
        await using var app = new CaseDeskApp();
        await app.InitializeAsync();
        var rows = RouteMatrix.Read();
        var forms = (await Routes()).Where(route => route is { IsPage: true, Method: "POST" } && !route.Pattern.StartsWith("/errors/", StringComparison.Ordinal)).ToList();

        Assert.True(forms.Count > 5);
        foreach (var form in forms)
        {
            var roles = rows.GetValueOrDefault($"{form.Method} {form.Pattern}") ?? throw new InvalidOperationException($"{form} has no row.");
            using var caller = await Knocking.As(app, roles is "everyone" or "signed-in" ? RouteMatrix.Callers[0] : roles.Split(' ')[0]);

            Assert.True(await caller.IsRefusedWithoutField(form), $"{form} takes a form from another site.");
        }
    }

    [Fact]
    public void Tells_which_row_is_missing_too_many_or_wrong()
    {
        var rows = new Dictionary<string, string> { ["GET /old"] = "clerk", ["GET /mine"] = "clerk", ["GET /open"] = "clerk" };

        var differences = RouteMatrix.Differences(rows, [(new Route("GET", "/mine"), "clerk"), (new Route("GET", "/new"), "auditor"), (new Route("GET", "/open"), "everyone")]);

        Assert.Equal(3, differences.Count);
        Assert.StartsWith("add the row", differences[0], StringComparison.Ordinal);
        Assert.EndsWith("| auditor", differences[0], StringComparison.Ordinal);
        Assert.StartsWith("take out the row GET /old", differences[1], StringComparison.Ordinal);
        Assert.Contains("the desk opens to \"everyone\"", differences[2], StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<Route>> Routes()
    {
        var directory = Directory.CreateTempSubdirectory("casedesk-routes-").FullName;
        try
        {
            return await RouteList.OfTheDesk(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
