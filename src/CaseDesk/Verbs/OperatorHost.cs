using System.Diagnostics;
using CaseDesk.Features.Policies;
using CaseDesk.Ledger;

namespace CaseDesk.Verbs;

/// <summary>The desk without its site, for one operator verb. Writing verbs refuse while the site runs.</summary>
internal static class OperatorHost
{
    public static HostApplicationBuilder Builder()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
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

/// <summary><c>ledger export DIR</c>.</summary>
internal static class LedgerExport
{
    public static Task<int> Run(string directory) => OperatorHost.Run(async services =>
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            await Console.Error.WriteLineAsync($"{directory} is not empty. Name a new directory.");
            return 2;
        }
        long size;
        try
        {
            size = await DemoUsers.Send(services, Security.Actor.Operator, new Features.Ledger.ExportLedger(Path.GetFullPath(directory), new Told()));
        }
        catch (LedgerFormatException broken)
        {
            await Console.Error.WriteLineAsync($"The ledger does not hold: {broken.Message} What is in {directory} has no checkpoint. An auditor's \"Verify now\" says what is wrong.");
            return 1;
        }
        Console.Out.WriteLine($"{size} entries are in {directory}. Check them with: CaseDesk.Verify ledger {directory} --policy {Path.Combine(directory, "tlog-policy")}");
        return 0;
    });

    /// <summary>A long export says how far it is, on standard error.</summary>
    private sealed class Told : IProgress<(long Done, long Total)>
    {
        private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
        private long said = Stopwatch.GetTimestamp();

        public void Report((long Done, long Total) value)
        {
            if (Stopwatch.GetElapsedTime(said) < Pace) return;
            said = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{value.Done} of {value.Total} entries");
        }
    }
}
