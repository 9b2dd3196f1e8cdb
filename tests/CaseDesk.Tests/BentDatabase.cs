using System.Data.Common;
using System.Globalization;

namespace CaseDesk.Tests;

/// <summary>Whoever owns the database server: guards are down, foreign keys are not kept, and nothing goes through the desk.</summary>
internal sealed class BentDatabase(DbConnection connection, IReadOnlyList<string> guards) : IAsyncDisposable
{
    private readonly List<Func<Task>> undo = [];

    public static async Task<BentDatabase> Of(CaseDeskApp app)
    {
#if POSTGRESQL
        var admin = await PostgreSqlCluster.Administrator(app);
        var bent = new BentDatabase(admin, []);
        await bent.Do("SET session_replication_role = replica");
        return bent;
#else
        var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(app.Data, "casedesk.db")};Mode=ReadWrite;Foreign Keys=False;Pooling=False");
        await file.OpenAsync();
        var open = new BentDatabase(file, []);
        var triggers = await open.Read("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name NOT LIKE 'Ledger%'");
        foreach (var trigger in triggers) await open.Do($"DROP TRIGGER \"{trigger["name"]}\"");
        return new BentDatabase(file, [.. triggers.Select(trigger => (string)trigger["sql"])]);
#endif
    }

    public async Task Do(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<Dictionary<string, object>>> Read(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        List<Dictionary<string, object>> rows = [];
        while (await reader.ReadAsync()) rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        return rows;
    }

    /// <summary>The newest row of a table.</summary>
    public async Task<Dictionary<string, object>> One(string table, string where = "1 = 1") =>
        (await Read($"SELECT * FROM \"{table}\" WHERE {where} ORDER BY \"{KeyOf(table)[0]}\" DESC LIMIT 1")).Single();

    /// <summary>Changes one column of a row; answers the row's key as the ledger writes it.</summary>
    public async Task<string> Edit(string table, string column, Func<object, object> change, string where = "1 = 1")
    {
        var row = await One(table, where);
        await Set(table, row, column, change(row[column]));
        undo.Add(() => Set(table, row, column, row[column]));
        return Key(table, row);
    }

    public async Task<string> Delete(string table)
    {
        var row = await One(table);
        await Remove(table, row);
        undo.Add(() => Insert(table, row));
        return Key(table, row);
    }

    /// <summary>A copy of a row, with another key and what else must be another.</summary>
    public async Task<string> InsertCopy(string table, params (string Column, object Value)[] other)
    {
        var row = await One(table);
        row[KeyOf(table)[0]] = NewId();
        foreach (var (column, value) in other) row[column] = value;
        await Insert(table, row);
        undo.Add(() => Remove(table, row));
        return Key(table, row);
    }

    public async Task Undo()
    {
        undo.Reverse();
        foreach (var step in undo) await step();
        undo.Clear();
    }

    /// <summary>As the database keeps identifiers.</summary>
    public static object NewId()
    {
        var id = Guid.CreateVersion7();
#if POSTGRESQL
        return id;
#else
        return id.ToString().ToUpperInvariant();
#endif
    }

    /// <summary>As the database keeps instants.</summary>
    public static object Now()
    {
        var now = TimeProvider.System.GetUtcNow();
#if POSTGRESQL
        return now.UtcDateTime;
#else
        return now.UtcTicks;
#endif
    }

    /// <summary>The next instant that both databases can tell from this one.</summary>
    public static object Later(object at) => at is long ticks ? ticks + TimeSpan.TicksPerMicrosecond : ((DateTime)at).AddTicks(TimeSpan.TicksPerMicrosecond);

    private static string[] KeyOf(string table) => table == "AspNetUserRoles" ? ["UserId", "RoleId"] : table == "LedgerStates" ? ["Table", "Key"] : ["Id"];

    private static string Key(string table, Dictionary<string, object> row) => string.Join('/', KeyOf(table).Select(column => row[column].ToString()!.ToLowerInvariant()));

    public Task Insert(string table, Dictionary<string, object> row) =>
        Do($"INSERT INTO \"{table}\" ({string.Join(", ", row.Keys.Select(column => $"\"{column}\""))}) VALUES ({string.Join(", ", row.Values.Select((_, i) => $"@p{i}"))})", [.. row.Values]);

    public Task Remove(string table, Dictionary<string, object> row) => Do($"DELETE FROM \"{table}\" WHERE {Where(table, 0)}", [.. KeyOf(table).Select(column => row[column])]);

    private Task Set(string table, Dictionary<string, object> row, string column, object value) =>
        Do($"UPDATE \"{table}\" SET \"{column}\" = @p0 WHERE {Where(table, 1)}", [value, .. KeyOf(table).Select(key => row[key])]);

    private static string Where(string table, int first) => string.Join(" AND ", KeyOf(table).Select((column, i) => $"\"{column}\" = @p{first + i}"));

    private DbCommand Command(string sql, object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (string.Create(CultureInfo.InvariantCulture, $"p{i}"), values[i]);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var guard in guards) await Do(guard);
        await connection.DisposeAsync();
    }
}
