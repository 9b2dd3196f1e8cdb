using CaseDesk.Extraction;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Verbs;

/// <summary>What every start does before it serves.</summary>
internal static class Start
{
    public static async Task Prepare(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var data = services.GetRequiredService<DataDirectory>();
        DurableFile.SweepTemporaries(data.Documents);
        var options = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<CaseDeskOptions>>().Value.Database;
        if (options is { Provider: "Sqlite", Connection: "" }) await DatabaseFiles.PrepareSqlite(data.Database, scope.ServiceProvider, cancel);
        else if ((await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Database.GetPendingMigrationsAsync(cancel)).Any())
            throw new InvalidOperationException("The database waits for migrations. Apply them first.");
    }
}

/// <summary>One program at a time writes to an embedded database: the lock dies with its process.</summary>
internal static class DeskLock
{
    public static IDisposable? Take(DataDirectory data)
    {
        try
        {
            return new FileStream(data.Database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
