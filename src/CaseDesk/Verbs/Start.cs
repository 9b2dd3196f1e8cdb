using System.Data.Common;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Verbs;

/// <summary>What every start does before it serves. What an operator has to put right ends it with <see cref="CannotStart"/>.</summary>
internal static class Start
{
    public static async Task Prepare(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var data = services.GetRequiredService<DataDirectory>();
        _ = services.GetRequiredService<PolicyShelf>();
        try
        {
            var options = services.GetRequiredService<IOptions<CaseDeskOptions>>();
            var database = options.Value.Database;
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            // Alone on SQLite; with many processes the youngest of these may be another's, at work.
            var isAlone = database.Provider == "Sqlite";
            data.SweepTemporaries(isAlone ? now.AddYears(1) : now.AddDays(-1));
            _ = services.GetRequiredService<LedgerKey>();
            // A worker signs no disclosure, and is not given the key.
            if (options.Value.Process != "Worker") _ = services.GetRequiredService<DisclosureKey>();
            if (database is { Provider: "Sqlite", Connection: "" }) await DatabaseFiles.PrepareSqlite(data.Database, scope.ServiceProvider, cancel);
            else await MustBeUpToDate(scope.ServiceProvider.GetRequiredService<CaseDeskDb>(), cancel);
            if (isAlone) await services.GetRequiredService<WorkLeases>().ReturnAll(cancel);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw DataDirectory.NotWritable(data.Root, fault);
        }
        catch (DbException fault)
        {
            throw new CannotStart($"The database cannot be used: {fault.Message.TrimEnd('.')}. CaseDesk:Database says which one it is.", fault);
        }
    }

    private static async Task MustBeUpToDate(CaseDeskDb db, CancellationToken cancel)
    {
        await DatabaseFiles.MustNotBeNewer(db, cancel);
        if ((await db.Database.GetPendingMigrationsAsync(cancel)).Any()) throw new CannotStart("The database waits for migrations of this version. Run the verb migrate first.");
    }
}
