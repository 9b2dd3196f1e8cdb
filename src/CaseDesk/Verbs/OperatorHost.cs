using CaseDesk.Features.Ledger;
using CaseDesk.Features.Policies;

namespace CaseDesk.Verbs;

/// <summary>The desk without its site, for one operator verb. Writing verbs refuse while the site runs.</summary>
internal static class OperatorHost
{
    public static HostApplicationBuilder Builder()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // What stops a start is said once, in a sentence: the host would log its trace as well.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        return builder;
    }

    public static async Task<int> Run(Func<IServiceProvider, Task<int>> act)
    {
        var builder = Builder();
        // An operator's act carries out nobody else's work.
        if (builder.Configuration["CaseDesk:Database:Provider"] == "PostgreSql") builder.Configuration["CaseDesk:Process"] = "Web";
        builder.AddCaseDesk();
        using var host = builder.Build();
        using var alone = DeskLock.Take(host.Services);
        if (alone is null)
        {
            await Console.Error.WriteLineAsync("The site runs on this data directory: stop it first.");
            return 1;
        }
        await Start.Prepare(host.Services, CancellationToken.None);
        await host.StartAsync();
        await OperatorsChoice.Note(host.Services, isSite: false, CancellationToken.None);
        await FirstState.Begin(host.Services, CancellationToken.None);
        await FirstPolicy.Begin(host.Services, CancellationToken.None);
        try
        {
            return await act(host.Services);
        }
        finally
        {
            await host.StopAsync();
        }
    }
}
