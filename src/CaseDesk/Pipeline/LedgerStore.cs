using System.Data.Common;
using System.Globalization;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>The tree's rows in the database: one writing session at a time, reading at any time.</summary>
internal sealed class LedgerStore(IServiceScopeFactory scopes, LedgerGuard guard, Pulse pulse)
{
    private const int AskingMilliseconds = 3000;
    private TreeEdge? edge;

    /// <summary>Opens the writer's connection and its transaction, and locks the head, which must have grown out of what was signed.</summary>
    /// <exception cref="LedgerBent">It did not.</exception>
    public async Task<LedgerSession> Begin()
    {
        var signed = guard.Look();
        var session = await Open();
        try
        {
            await guard.MustGoOn(await session.Database(), session.Edge, signed, CancellationToken.None);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same, whatever was signed: for a start, which looks closer, and for a restore.</summary>
    public async Task<LedgerSession> Open()
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

    /// <summary>Size and root as they are committed now, and found to have grown out of what was signed.</summary>
    /// <exception cref="LedgerBent">They did not.</exception>
    public async Task<(long Size, byte[] Root)> Head(CancellationToken cancel)
    {
        var signed = guard.Look();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
        var head = await db.LedgerHeads.AsNoTracking().SingleAsync(cancel);
        await guard.MustGoOn(db, Edge(head.Size, head.Frontier, head.Root), signed, cancel);
        return (head.Size, head.Root);
    }

    /// <summary>The head's two ways to say the same must agree.</summary>
    internal static Frontier Edge(long size, byte[] saved, byte[] root)
    {
        var frontier = Frontier.Load(size, saved);
        return frontier.Root().AsSpan().SequenceEqual(root) ? frontier : throw new LedgerBent($"The head of the ledger says {size} entries, and a root that is not that of its own hashes: it was changed by hand.");
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
    public static async Task<byte[]?> Tile(CaseDeskDb db, long size, int level, long index, int width, CancellationToken cancel, int log = LedgerHistory.Living)
    {
        var have = (size >> (8 * level)) - index * 256;
        if (level is < 0 or > 7 || index < 0 || width is < 1 or > 256 || have < width) return null;

        if (have >= 256 && (await db.Tiles(log, level, index, 1, cancel)).FirstOrDefault() is { } full)
            return full.Hashes[..(width * Rfc6962.HashSize)];
        return await Hashes(db, level, index * 256, width, cancel, log);
    }

    /// <summary>Hashes from..from+count at a tile level: leaf hashes at level 0, roots of full tiles above.</summary>
    internal static async Task<byte[]> Hashes(CaseDeskDb db, int level, long from, int count, CancellationToken cancel, int log = LedgerHistory.Living)
    {
        var rows = level > 0 ? [.. (await db.Tiles(log, level - 1, from, count, cancel)).Select(tile => tile.Root)]
            : log == LedgerHistory.Living ? await db.LedgerEntries.AsNoTracking().Where(e => e.Seq >= from && e.Seq < from + count).OrderBy(e => e.Seq).Select(e => e.LeafHash).ToListAsync(cancel)
            : (await db.Bundle(log, from, cancel)).Take(count).Select(e => e.LeafHash).ToList();
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

    /// <summary>The tree as this session has it.</summary>
    public Frontier Edge => frontier;

    /// <summary>What was there is another ledger's by now: this one begins.</summary>
    public void BeginAnew() => (frontier, edge) = (new Frontier(), new TreeEdge());

    /// <summary>The session's context, in its transaction.</summary>
    public async Task<CaseDeskDb> Database()
    {
        if (db.Database.CurrentTransaction is null) await db.Database.UseTransactionAsync(transaction);
        return db;
    }

    public async Task Open(TreeEdge? known)
    {
        var postgres = connection is Npgsql.NpgsqlConnection;
        await using var read = Command();
        read.CommandText = "SELECT \"Size\", \"Frontier\", \"Root\" FROM \"LedgerHeads\" WHERE \"Id\" = 1" + (postgres ? " FOR UPDATE" : "");
        long size;
        byte[] saved, root;
        await using (var row = await read.ExecuteReaderAsync())
        {
            if (!await row.ReadAsync()) throw new InvalidDataException("The ledger has no head: the database was not migrated.");
            (size, saved, root) = (row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2));
        }
        frontier = LedgerStore.Edge(size, saved, root);
        if (known?.Size == size)
        {
            edge = known.Copy();
            return;
        }
        await Database();
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

    /// <summary>Appends to the tree; the rows are sent with the commit, all in one message, since a writer that waits for each answer makes all wait.</summary>
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

    /// <summary>
    /// Rows on their way into the database. PostgreSQL gets all of them in one message, each column as an array, so that the text is the same for every group and is planned once.
    /// SQLite, which lies in this process, takes them one by one: it looks each parameter up among all others of its statement.
    /// </summary>
    private sealed class Statements(DbCommand command)
    {
        private readonly StringBuilder text = new();

        public void Insert(string table, string[] columns, IEnumerable<object[]> rows, string otherwise = "")
        {
            List<object[]> all = [.. rows];
            if (all.Count == 0) return;
            var into = $"INSERT INTO \"{table}\" (\"{string.Join("\", \"", columns)}\")";
            if (command is not Npgsql.NpgsqlCommand)
            {
                OneByOne(into, otherwise, all);
                return;
            }
            for (var i = 0; i < columns.Length; i++) Add(i == 0 ? $"{into} SELECT * FROM unnest(" : ", ", Column(all, i));
            Add($"){otherwise};");
        }

        private static Array Column(List<object[]> rows, int column)
        {
            var values = Array.CreateInstance(rows[0][column].GetType(), rows.Count);
            for (var i = 0; i < rows.Count; i++) values.SetValue(rows[i][column], i);
            return values;
        }

        private void OneByOne(string into, string otherwise, List<object[]> rows)
        {
            using var one = command.Connection!.CreateCommand();
            one.Transaction = command.Transaction;
            var values = new Statements(one);
            for (var i = 0; i < rows[0].Length; i++) values.Add(i == 0 ? $"{into} VALUES (" : ", ", rows[0][i]);
            values.Add($"){otherwise}");
            values.Done();
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++) one.Parameters[i].Value = row[i];
                one.ExecuteNonQuery();
            }
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
