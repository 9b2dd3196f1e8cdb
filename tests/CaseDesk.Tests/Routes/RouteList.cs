using System.Text.RegularExpressions;
using CaseDesk.Verbs;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace CaseDesk.Tests.Routes;

/// <summary>One call that the desk answers. A page has one for each of its handlers; all static assets are one.</summary>
internal sealed record Route(string Method, string Pattern)
{
    public const string Assets = "/(static assets)";

    public bool IsPage { get; init; }

    public override string ToString() => $"{Method,-5} {Pattern}";
}

/// <summary>The routes that the program maps, asked of the program itself: it is built, not started.</summary>
internal static partial class RouteList
{
    public static async Task<IReadOnlyList<Route>> OfTheDesk(string directory)
    {
        await using var app = Serve.Builder(["--environment=Development", $"--CaseDesk:DataDirectory={directory}"]).Build();
        Serve.Map(app);
        var loader = app.Services.GetRequiredService<PageLoader>();
        List<Route> routes = [];
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>())
        {
            if (IsAsset(endpoint)) routes.Add(new Route("GET", Route.Assets));
            else if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page) routes.AddRange(HandlersOf(await loader.LoadAsync(page, endpoint.Metadata), endpoint));
            else routes.AddRange(endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => new Route(method, PatternOf(endpoint))));
        }
        return [.. routes.Distinct().OrderBy(route => route.Pattern, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal)];
    }

    /// <summary>An address for the pattern, of things that do not exist: a route that opens answers 404, 415 or 422.</summary>
    public static string Fill(Route route) => route.Pattern == Route.Assets ? "/desk.css" : Place().Replace(route.Pattern, place => ValueOf(place.Groups[1].Value, route));

    private static string ValueOf(string name, Route route) => (name, route.Pattern) switch
    {
        ("number", _) => "CD-1999-000001",
        ("item" or "document" or "letter" or "certificate" or "volume", _) => "1",
        ("agency" or "id", _) => Guid.Empty.ToString(),
        ("index", _) => "999999999",
        ("status", _) => "404",
        ("version", _) => "nobody-1999",
        ("name", "/requests/{number}/disclosure/{name}") => "report.pdf",
        ("name", "/requests/{number}/letters/{letter:int}/{name}") => "letter.pdf",
        ("name", "/requests/{number}/certificate/{certificate:int}/{name}") => "certificate.pdf",
        ("part", _) => "receipt",
        ("documentName", _) => "v1",
        ("rest", "/ledger/tile/entries/{**rest}") => "000.p/1",
        ("rest", "/ledger/tile/{**rest}") => "0/000.p/1",
        _ => throw new NotSupportedException($"RouteList.ValueOf does not know {{{name}}} of \"{route}\": add a value of something that does not exist."),
    };

    private static IEnumerable<Route> HandlersOf(CompiledPageActionDescriptor page, RouteEndpoint endpoint) =>
        page.HandlerMethods.Select(handler => new Route(handler.HttpMethod.ToUpperInvariant(), PatternOf(endpoint) + (handler.Name is { } name ? $"?handler={name}" : "")) { IsPage = true });

    // In Development one more route serves what the build did not list.
    private static bool IsAsset(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || endpoint.RoutePattern.RawText is "{**path:file}" or "/{**path:file}";

    private static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    [GeneratedRegex(@"\{\**(\w+)(:\w+)?\??\}")]
    private static partial Regex Place();
}
