using CaseDesk.Api;
using CaseDesk.Features.Ledger;
using CaseDesk.Features.Policies;
using CaseDesk.Jobs;
using CaseDesk.Pipeline;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace CaseDesk.Verbs;

/// <summary>Runs the site.</summary>
internal static class Serve
{
    public static async Task<int> Run(string[] args)
    {
        var builder = Builder(args);
        var isWorker = IsWorker(builder);
        // What stops a start is said once, in a sentence: the host and the server would log its trace as well.
        var started = false;
        foreach (var category in new[] { "Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel" }) builder.Logging.AddFilter(category, level => started && level >= LogLevel.Warning);
        var app = builder.Build();
        using var running = DeskLock.Take(app.Services);
        if (running is null) return Fail("Another CaseDesk runs on this data directory. Stop it first, or name another one in CaseDesk__DataDirectory.");

        await Start.Prepare(app.Services, CancellationToken.None);
        if (isWorker) MapHealth(app);
        else Map(app);
        await app.StartAsync();
        started = true;
        await OperatorsChoice.Note(app.Services, isSite: !isWorker, CancellationToken.None);
        if (!isWorker) await FirstState.Begin(app.Services, CancellationToken.None);
        if (!isWorker) await FirstPolicy.Begin(app.Services, CancellationToken.None);
        if (CaseDeskOptions.ProcessIn(builder.Configuration) != "Web") Schedule.Set(app.Services);
        if (!isWorker && app.Environment.IsDevelopment() && IsLoopback(app.Urls)) await FirstStart.Carry(app.Services, Console.Out);
        Console.Out.WriteLine($"CaseDesk is at {string.Join(", ", app.Urls)}; its data is in {app.Services.GetRequiredService<DataDirectory>().Root}.");
        await app.WaitForShutdownAsync();
        return 0;
    }

    public static WebApplicationBuilder Builder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(Serve).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.AddCaseDesk();
        if (!IsWorker(builder)) AddSite(builder);
        builder.Host.UseDefaultServiceProvider(provider => (provider.ValidateOnBuild, provider.ValidateScopes) = (true, true));
        // Finds the assets of a build also outside Development; a published desk carries them in wwwroot.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 32 * 1024 * 1024;
        });
        return builder;
    }

    /// <summary>A worker carries out what was approved and shows nothing but whether it lives.</summary>
    private static bool IsWorker(WebApplicationBuilder builder) => CaseDeskOptions.ProcessIn(builder.Configuration) == "Worker";

    private static void AddSite(WebApplicationBuilder builder)
    {
        builder.Services.AddPages();
        builder.Services.AddOpenApi("v1");
        // The description says what the bodies are read with: numbers are numbers.
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = Body.Json.NumberHandling);
    }

    /// <summary>
    /// Well is who can read the ledger's head: without the database nothing is done and nothing is shown. Who only lives is asked by the proxy in front:
    /// while the database is away it is the desk that says so to people and programs, not the proxy.
    /// </summary>
    private static void MapHealth(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("ok")).AllowAnonymous();
        app.MapGet("/health/metrics", (LedgerAlarm alarm) => Results.Text(alarm.Text(), "text/plain; version=0.0.4; charset=utf-8")).AllowAnonymous();
        app.MapGet("/health", async (LedgerWriter writer, CancellationToken cancel) =>
        {
            try
            {
                await writer.Head(cancel);
                return Results.Text("ok");
            }
            catch (Exception fault) when (fault is LedgerUnavailable || Races.IsAway(fault))
            {
                return Results.StatusCode(503);
            }
        }).AllowAnonymous();
    }

    public static void Map(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<CaseDeskOptions>>().Value;
        if (options.TrustedProxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
            // The framework believes every neighbour on the loopback unasked; here only who is named is believed.
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var proxy in options.TrustedProxies) forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            app.UseForwardedHeaders(forwarded);
        }
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CaseDesk");
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-cache, no-store";
            // Only over https, since elsewhere browsers must ignore it (RFC 6797, section 7.2).
            if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            return next(context);
        });
        app.Use((context, next) => Problems.Guard(context, next, log));
        app.Use(async (context, next) =>
        {
            // Plain http carries sessions in the clear: only a developer's loopback may. Health carries nothing.
            if (!context.Request.IsHttps && !app.Environment.IsDevelopment() && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            {
                await Problems.Write(context, 421, "https-only", "This desk answers over https only. Put it behind a proxy that is named in CaseDesk:TrustedProxies.");
                return;
            }
            await next(context);
        });
        app.UseStatusCodePages(async status =>
        {
            var code = status.HttpContext.Response.StatusCode;
            var (word, sentence) = code switch
            {
                404 => ("not-found", "There is nothing here."),
                405 => ("method", "This address does not take that method."),
                415 => ("malformed", "This address does not take that type of body."),
                _ => ("refused", "This is not possible here."),
            };
            await Problems.Write(status.HttpContext, code, word, sentence);
        });
        app.UseStatusPages();
        // Before antiforgery reads the form: it would take a body that breaks off for a form without its field.
        app.Use(TooLarge.Refuse);
        app.UseRouting();
        app.UseAuthentication();
        app.UseNothingHere();
        app.UseAuthorization();
        app.Use(TooLarge.RefuseField);
        app.UseAntiforgery();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        MapHealth(app);
        app.MapPages();
        app.MapLedger();
        var api = app.MapGroup("/api/v1");
        api.MapTokens();
        api.MapRequests();
        api.MapAgencies();
        api.MapPolicies();
        api.MapExtractions();
        api.MapDisclosures();
        api.MapCertificates();
        api.MapLetters();
        api.MapLedgerForAuditors();
        api.MapTransparency();
    }

    private static bool IsLoopback(IEnumerable<string> urls) => urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback);

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }
}
