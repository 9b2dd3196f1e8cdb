using System.Text.Encodings.Web;
using System.Text.Unicode;
using CaseDesk.Features;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Watching;
using CaseDesk.Look;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using FluentValidation;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.WebEncoders;

namespace CaseDesk;

/// <summary>The pages: what they need, and their places in the pipeline.</summary>
internal static class PageRooms
{
    // A hundred items with every box ticked fit; the collection limit lies above it, so that the binder never throws.
    private const int MostFormValues = 8192;

    // What programs fetch. They get problem+json even where the caller says that it would like a page.
    private static readonly string[] Programs = ["/api", "/openapi", "/health", "/ledger/checkpoint", "/ledger/ledger.vkey", "/ledger/tile"];

    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorPages(pages => pages.RootDirectory = "/Features")
            .AddMvcOptions(mvc =>
            {
                // The validators alone speak.
                mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                mvc.MaxModelBindingCollectionSize = MostFormValues + 1;
                mvc.Filters.Add(new RefusalFilter());
            });
        services.Configure<FormOptions>(form => form.ValueCountLimit = MostFormValues);
        services.Configure<WebEncoderOptions>(web => web.TextEncoderSettings = new TextEncoderSettings(
            UnicodeRanges.BasicLatin, UnicodeRanges.Latin1Supplement, UnicodeRanges.LatinExtendedA, UnicodeRanges.LatinExtendedB, UnicodeRanges.LatinExtendedAdditional,
            UnicodeRanges.GreekandCoptic, UnicodeRanges.Cyrillic, UnicodeRanges.GeneralPunctuation, UnicodeRanges.CurrencySymbols, UnicodeRanges.Arrows));
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "CaseDesk.Antiforgery";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddLook();
        services.AddSingleton<WatchTickets>();
        services.AddSingleton<Changes>();
        services.AddHostedService(provider => provider.GetRequiredService<Changes>());
    }

    /// <summary>Before routing: what a browser reads where there is no page for it.</summary>
    public static void UseStatusPages(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CaseDesk.Pages");
        app.UseWhen(context => WantsPage(context.Request), pages =>
        {
            pages.UseStatusCodePagesWithReExecute("/errors/{0}");
            pages.Use((context, next) => TurnFaultsIntoStatus(context, next, log));
        });
    }

    /// <summary>
    /// After routing: the deny-all fallback would say "your roles do not allow this" of an address that does not exist,
    /// and of a method or a type that routing refused. Programs without a token hear only that they need one.
    /// </summary>
    public static void UseNothingHere(this WebApplication app) => app.Use((context, next) =>
    {
        var isKnown = context.User.Identity is { IsAuthenticated: true };
        switch (context.GetEndpoint())
        {
            case null when isKnown || WantsPage(context.Request):
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
            // Routing's own answer: 405 or 415.
            case { RequestDelegate: { } refuse } and not RouteEndpoint when isKnown:
                return refuse(context);
            default:
                return next(context);
        }
    });

    public static void MapPages(this WebApplication app)
    {
        app.Services.GetRequiredService<DeskName>().Provider = app.Services.GetRequiredService<PolicyShelf>().First.Provider;
        app.MapStaticAssets().AllowAnonymous().Add(asset =>
        {
            // Style and script may be kept, asked after by their hash: only pages must not be.
            if (asset.RequestDelegate is { } send) asset.RequestDelegate = context =>
            {
                context.Response.Headers.Remove("Cache-Control");
                return send(context);
            };
        });
        app.MapRazorPages();
    }

    public static bool WantsPage(HttpRequest request) =>
        !Programs.Any(program => request.Path.StartsWithSegments(program, StringComparison.OrdinalIgnoreCase))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static async Task TurnFaultsIntoStatus(HttpContext context, RequestDelegate next, ILogger log)
    {
        var services = context.RequestServices;
        if (services.GetRequiredService<LedgerWriter>().Latest is { } head) services.GetRequiredService<LedgerFooter>().Show(head.Size, head.SignedAt);
        context.Response.OnStarting(() =>
        {
            if (services.GetRequiredService<LedgerLine>().Written is { } position) LedgerHeader.Set(context, position);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && fault is not OperationCanceledException)
        {
            context.Response.StatusCode = StatusOf(fault);
            // A fault that the desk itself found has words of its own; of any other the person learns nothing but that it happened.
            if (fault is Refused { Refusal: { Status: >= 500 } found }) context.Items[typeof(Model.Refusal)] = found;
            else if (context.Response.StatusCode == 500 || StorageFault.Of(fault) is not null) log.LogError(fault, "A page failed. Trace {Trace}.", context.TraceIdentifier);
        }
    }

    private static int StatusOf(Exception fault) => fault switch
    {
        Refused refused => refused.Refusal.Status,
        ValidationException => 422,
        LedgerUnavailable => 503,
        _ when Races.IsAway(fault) => 503,
        BadHttpRequestException bad => bad.StatusCode,
        _ when StorageFault.Of(fault) is { } disk => disk.Status,
        _ => 500,
    };
}
