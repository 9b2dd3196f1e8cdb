using System.Data.Common;
using System.Globalization;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>What a restore did.</summary>
/// <param name="Former">Number of the ledger that was closed.</param>
/// <param name="Kept">How many entries of it the database holds.</param>
/// <param name="Lost">How many more were signed.</param>
internal sealed record Restored(int Former, string FormerOrigin, string Origin, long Kept, long Lost);

/// <summary>
/// A database that is older than what was signed can never go on under the old name: two trees of one size would be signed. So its ledger is closed, its entries are put aside as they are,
/// and a new one begins, whose first entry says which checkpoints the old one is known by, who restored, and why. All in one transaction.
/// </summary>
internal sealed class LedgerRestoration(LedgerStore store, LedgerKey key, HighWaterMark mark, LedgerLine line, TimeProvider clock)
{
    private static readonly string[] Tables = ["LedgerEntries", "LedgerOpenings", "LedgerTiles", "LedgerHeads"];

    /// <param name="kept">Checkpoints that were kept elsewhere, as signed notes.</param>
    /// <exception cref="CannotStart">There is nothing to restore, or this database cannot be gone on with.</exception>
    public async Task<Restored> Restore(string by, string reason, IReadOnlyList<string> kept, CancellationToken cancel)
    {
        var marked = mark.Read();
        await using var session = await store.Open();
        var db = await session.Database();
        // A restore that was cut short between its commit and the mark is finished, not done again.
        if (marked is not null && await db.FormerLogs().OrderByDescending(l => l.Log).FirstOrDefaultAsync(cancel) is { } closed && await Finished(db, closed, marked, session, cancel) is { } done) return done;

        List<(Checkpoint Checkpoint, string Note)> known = [.. kept.Append(marked).OfType<string>().Select(Open)];
        var head = session.Head;
        var newest = known.OrderBy(k => key.NumberOf(k.Checkpoint.Origin)).ThenBy(k => k.Checkpoint.Size).LastOrDefault();
        if (newest.Note is null) throw new CannotStart($"There is no high-water mark at {mark.File}, and no --checkpoint was named: nothing says that this database is older than what was signed.");
        var (latest, own) = (key.NumberOf(newest.Checkpoint.Origin)!.Value, key.NumberOf(key.Origin)!.Value);
        if (latest < own || (latest == own && newest.Checkpoint.Size <= head.Size))
            throw new CannotStart($"The database holds {head.Size} entries of {key.Origin}, and the newest that is known to be signed is {newest.Checkpoint.Size} of {newest.Checkpoint.Origin}: it is not older, and goes on as it is.");
        await MustBeWhole(db, head, [.. known.Select(k => k.Checkpoint).Where(k => k.Origin == key.Origin && k.Size <= head.Size)], cancel);

        var origin = key.NameOf(latest + 1);
        // That tree was signed when it was the newest: the same signature again.
        using var old = key.Of(key.Origin);
        var restored = old.Sign(new Checkpoint(key.Origin, head.Size, head.Root).ToBody());
        await PutAside(session, own, old.VerifierKey, head.Size, restored, origin);

        line.Begin("log.restored");
        line.About("ledger", origin).Fact("restored", restored).Fact("highWater", newest.Note).Fact("origin", origin).Personal("operator", by).Personal("reason", reason);
        session.BeginAnew();
        session.Append(LedgerEntryJson.Write(line, 0, clock.GetUtcNow(), []));
        var begun = await session.Commit();
        using (var signer = key.Of(origin)) mark.Put(signer.Sign(new Checkpoint(origin, begun.Size, begun.Root).ToBody()));
        return new Restored(own, key.Origin, origin, head.Size, Math.Max(0, newest.Checkpoint.Origin == key.Origin ? newest.Checkpoint.Size - head.Size : 0));
    }

    /// <summary>Every entry is hashed anew: nobody is to go on with a copy that was altered.</summary>
    private static async Task MustBeWhole(CaseDeskDb db, (long Size, byte[] Root) head, IReadOnlyList<Checkpoint> kept, CancellationToken cancel)
    {
        var tree = new Frontier();
        for (long from = 0; from < head.Size; from += Tile.FullWidth)
        {
            foreach (var entry in await db.Bundle(LedgerHistory.Living, from, cancel))
            {
                if (tree.Size == head.Size) break;
                var leaf = Encoding.UTF8.GetBytes(entry.Leaf);
                if (entry.Seq != tree.Size || !Rfc6962.HashEntry(leaf).AsSpan().SequenceEqual(entry.LeafHash)) throw Altered($"entry {entry.Seq} is not the one that was recorded");
                tree.Append(entry.LeafHash);
                if (kept.FirstOrDefault(k => k.Size == tree.Size && !k.Root.AsSpan().SequenceEqual(tree.Root())) is { } other) throw Altered($"its first {other.Size} entries do not have the root that was signed");
            }
        }
        if (tree.Size != head.Size || !tree.Root().AsSpan().SequenceEqual(head.Root)) throw Altered("its entries do not have the root of its head");
    }

