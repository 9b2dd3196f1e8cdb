using System.Data.Common;
using System.Globalization;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>The tree's rows in the database: one writing session at a time, reading at any time.</summary>
internal sealed class LedgerStore(IServiceScopeFactory scopes, Pulse pulse)
{
    private const int AskingMilliseconds = 3000;
    private TreeEdge? edge;

    /// <summary>Opens the writer's connection and its transaction, and locks the head.</summary>
    public async Task<LedgerSession> Begin()
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
            var connection = db.Database.GetDbConnection();
            await db.Database.OpenConnectionAsync();
            // SQLite: BEGIN IMMEDIATE, so nobody else writes meanwhile. PostgreSQL: the head row is locked below.
            var transaction = await connection.BeginTransactionAsync();
            var session = new LedgerSession(scope, db, connection, transaction, this);
            await session.Open(edge);
            return session;
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    /// <summary>One moment to read at.</summary>
    public Task<LedgerSnapshot> Snapshot(bool isLong, CancellationToken cancel) => LedgerSnapshot.Begin(scopes, isLong, cancel);

    internal void Committed(TreeEdge? now) => edge = now;

    /// <summary>Size and root as they are committed now.</summary>
    public async Task<(long Size, byte[] Root)> Head(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var head = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().LedgerHeads.AsNoTracking().SingleAsync(cancel);
        return (head.Size, head.Root);
    }

    /// <summary>
    /// After a commit whose answer was lost: was it done? Asked for a few seconds, since a server that restarts is back soon; not of one that hangs.
    /// </summary>
    /// <returns>Null where the database cannot be asked, or the lost transaction is not over yet.</returns>
    internal async Task<bool?> Holds(long seq, byte[] leafHash)
    {
        var until = Environment.TickCount64 + AskingMilliseconds;
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
                await using var over = db is PostgreSqlCaseDeskDb ? await TheOneBeforeToBeOver(db) : null;
                var found = await db.LedgerEntries.AsNoTracking().Where(e => e.Seq == seq).Select(e => e.LeafHash).SingleOrDefaultAsync();
                return found is not null && found.AsSpan().SequenceEqual(leafHash);
            }
            catch (Exception) when (Environment.TickCount64 < until && !pulse.IsSilent)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.2));
            }
            catch (Exception)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// A connection that broke leaves its transaction to a server that may still carry it out: a COMMIT that was sent waits there to be read.
    /// Every writer holds the head's row to its end, so whoever gets the row sees what became of those before.
    /// </summary>
    private static async Task<IAsyncDisposable> TheOneBeforeToBeOver(CaseDeskDb db)
    {
        var transaction = await db.Database.BeginTransactionAsync();
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT set_config('lock_timeout', {AskingMilliseconds.ToString(CultureInfo.InvariantCulture)}, true)");
            await db.Database.ExecuteSqlAsync($"""SELECT 1 FROM "LedgerHeads" WHERE "Id" = 1 FOR UPDATE""");
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hashes of one tile as a tree of the given size has it: stored where full, computed where partial.</summary>
    public static async Task<byte[]?> Tile(CaseDeskDb db, long size, int level, long index, int width, CancellationToken cancel)
    {
        var have = (size >> (8 * level)) - index * 256;
        if (level is < 0 or > 7 || index < 0 || width is < 1 or > 256 || have < width) return null;

        if (have >= 256 && await db.LedgerTiles.AsNoTracking().FirstOrDefaultAsync(t => t.Level == level && t.Index == index, cancel) is { } full)
            return full.Hashes[..(width * Rfc6962.HashSize)];
        return await Hashes(db, level, index * 256, width, cancel);
    }

    /// <summary>Hashes from..from+count at a tile level: leaf hashes at level 0, roots of full tiles above.</summary>
    internal static async Task<byte[]> Hashes(CaseDeskDb db, int level, long from, int count, CancellationToken cancel)
    {
        var rows = level == 0
            ? await db.LedgerEntries.AsNoTracking().Where(e => e.Seq >= from && e.Seq < from + count).OrderBy(e => e.Seq).Select(e => e.LeafHash).ToListAsync(cancel)
            : await db.LedgerTiles.AsNoTracking().Where(t => t.Level == level - 1 && t.Index >= from && t.Index < from + count).OrderBy(t => t.Index).Select(t => t.Root).ToListAsync(cancel);
        if (rows.Count != count) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The ledger misses hashes at level {level}, from {from}: {rows.Count} of {count}."));
        return [.. rows.SelectMany(hash => hash)];
    }
}

/// <summary>One transaction of the writer: the head as it stands, the entries appended, one commit.</summary>
internal sealed class LedgerSession(AsyncServiceScope scope, CaseDeskDb db, DbConnection connection, DbTransaction transaction, LedgerStore store) : IAsyncDisposable
{
    private readonly List<Tile> completed = [];
    private readonly List<(long Seq, LedgerEntryJson.Sealed Entry, byte[] Hash)> pending = [];
    // Of a row that several of the group changed, the last: one statement writes it once.
    private readonly Dictionary<(string Table, string Key), object[]> states = [];
    private Frontier frontier = new();
    private TreeEdge edge = new();

    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    public long Size => frontier.Size;

    public (long Size, byte[] Root) Head => (frontier.Size, frontier.Root());

