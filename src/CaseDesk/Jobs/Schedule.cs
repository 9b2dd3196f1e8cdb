using Hangfire;
using Microsoft.Extensions.Options;

namespace CaseDesk.Jobs;

/// <summary>What recurs, and when. Hangfire sees to it that of many processes one runs it.</summary>
internal static class Schedule
{
    public static void Set(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<CaseDeskOptions>>().Value;
        try
        {
            services.GetRequiredService<IRecurringJobManager>().AddOrUpdate<HandedWork>("sweep-files", work => work.Sweep(CancellationToken.None), options.SweepSchedule);
        }
        catch (ArgumentException fault)
        {
            throw new CannotStart($"CaseDesk:SweepSchedule is \"{options.SweepSchedule}\"; it is a cron expression such as 17 * * * *.", fault);
        }
        // What the process before this one left is nobody's work any more.
        if (options.Database.Provider == "Sqlite") services.GetRequiredService<IBackgroundJobClient>().Enqueue<HandedWork>(work => work.Sweep(CancellationToken.None));
    }
}