    private (Checkpoint Checkpoint, string Note) Open(string note)
    {
        try
        {
            var claimed = Checkpoint.Claimed(note);
            if (key.NumberOf(claimed.Origin) is null) throw new CannotStart($"A checkpoint speaks of {claimed.Origin}, which is none of this desk's ledgers: they are called {key.First}, {key.NameOf(2)} and so on.");
            using var signer = key.Of(claimed.Origin);
            _ = SignedNote.Open(note, [NoteVerifier.Parse(signer.VerifierKey)]);
            return (claimed, note);
        }
        catch (LedgerFormatException wrong)
        {
            throw new CannotStart($"A checkpoint was not signed by this ledger's key: {wrong.Message}", wrong);
        }
    }

    private async Task<Restored?> Finished(CaseDeskDb db, FormerLog closed, string marked, LedgerSession session, CancellationToken cancel)
    {
        if (session.Size != 1 || closed.Successor != key.Origin) return null;
        var first = System.Text.Json.Nodes.JsonNode.Parse((await db.Bundle(LedgerHistory.Living, 0, cancel)).Single().Leaf)!;
        if (first["action"]?.ToString() != "log.restored" || first["facts"]?["highWater"]?.ToString() != marked) return null;
        using var signer = key.Of(key.Origin);
        mark.Put(signer.Sign(new Checkpoint(key.Origin, session.Size, session.Head.Root).ToBody()));
        return new Restored(closed.Log, closed.Origin, key.Origin, closed.Size, Math.Max(0, Checkpoint.Claimed(marked).Size - closed.Size));
    }

    /// <summary>The guards stand again before the transaction ends; nobody but the tables' owner can take them away.</summary>
    private static async Task PutAside(LedgerSession session, int log, string verifierKey, long size, string checkpoint, string successor)
    {
        var guards = session.Connection is Npgsql.NpgsqlConnection ? await OnPostgreSql(session) : await OnSqlite(session);
        foreach (var (down, _) in guards) await Run(session, down);
        await Run(session, """INSERT INTO "LedgerFormerLogs" ("Log", "Origin", "VerifierKey", "Size", "Checkpoint", "Successor") VALUES (@p0, @p1, @p2, @p3, @p4, @p5)""",
            log, Checkpoint.Claimed(checkpoint).Origin, verifierKey, size, checkpoint, successor);
        foreach (var (table, columns) in new[] { ("Entries", "\"Seq\", \"Leaf\", \"LeafHash\""), ("Openings", "\"Seq\", \"Field\", \"Salt\", \"Value\""), ("Tiles", "\"Level\", \"Index\", \"Hashes\", \"Root\"") })
        {
            await Run(session, $"INSERT INTO \"LedgerFormer{table}\" (\"Log\", {columns}) SELECT @p0, {columns} FROM \"Ledger{table}\"", log);
            await Run(session, $"DELETE FROM \"Ledger{table}\"");
        }
        // Its entries spoke of the rows; the next start takes them up anew.
        await Run(session, "DELETE FROM \"LedgerStates\"");
        await Run(session, "UPDATE \"LedgerHeads\" SET \"Size\" = 0, \"Frontier\" = @p0, \"Root\" = @p1 WHERE \"Id\" = 1", Array.Empty<byte>(), Rfc6962.EmptyRoot);
        foreach (var (_, up) in guards) await Run(session, up);
    }

    private static Task<List<(string Down, string Up)>> OnSqlite(LedgerSession session) =>
        Rows(session, $"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({Quoted})", row => ($"DROP TRIGGER \"{row[0]}\"", row[1]));

    private static Task<List<(string Down, string Up)>> OnPostgreSql(LedgerSession session) =>
        Rows(session, $"SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT t.tgisinternal AND c.relname IN ({Quoted})",
            row => ($"ALTER TABLE \"{row[0]}\" DISABLE TRIGGER \"{row[1]}\"", $"ALTER TABLE \"{row[0]}\" ENABLE ALWAYS TRIGGER \"{row[1]}\""));

    private static string Quoted => string.Join(", ", Tables.Select(table => $"'{table}'"));

    private static async Task<List<(string Down, string Up)>> Rows(LedgerSession session, string sql, Func<string[], (string Down, string Up)> make)
    {
        await using var command = Command(session, sql);
        await using var rows = await command.ExecuteReaderAsync();
        List<(string, string)> all = [];
        while (await rows.ReadAsync()) all.Add(make([rows.GetString(0), rows.GetString(1)]));
        return all;
    }

    private static async Task Run(LedgerSession session, string sql, params object[] values)
    {
        await using var command = Command(session, sql);
        foreach (var value in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}"), value);
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync();
    }

    private static DbCommand Command(LedgerSession session, string sql)
    {
        var command = session.Connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, session.Transaction);
        return command;
    }

    private static CannotStart Altered(string how) => new($"This database was altered: {how}. Restore another copy; keep this one for whoever investigates.");
}
