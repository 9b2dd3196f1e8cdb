using CaseDesk.Migrations;
using CaseDesk.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk;

/// <summary>Makes and upgrades the embedded database so that a kill at any instant leaves a database that starts.</summary>
internal static class DatabaseFiles
{
    private static readonly string Migrations = typeof(SqliteDesignTime).Assembly.GetName().Name!;

    public static DbContextOptions<SqliteCaseDeskDb> Sqlite(string connection, IServiceProvider provider) =>
        new DbContextOptionsBuilder<SqliteCaseDeskDb>().UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(Migrations)).UseApplicationServiceProvider(provider)
            .AddInterceptors(FullSync.Instance).Options;

    public static DbContextOptions<PostgreSqlCaseDeskDb> PostgreSql(string connection, IServiceProvider provider) =>
        new DbContextOptionsBuilder<PostgreSqlCaseDeskDb>().UseNpgsql(connection, npgsql => npgsql.MigrationsAssembly(Migrations)).UseApplicationServiceProvider(provider).Options;

    /// <summary>The first start builds the database aside and renames it; an upgrade runs on a copy.</summary>
    /// <returns>True where the database is new.</returns>
    public static async Task<bool> PrepareSqlite(string path, IServiceProvider provider, CancellationToken cancel)
    {
        foreach (var left in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".new*")) File.Delete(left);

        var isNew = !File.Exists(path);
        if (!isNew)
        {
            await using var existing = new SqliteCaseDeskDb(Sqlite($"Data Source={path}", provider));
            await MustNotBeNewer(existing, cancel);
            if (!(await existing.Database.GetPendingMigrationsAsync(cancel)).Any()) return false;
        }

        var aside = path + ".new";
        if (!isNew)
        {
            await using var from = new SqliteConnection($"Data Source={path};Pooling=False");
            await using var to = new SqliteConnection($"Data Source={aside};Pooling=False");
            await from.OpenAsync(cancel);
            await to.OpenAsync(cancel);
            from.BackupDatabase(to);
        }
        await using (var db = new SqliteCaseDeskDb(Sqlite($"Data Source={aside};Pooling=False", provider)))
        {
            await db.Database.MigrateAsync(cancel);
            // WAL once, at the making: a pragma on each opening breaks read-only probes. The checkpoint empties the side files before the rename.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);", cancel);
        }
        SqliteConnection.ClearAllPools();
        // A crash may leave the old database's side files: they belong to the old bytes.
        foreach (var side in new[] { aside + "-wal", aside + "-shm", path + "-wal", path + "-shm" }) File.Delete(side);
        File.Move(aside, path);
        Extraction.DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
        return isNew;
    }

    /// <summary>An older program would write rows that the newer schema does not expect.</summary>
    public static async Task MustNotBeNewer(CaseDeskDb db, CancellationToken cancel)
    {
        var unknown = (await db.Database.GetAppliedMigrationsAsync(cancel)).Except(db.Database.GetMigrations(), StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) throw new CannotStart($"The database was made by a newer CaseDesk: this one does not know its migration {unknown[0]}. Start the newer program, or restore a backup.");
    }

    /// <summary>A committed decision survives power loss: FULL, on each connection, since SQLite keeps it per connection.</summary>
    private sealed class FullSync : Microsoft.EntityFrameworkCore.Diagnostics.DbConnectionInterceptor
    {
        public static FullSync Instance { get; } = new();

        private const string Pragmas = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;";

        public override void ConnectionOpened(System.Data.Common.DbConnection connection, Microsoft.EntityFrameworkCore.Diagnostics.ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, Microsoft.EntityFrameworkCore.Diagnostics.ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
