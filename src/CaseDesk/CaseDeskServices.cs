using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Features.Account;
using CaseDesk.Features.Certificates;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Letters;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Jobs;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using Hangfire;
using Hangfire.PostgreSql;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CaseDesk;

/// <summary>Everything that is injected, in one place.</summary>
internal static class CaseDeskServices
{
    public static void AddCaseDesk(this IHostApplicationBuilder builder)
    {
        // First, since some of what is registered depends on options.
        builder.Configuration.AddSecretFiles();
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddOptions<CaseDeskOptions>().Bind(configuration.GetSection(CaseDeskOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CaseDeskOptions>, CaseDeskOptionsRules>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<PolicyShelf>();
        AddDatabase(services);
        AddPeople(services, configuration);
        AddPipeline(services);
        services.AddScoped<ScopeOf>();
        services.AddSingleton<ResultFiles>();
        services.AddSingleton<DisclosureKey>();
        services.AddSingleton<SignatureEvidence>();
        services.AddScoped<DocumentShelf>();
        services.AddScoped<ReportWriter>();
        services.AddScoped<Release>();
        services.AddSingleton<LetterTemplates>();
        services.AddSingleton<ReportTemplates>();
        services.AddScoped<CertificateDrafts>();
        services.AddScoped<Subscription>();
        services.AddScoped<LetterDrafts>();
        services.AddScoped<LedgerReading>();
        services.AddScoped<Features.Ledger.LedgerArchive>();
        services.AddScoped<Features.Ledger.LedgerArchive>();
        AddJobs(services, configuration);
    }

    private static void AddDatabase(IServiceCollection services)
    {
        services.AddSingleton<Pulse>();
        services.AddHostedService(provider => provider.GetRequiredService<Pulse>());
        // The provider is chosen when the first context is made, so that tests and verbs can still set the configuration; its options are made once.
        services.AddSingleton<Func<CaseDeskDb>>(provider =>
        {
            var database = provider.GetRequiredService<IOptions<CaseDeskOptions>>().Value.Database;
            switch (database.Provider)
            {
                case "Sqlite":
                    var sqlite = DatabaseFiles.Sqlite(SqliteConnection(provider), provider);
                    return () => new SqliteCaseDeskDb(sqlite);
                case "PostgreSql":
                    var postgres = DatabaseFiles.PostgreSql(database, provider);
                    return () => new PostgreSqlCaseDeskDb(postgres);
                default:
                    throw new InvalidOperationException($"CaseDesk:Database:Provider is \"{database.Provider}\"; it is Sqlite or PostgreSql.");
            }
        });
        services.AddScoped(provider => provider.GetRequiredService<Func<CaseDeskDb>>()());
    }

    internal static string SqliteConnection(IServiceProvider provider)
    {
        var configured = provider.GetRequiredService<IOptions<CaseDeskOptions>>().Value.Database.Connection;
        return configured.Length > 0 ? configured : $"Data Source={provider.GetRequiredService<DataDirectory>().Database};Foreign Keys=True";
    }

    private static void AddPeople(IServiceCollection services, IConfiguration configuration)
    {
        services.AddIdentityCore<Person>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                identity.User.RequireUniqueEmail = true;
            })
            .AddUserStore<DeskUserStore>();
        // OWASP's current figure for PBKDF2-HMAC-SHA512. The passwords of Development are those of the demo, which it prints: they need to be quick, and
        // should such a database ever go elsewhere, the next sign-in there hashes anew.
        services.AddOptions<PasswordHasherOptions>().Configure<IHostEnvironment>((hasher, host) => hasher.IterationCount = host.IsDevelopment() ? 10_000 : 210_000);
        services.AddScoped<CurrentActor>();
        services.AddScoped<Reception>();
        services.AddSingleton<Strangers>();
        services.AddSingleton<StrangerCounts>();
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        // A route that says nothing is open to nobody.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RecordedRefusal>();
        // A worker has no forms, and its role in the database does not read their keys.
        if (CaseDeskOptions.ProcessIn(configuration) != "Worker") AddKeyRing(services, configuration);
    }

    /// <summary>Keys of the antiforgery tokens lie in the database, which survives what files written by the framework do not, wrapped by a certificate where one is named.</summary>
    private static void AddKeyRing(IServiceCollection services, IConfiguration configuration)
    {
        var ring = services.AddDataProtection().SetApplicationName("CaseDesk");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider, ILoggerFactory>((options, provider, logs) => options.XmlRepository = new EntityFrameworkCoreXmlRepository<CaseDeskDb>(provider, logs));
        if (configuration[$"{CaseDeskOptions.Section}:{nameof(CaseDeskOptions.KeyRingCertificateFile)}"] is not { Length: > 0 } file) return;

        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(Path.GetFullPath(file), configuration[$"{CaseDeskOptions.Section}:{nameof(CaseDeskOptions.KeyRingCertificatePassword)}"]);
            ring.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"CaseDesk:KeyRingCertificateFile names {file}, which cannot be read as PKCS#12: {fault.Message}", fault);
        }
    }

    private static void AddJobs(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WorkLeases>();
        services.AddSingleton<ExtractJob>();
        services.AddSingleton<PolicyJobs>();
        services.AddSingleton<VerifyJob>();
        services.AddSingleton<SweepFiles>();
        services.AddSingleton<ArchiveReports>();
        services.AddSingleton<WorkPump>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkPump>());
        services.AddHangfire((provider, hangfire) =>
        {
            var database = provider.GetRequiredService<IOptions<CaseDeskOptions>>().Value.Database;
            if (database.Provider != "PostgreSql") hangfire.UseInMemoryStorage();
            // Sliding, or a long job would be started again while it runs. The tables are made by the verb migrate.
            else hangfire.UsePostgreSqlStorage(
                storage => storage.UseNpgsqlConnection(DatabaseFiles.ForJobs(database)),
                new PostgreSqlStorageOptions { PrepareSchemaIfNecessary = false, UseSlidingInvisibilityTimeout = true, InvisibilityTimeout = TimeSpan.FromMinutes(5), QueuePollInterval = TimeSpan.FromSeconds(1) });
        });
        services.AddSingleton<WaitingWorker>();
        if (CaseDeskOptions.ProcessIn(configuration) == "Web") return;
        services.AddHangfireServer(server => server.WorkerCount = Math.Max(1, Environment.ProcessorCount / 2));
        services.AddHostedService(provider => provider.GetRequiredService<WaitingWorker>());
    }

    private static void AddPipeline(IServiceCollection services)
    {
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<RequestRows>();
        services.AddSingleton<LedgerKey>();
        services.AddSingleton<LedgerAlarm>();
        services.AddSingleton<LedgerGuard>();
        services.AddSingleton<HighWaterMark>();
        // Before the writer, hence stopped after it: what was signed last is marked.
        services.AddHostedService(provider => provider.GetRequiredService<HighWaterMark>());
        services.AddSingleton<LedgerWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerWriter>());
        // After the writer, hence stopped before it: the counts of the last minute are still written.
        services.AddHostedService(provider => provider.GetRequiredService<StrangerCounts>());
        services.AddScoped<LedgerLine>();
        services.AddScoped<LedgerRestoration>();
        services.AddScoped<Gate>();
        services.AddScoped<Idempotency>();
        services.AddValidatorsFromAssemblyContaining<Gate>(ServiceLifetime.Scoped, includeInternalTypes: true);
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Door<,>));
        services.Scan(scan => scan.FromAssemblyOf<Gate>().AddClasses(c => c.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false).AsImplementedInterfaces().WithScopedLifetime());
    }
}
