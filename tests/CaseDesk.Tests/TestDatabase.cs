#if POSTGRESQL
using System.Data;
#endif
using System.Data.Common;

namespace CaseDesk.Tests;

/// <summary>Which database the stories are told on: the embedded one, or PostgreSQL with a web and a worker process (CaseDesk.PostgreSql.Tests).</summary>
internal static class TestDatabase
{
#if POSTGRESQL
    public const string Name = "PostgreSQL";

    public static bool IsThere => PostgreSqlPrograms.Directory is not null;

    public static async Task Prepare(CaseDeskApp app)
    {
        var (owner, web, worker) = await PostgreSqlCluster.NewDatabase();
        app.Settings["CaseDesk__Database__Provider"] = "PostgreSql";
        app.Settings["CaseDesk__Database__Connection"] = owner;
        var (code, said) = await app.Run(["migrate"]);
        Assert.True(code == 0, said);
        app.Settings["CaseDesk__Database__Connection"] = web;
        app.Settings["CaseDesk__Process"] = "Web";
        app.WorkerSettings = new() { ["CaseDesk__Database__Connection"] = worker, ["CaseDesk__Process"] = "Worker", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
    }

    /// <summary>One consistent look at the tables, on a connection of the test's own.</summary>
    public static async Task<(DbConnection Connection, DbTransaction Transaction)> Look(CaseDeskApp app)
    {
        var connection = new Npgsql.NpgsqlConnection(app.Settings["CaseDesk__Database__Connection"] + ";Pooling=False");
        await connection.OpenAsync();
        return (connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead));
    }

    /// <summary>What only who owns the server can do to a guarded table.</summary>
    public static async Task Bend(CaseDeskApp app, string table, string sql)
    {
        await using var connection = await PostgreSqlCluster.Administrator(app);
        await using var command = new Npgsql.NpgsqlCommand($"""
            ALTER TABLE "{table}" DISABLE TRIGGER USER;
            {sql};
            DO $$ DECLARE guard name; BEGIN
                FOR guard IN SELECT tgname FROM pg_trigger WHERE tgrelid = '"{table}"'::regclass AND NOT tgisinternal
                LOOP EXECUTE format('ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER %I', guard); END LOOP;
            END $$
            """, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A copy of the database of a desk that is stopped; answers its name.</summary>
    public static Task<string> Copy(CaseDeskApp app) => PostgreSqlCluster.Copy(app);

    public static Task PutBack(CaseDeskApp app, string copy)
    {
        foreach (var settings in new[] { app.Settings!, app.WorkerSettings! }) settings["CaseDesk__Database__Connection"] = new Npgsql.NpgsqlConnectionStringBuilder(settings["CaseDesk__Database__Connection"]) { Database = copy }.ConnectionString;
        return Task.CompletedTask;
    }

    /// <summary>What only the owner of the tables may do; all roles of the tests have one password.</summary>
    public static async Task<T> AsOwner<T>(CaseDeskApp app, Func<Task<T>> act)
    {
        var web = app.Settings["CaseDesk__Database__Connection"];
        app.Settings["CaseDesk__Database__Connection"] = new Npgsql.NpgsqlConnectionStringBuilder(web) { Username = "casedesk_owner" }.ConnectionString;
        try
        {
            return await act();
        }
        finally
        {
            app.Settings["CaseDesk__Database__Connection"] = web;
        }
    }
#else
    public const string Name = "SQLite";

    public static bool IsThere => true;

    public static Task Prepare(CaseDeskApp app) => Task.CompletedTask;

    /// <summary>One consistent look at the tables, on a connection of the test's own.</summary>
    public static async Task<(DbConnection Connection, DbTransaction Transaction)> Look(CaseDeskApp app)
    {
        var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(app.Data, "casedesk.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        return (connection, connection.BeginTransaction(deferred: true));
    }

    /// <summary>What only who owns the file can do to a guarded table.</summary>
    public static async Task Bend(CaseDeskApp app, string table, string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(app.Data, "casedesk.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"DROP TRIGGER IF EXISTS \"{table}_no_update\"; DROP TRIGGER IF EXISTS \"{table}_no_delete\"; {sql}";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A copy of the database of a desk that is stopped; answers its name.</summary>
    public static Task<string> Copy(CaseDeskApp app)
    {
        var copy = Directory.CreateDirectory(Path.Combine(app.Directory, "copy-of-the-database")).FullName;
        foreach (var file in Directory.GetFiles(app.Data, "casedesk.db*")) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return Task.FromResult(copy);
    }

    public static Task PutBack(CaseDeskApp app, string copy)
    {
        foreach (var file in Directory.GetFiles(app.Data, "casedesk.db*")) File.Delete(file);
        foreach (var file in Directory.GetFiles(copy)) File.Copy(file, Path.Combine(app.Data, Path.GetFileName(file)));
        return Task.CompletedTask;
    }

    public static Task<T> AsOwner<T>(CaseDeskApp app, Func<Task<T>> act) => act();
#endif
}
