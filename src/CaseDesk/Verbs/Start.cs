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
            var options = services.GetRequiredService<IOptions<CaseDeskOptions>>().Value;
            _ = services.GetRequiredService<LedgerKey>();
            // A worker signs no disclosure, and is not given the key.
            if (options.Process != "Worker") _ = services.GetRequiredService<DisclosureKey>();
            _ = services.GetRequiredService<SignatureEvidence>();
            if (options.Database is { Provider: "Sqlite", Connection: "" }) await DatabaseFiles.PrepareSqlite(data.Database, scope.ServiceProvider, cancel);
            else await MustBeUpToDate(scope.ServiceProvider.GetRequiredService<CaseDeskDb>(), cancel);
            // After a restore the ledger goes on under another name.
            if (await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().FormerLogs().OrderByDescending(l => l.Log).Select(l => l.Successor).FirstOrDefaultAsync(cancel) is { } origin) services.GetRequiredService<LedgerKey>().Speak(origin);
            if (options.Database.Provider == "Sqlite") await services.GetRequiredService<WorkLeases>().ReturnAll(cancel);
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
