using CaseDesk.Model;
using Microsoft.Extensions.Options;

namespace CaseDesk.Verbs;

/// <summary><c>migrate</c>: brings the database to this version, once, before any process of this version starts. On PostgreSQL it runs as the tables' owner and gives the other roles their rights.</summary>
internal static class Migrate
{
    public static async Task<int> Run()
    {
        var builder = OperatorHost.Builder();
        // The history's table is looked for before it is made.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.AddCaseDesk();
        using var host = builder.Build();
        var database = host.Services.GetRequiredService<IOptions<CaseDeskOptions>>().Value.Database;
        await using var scope = host.Services.CreateAsyncScope();
        if (database.Provider == "PostgreSql")
        {
            await DatabaseFiles.MigratePostgreSql((PostgreSqlCaseDeskDb)scope.ServiceProvider.GetRequiredService<CaseDeskDb>(), database, CancellationToken.None);
        }
        else
        {
            using var alone = DeskLock.Take(host.Services) ?? throw new CannotStart("The site runs on this data directory: stop it first.");
            await DatabaseFiles.PrepareSqlite(host.Services.GetRequiredService<DataDirectory>().Database, scope.ServiceProvider, CancellationToken.None);
        }
        Console.Out.WriteLine("The database is at this version.");
        return 0;
    }
}
