using CaseDesk.Model.People;

namespace CaseDesk.Tests.Routes;

/// <summary>routes.matrix: who may open what, reviewed like code. One row for each route: method, pattern, roles.</summary>
internal static class RouteMatrix
{
    public const string Nobody = "none";

    /// <summary>All who knock, in the order of the rows; the last one is not signed in.</summary>
    public static IReadOnlyList<string> Callers { get; } = [Role.Clerk, Role.Reviewer, Role.Custodian, Role.Reporter, Role.Auditor, Role.Administrator, Role.Agency, Nobody];

    public static string File => Path.Combine(House.Root, "tests", "CaseDesk.Tests", "routes.matrix");

    public static Dictionary<string, string> Read() => System.IO.File.ReadLines(File)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(row => Squeezed(row[0]), row => Squeezed(row[1]), StringComparer.Ordinal);

    public static string Row(Route route, string roles) => $"{route,-62} | {roles}";

    public static string RolesOf(IReadOnlyCollection<string> opened) => opened.Count switch
    {
        0 => "nobody",
        var all when all == Callers.Count => "everyone",
        var most when most == Callers.Count - 1 && !opened.Contains(Nobody) => "signed-in",
        _ => string.Join(' ', opened),
    };

    /// <summary>What to change so that file and desk agree; empty when they do.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> rows, IReadOnlyList<(Route Route, string Roles)> desk)
    {
        var routes = desk.ToDictionary(d => Squeezed(d.Route.ToString()), d => d, StringComparer.Ordinal);
        return
        [
            .. routes.Where(r => !rows.ContainsKey(r.Key)).Select(r => $"add the row      {Row(r.Value.Route, r.Value.Roles)}"),
            .. rows.Where(row => !routes.ContainsKey(row.Key)).Select(row => $"take out the row {row.Key} | {row.Value}"),
            .. routes.Where(r => rows.TryGetValue(r.Key, out var roles) && roles != r.Value.Roles)
                .Select(r => $"{r.Key}: the row says \"{rows[r.Key]}\", the desk opens to \"{r.Value.Roles}\". Mend the route, or change the row to {Row(r.Value.Route, r.Value.Roles)}"),
        ];
    }

    private static string Squeezed(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
