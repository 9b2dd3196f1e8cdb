using System.Data;
using System.Data.Common;
using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>One moment of the database, whatever is written meanwhile.</summary>
internal sealed class LedgerSnapshot : IAsyncDisposable
{
    private readonly AsyncServiceScope scope;
    private readonly DbTransaction transaction;

    private LedgerSnapshot(AsyncServiceScope scope, CaseDeskDb db, DbTransaction transaction) => (this.scope, Db, this.transaction) = (scope, db, transaction);

    public CaseDeskDb Db { get; }

    public bool IsPostgreSql => Db is PostgreSqlCaseDeskDb;

    /// <param name="isLong">True where reading may take longer than the desk gives a statement.</param>
    public static async Task<LedgerSnapshot> Begin(IServiceScopeFactory scopes, bool isLong, CancellationToken cancel)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
            await db.Database.OpenConnectionAsync(cancel);
            var connection = db.Database.GetDbConnection();
            // A transaction that is not deferred would wait for the writer, and the writer for it.
            var transaction = connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: true) : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            await db.Database.UseTransactionAsync(transaction, cancel);
            if (isLong && db is PostgreSqlCaseDeskDb)
            {
                db.Database.SetCommandTimeout(0);
                await db.Database.ExecuteSqlAsync($"SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)", cancel);
            }
            // The moment is that of the first statement.
            _ = await db.LedgerHeads.AsNoTracking().Select(h => h.Size).SingleAsync(cancel);
            return new LedgerSnapshot(scope, db, transaction);
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        if (Db.Database.GetCommandTimeout() is { } seconds) command.CommandTimeout = seconds;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>Every row that matters, one by one.</summary>
    public IEnumerable<StateLine> Rows()
    {
        foreach (var form in RowForm.Of(Db).Values)
        {
            using var command = Command(form.Select(IsPostgreSql));
            using var reader = command.ExecuteReader();
            while (reader.Read()) yield return form.Read(reader).Line;
        }
    }

    /// <summary>Openings of the lists that were too long for their entries, in the order of the log.</summary>
    public IEnumerable<Opening> Lists()
    {
        using var command = Command("SELECT \"Seq\", \"Salt\", \"Value\" FROM \"LedgerOpenings\" WHERE \"Field\" = 'state' ORDER BY \"Seq\"");
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return new Opening(reader.GetInt64(0), EntryState.Field, reader.GetFieldValue<byte[]>(1), reader.GetString(2));
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await scope.DisposeAsync();
    }
}
