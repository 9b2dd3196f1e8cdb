using System.Globalization;
using CaseDesk.Migrations;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CaseDesk;

/// <summary>Makes and upgrades the embedded database so that a kill at any instant leaves a database that starts.</summary>
internal static class DatabaseFiles
{
    private static readonly string Migrations = typeof(SqliteDesignTime).Assembly.GetName().Name!;

    public static DbContextOptions<SqliteCaseDeskDb> Sqlite(string connection, IServiceProvider provider) =>
        new DbContextOptionsBuilder<SqliteCaseDeskDb>().UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(Migrations)).UseApplicationServiceProvider(provider)
            .AddInterceptors(FullSync.Instance).Options;

    public static DbContextOptions<PostgreSqlCaseDeskDb> PostgreSql(DatabaseOptions database, IServiceProvider provider) =>
        new DbContextOptionsBuilder<PostgreSqlCaseDeskDb>().UseNpgsql(Limited(database), npgsql => npgsql.MigrationsAssembly(Migrations)).UseApplicationServiceProvider(provider)
            .AddInterceptors(provider.GetRequiredService<Pulse>().Watch)
            // EF logs what it throws, with its trace, each time that a server which is away is asked; whoever catches it says what has to be said.
            .ConfigureWarnings(events => events.Ignore(RelationalEventId.ConnectionError, CoreEventId.QueryIterationFailed)).Options;

    /// <summary>
    /// Every wait has an end, here and in the server; and no process takes all connections. A server that hangs is noticed sooner, by the pulse.
    /// </summary>
    private static string Limited(DatabaseOptions database) => new NpgsqlConnectionStringBuilder(WithPassword(database))
    {
        MaxPoolSize = database.MostConnections,
        // Planning costs the server more than carrying out what the desk asks again and again.
        MaxAutoPrepare = 200,
        Timeout = 5,
        CommandTimeout = database.StatementSeconds,
        // Past the time limit nobody waits for the server to agree.
        CancellationTimeout = -1,
        ApplicationName = "casedesk",
        Options = string.Create(CultureInfo.InvariantCulture, $"-c statement_timeout={database.StatementSeconds}s -c lock_timeout={database.StatementSeconds}s -c idle_in_transaction_session_timeout=30s -c synchronous_commit=on"),
    }.ConnectionString;

    /// <summary>Hangfire's own connections: few, and patient, since it waits in the server for locks.</summary>
    public static string ForJobs(DatabaseOptions database) =>
        new NpgsqlConnectionStringBuilder(WithPassword(database)) { MaxPoolSize = 8, Timeout = 5, ApplicationName = "casedesk-jobs" }.ConnectionString;

    /// <summary>One connection beside the pool, which may be exhausted just when it is asked whether the server lives.</summary>
    public static string ForPulse(DatabaseOptions database) =>
        new NpgsqlConnectionStringBuilder(WithPassword(database)) { Pooling = false, Timeout = 3, CommandTimeout = 0, ApplicationName = "casedesk-pulse" }.ConnectionString;

    private static string WithPassword(DatabaseOptions database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.Connection);
        if (string.IsNullOrEmpty(connection.Password) && database.Password.Length > 0) connection.Password = database.Password;
        return connection.ConnectionString;
    }

    /// <summary>One process at a time migrates, and gives the roles their rights; the others of the same version find nothing to do.</summary>
    public static async Task MigratePostgreSql(PostgreSqlCaseDeskDb db, DatabaseOptions database, CancellationToken cancel)
    {
        await using var alone = new NpgsqlConnection(WithPassword(database));
        await alone.OpenAsync(cancel);
        await Run("SET lock_timeout = '60s'");
        await Run("SELECT pg_advisory_lock(hashtext('casedesk migrate'))");
        // Migrations may take long; the site's limits are not for them.
        db.Database.SetConnectionString(WithPassword(database));
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await MustNotBeNewer(db, cancel);
        await db.Database.MigrateAsync(cancel);
        await Run("CREATE SCHEMA IF NOT EXISTS hangfire");
        Hangfire.PostgreSql.PostgreSqlObjectsInstaller.Install(alone, "hangfire");
        foreach (var role in new[] { database.WebRole, database.WorkerRole })
        {
            await using var known = new NpgsqlCommand("SELECT 1 FROM pg_roles WHERE rolname = @role", alone) { Parameters = { new("role", role) } };
            if (await known.ExecuteScalarAsync(cancel) is null) throw new CannotStart($"There is no database role {role}. The server's administrator makes it: CREATE ROLE {PostgreSqlGrants.Quoted(role)} LOGIN PASSWORD '…'.");
        }
        foreach (var statement in PostgreSqlGrants.For(database.WebRole, database.WorkerRole)) await Run(statement);

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, alone);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

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
    private sealed class FullSync : DbConnectionInterceptor
    {
        public static FullSync Instance { get; } = new();

        private const string Pragmas = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;";

        public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
