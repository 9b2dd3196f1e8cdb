using CaseDesk.Features.Account;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Jobs;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using Hangfire;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CaseDesk;

/// <summary>Everything that is injected, in one place.</summary>
internal static class CaseDeskServices
{
    public static void AddCaseDesk(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CaseDeskOptions>().Bind(configuration.GetSection(CaseDeskOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CaseDeskOptions>, CaseDeskOptionsRules>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<PolicyShelf>();
        AddDatabase(services);
        AddPeople(services);
        AddPipeline(services);
        services.AddScoped<ScopeOf>();
        services.AddSingleton<ResultFiles>();
        services.AddSingleton<DisclosureKey>();
        services.AddScoped<Release>();
        services.AddScoped<LedgerReading>();
        AddJobs(services);
    }

    private static void AddDatabase(IServiceCollection services)
    {
        // The provider is chosen when the first context is made, so that tests and verbs can still set the configuration.
        services.AddScoped<CaseDeskDb>(provider =>
        {
            var database = provider.GetRequiredService<IOptions<CaseDeskOptions>>().Value.Database;
            return database.Provider switch
            {
                "Sqlite" => new SqliteCaseDeskDb(DatabaseFiles.Sqlite(SqliteConnection(provider), provider)),
                "PostgreSql" => new PostgreSqlCaseDeskDb(DatabaseFiles.PostgreSql(database.Connection, provider)),
                var other => throw new InvalidOperationException($"CaseDesk:Database:Provider is \"{other}\"; it is Sqlite or PostgreSql."),
            };
        });
    }

    internal static string SqliteConnection(IServiceProvider provider)
    {
        var configured = provider.GetRequiredService<IOptions<CaseDeskOptions>>().Value.Database.Connection;
        return configured.Length > 0 ? configured : $"Data Source={provider.GetRequiredService<DataDirectory>().Database};Foreign Keys=True";
    }

    private static void AddPeople(IServiceCollection services)
    {
        services.AddIdentityCore<Person>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                identity.User.RequireUniqueEmail = true;
            })
            .AddUserStore<DeskUserStore>();
        // OWASP's current figure for PBKDF2-HMAC-SHA512.
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
        services.AddScoped<CurrentActor>();
        services.AddScoped<Reception>();
        services.AddSingleton<Strangers>();
        services.AddSingleton<StrangerCounts>();
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        // A route that says nothing is open to nobody.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RecordedRefusal>();
        services.AddDataProtection().SetApplicationName("CaseDesk");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<DataDirectory, ILoggerFactory>((options, data, logs) =>
                options.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(Directory.CreateDirectory(data.KeyRing), logs));
    }

    private static void AddJobs(IServiceCollection services)
    {
        services.AddSingleton<RunningExtractions>();
        services.AddSingleton<ExtractJob>();
        services.AddSingleton<WorkPump>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkPump>());
        services.AddHangfire(hangfire => hangfire.UseInMemoryStorage());
        services.AddHangfireServer(server => server.WorkerCount = Math.Max(1, Environment.ProcessorCount / 2));
    }

    private static void AddPipeline(IServiceCollection services)
    {
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<LedgerKey>();
        services.AddSingleton<LedgerWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerWriter>());
        // After the writer, hence stopped before it: the counts of the last minute are still written.
        services.AddHostedService(provider => provider.GetRequiredService<StrangerCounts>());
        services.AddScoped<LedgerLine>();
        services.AddScoped<Gate>();
        services.AddScoped<Idempotency>();
        services.AddValidatorsFromAssemblyContaining<Gate>(ServiceLifetime.Scoped, includeInternalTypes: true);
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Door<,>));
        services.Scan(scan => scan.FromAssemblyOf<Gate>().AddClasses(c => c.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false).AsImplementedInterfaces().WithScopedLifetime());
    }
}