    public async Task Open(TreeEdge? known)
    {
        var postgres = connection is Npgsql.NpgsqlConnection;
        await using var read = Command();
        read.CommandText = "SELECT \"Size\", \"Frontier\" FROM \"LedgerHeads\" WHERE \"Id\" = 1" + (postgres ? " FOR UPDATE" : "");
        long size;
        byte[] saved;
        await using (var row = await read.ExecuteReaderAsync())
        {
            if (!await row.ReadAsync()) throw new InvalidDataException("The ledger has no head: the database was not migrated.");
            (size, saved) = (row.GetInt64(0), row.GetFieldValue<byte[]>(1));
        }
        frontier = Frontier.Load(size, saved);
        if (known?.Size == size)
        {
            edge = known.Copy();
            return;
        }
        await db.Database.UseTransactionAsync(transaction);
        // Another process wrote, or this is the first group: the open tiles are rebuilt from at most 255 rows a level.
        edge = TreeEdge.Load(size, (level, from, count) => LedgerStore.Hashes(db, level, from, count, CancellationToken.None).GetAwaiter().GetResult());
    }

    /// <summary>Rows that matter and that no entry speaks of yet.</summary>
    public async Task<IReadOnlyList<RowChange>> Uncommitted(int most)
    {
        List<RowChange> rows = [];
        foreach (var form in RowForm.Of(db).Values)
        {
            await using var read = Command();
            read.CommandText = form.Select(connection is Npgsql.NpgsqlConnection, string.Create(CultureInfo.InvariantCulture, $"WHERE s.\"Seq\" IS NULL LIMIT {most - rows.Count}"));
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var (line, owner) = form.Read(reader);
                // Two of one group would take up the same.
                if (!states.ContainsKey((line.Table, line.Key))) rows.Add(new RowChange(line.Table, line.Key, owner, line.Row));
            }
        }
        return rows;
    }

    /// <summary>Appends to the tree; the rows are sent with the commit, all in one statement, since a writer that waits for each answer makes all wait.</summary>
    public void Append(LedgerEntryJson.Sealed entry)
    {
        var hash = Rfc6962.HashEntry(entry.Leaf);
        foreach (var (row, salt) in entry.Rows) states[(row.Table, row.Key)] = [row.Table, row.Key, row.Owner, Size, salt];
        pending.Add((Size, entry, hash));
        frontier.Append(hash);
        edge.Append(hash, completed.Add);
    }

    /// <summary>Writes entries, full tiles and the head, and commits. The answer describes what is durable.</summary>
    public async Task<(long Size, byte[] Root)> Commit()
    {
        var root = frontier.Root();
        await using (var write = Command())
        {
            var rows = new Statements(write);
            rows.Insert("LedgerEntries", ["Seq", "Leaf", "LeafHash"], pending.Select(p => new object[] { p.Seq, Encoding.UTF8.GetString(p.Entry.Leaf), p.Hash }));
            rows.Insert("LedgerOpenings", ["Seq", "Field", "Salt", "Value"], pending.SelectMany(p => p.Entry.Openings.Select(o => new object[] { p.Seq, o.Field, o.Salt, o.Value })));
            rows.Insert("LedgerStates", ["Table", "Key", "Owner", "Seq", "Salt"], states.Values,
                " ON CONFLICT (\"Table\", \"Key\") DO UPDATE SET \"Owner\" = excluded.\"Owner\", \"Seq\" = excluded.\"Seq\", \"Salt\" = excluded.\"Salt\"");
            rows.Insert("LedgerTiles", ["Level", "Index", "Hashes", "Root"], completed.Select(t => new object[] { t.Level, t.Index, t.Hashes, t.Root() }));
            rows.Add("UPDATE \"LedgerHeads\" SET \"Size\" = ", Size, ", \"Frontier\" = ", frontier.Save(), ", \"Root\" = ", root, " WHERE \"Id\" = 1;");
            rows.Done();
            await write.ExecuteNonQueryAsync();
        }
        try
        {
            await transaction.CommitAsync();
        }
        catch (Exception broken)
        {
            // The answer was lost, not necessarily the commit.
            store.Committed(null);
            if (pending.Count == 0 || await store.Holds(pending[^1].Seq, pending[^1].Hash) is not { } held) throw new LedgerUnavailable(broken, isUncertain: true);
            if (!held) throw;
            return (Size, root);
        }
        store.Committed(edge);
        return (Size, root);
    }

    private DbCommand Command()
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        // Rolls back what was not committed.
        await transaction.DisposeAsync();
        await scope.DisposeAsync();
    }

    /// <summary>Composes one command of several statements: text as given, every value a parameter.</summary>
    private sealed class Statements(DbCommand command)
    {
        private readonly StringBuilder text = new();

        public void Insert(string table, string[] columns, IEnumerable<object[]> rows, string otherwise = "")
        {
            var isFirst = true;
            foreach (var row in rows)
            {
                Add(isFirst ? $"INSERT INTO \"{table}\" (\"{string.Join("\", \"", columns)}\") VALUES (" : ", (");
                for (var i = 0; i < row.Length; i++) Add(i > 0 ? ", " : "", row[i]);
                Add(")");
                isFirst = false;
            }
            if (!isFirst) Add(otherwise + ";");
        }

        /// <param name="parts">Text and values in turn, text first.</param>
        public void Add(params ReadOnlySpan<object> parts)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                if (i % 2 == 0)
                {
                    text.Append((string)parts[i]);
                    continue;
                }
                var parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
                parameter.Value = parts[i];
                text.Append(parameter.ParameterName);
                command.Parameters.Add(parameter);
            }
        }

        public void Done() => command.CommandText = text.ToString();
    }
}
