using Hangfire;
using Microsoft.Extensions.Options;

namespace CaseDesk.Jobs;

/// <summary>What recurs, and when. Hangfire sees to it that of many processes one runs it.</summary>
internal static class Schedule
{
    public static void Set(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<CaseDeskOptions>>().Value;
        var jobs = services.GetRequiredService<IRecurringJobManager>();
        Set(() => jobs.AddOrUpdate<HandedWork>("sweep-files", work => work.Sweep(CancellationToken.None), options.SweepSchedule), nameof(options.SweepSchedule), options.SweepSchedule, "17 * * * *");
        Set(() => jobs.AddOrUpdate<HandedWork>("archive-reports", work => work.Archive(CancellationToken.None), options.Signing.ArchiveSchedule), "Signing:ArchiveSchedule", options.Signing.ArchiveSchedule, "41 3 * * *");
        // What the process before this one left is nobody's work any more.
        if (options.Database.Provider == "Sqlite") services.GetRequiredService<IBackgroundJobClient>().Enqueue<HandedWork>(work => work.Sweep(CancellationToken.None));
    }

    private static void Set(Action add, string option, string value, string example)
    {
        try
        {
            add();
        }
        catch (ArgumentException fault)
        {
            throw new CannotStart($"CaseDesk:{option} is \"{value}\"; it is a cron expression such as {example}.", fault);
        }
    }
}
