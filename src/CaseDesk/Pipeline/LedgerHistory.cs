using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>An entry of this desk, of the ledger that goes on or of one that a restore closed. What a desk did does not begin anew with its ledger.</summary>
/// <param name="Log">Number of the closed ledger, or <see cref="LedgerHistory.Living"/>.</param>
internal sealed record PastEntry(int Log, long Seq, string Time, string Action, string Actor, string? ObjectId, string Outcome, string Leaf);

/// <summary>A ledger that a restore closed. Its entries stand, and its last checkpoint.</summary>
/// <param name="Checkpoint">Signed note of the database as it was restored.</param>
/// <param name="Successor">Name of the ledger that came after it.</param>
internal sealed record FormerLog(int Log, string Origin, string VerifierKey, long Size, string Checkpoint, string Successor);

/// <summary>Closed ledgers lie in tables of their own, which nobody but a restore writes (migrations, FormerLedgers); the view LedgerHistory has all entries.</summary>
internal static class LedgerHistory
{
    /// <summary>Sorts after all that were closed.</summary>
    public const int Living = int.MaxValue;

    public static IQueryable<PastEntry> History(this CaseDeskDb db) =>
        db.Database.SqlQuery<PastEntry>($"""SELECT "Log", "Seq", "Time", "Action", "Actor", "ObjectId", "Outcome", "Leaf" FROM "LedgerHistory" """);

    public static IQueryable<FormerLog> FormerLogs(this CaseDeskDb db) =>
        db.Database.SqlQuery<FormerLog>($"""SELECT "Log", "Origin", "VerifierKey", "Size", "Checkpoint", "Successor" FROM "LedgerFormerLogs" """);

    /// <summary>Entries of one ledger in their order, a bundle at a time, as they are stored.</summary>
    public static Task<List<StoredEntry>> Bundle(this CaseDeskDb db, int log, long from, CancellationToken cancel) => (log == Living
        ? db.Database.SqlQuery<StoredEntry>($"""SELECT "Seq", "Leaf", "LeafHash" FROM "LedgerEntries" WHERE "Seq" >= {from} AND "Seq" < {from + Tile.FullWidth} ORDER BY "Seq" """)
        : db.Database.SqlQuery<StoredEntry>($"""SELECT "Seq", "Leaf", "LeafHash" FROM "LedgerFormerEntries" WHERE "Log" = {log} AND "Seq" >= {from} AND "Seq" < {from + Tile.FullWidth} ORDER BY "Seq" """)).ToListAsync(cancel);

    /// <summary>Full tiles of one level from one index on, as they are stored.</summary>
    public static Task<List<StoredTile>> Tiles(this CaseDeskDb db, int log, int level, long from, int count, CancellationToken cancel) => (log == Living
        ? db.Database.SqlQuery<StoredTile>($"""SELECT "Index", "Hashes", "Root" FROM "LedgerTiles" WHERE "Level" = {level} AND "Index" >= {from} AND "Index" < {from + count} ORDER BY "Index" """)
        : db.Database.SqlQuery<StoredTile>($"""SELECT "Index", "Hashes", "Root" FROM "LedgerFormerTiles" WHERE "Log" = {log} AND "Level" = {level} AND "Index" >= {from} AND "Index" < {from + count} ORDER BY "Index" """)).ToListAsync(cancel);

    /// <summary>What a commitment stands for, of one ledger.</summary>
    public static Task<List<StoredOpening>> Openings(this CaseDeskDb db, int log, long seq, CancellationToken cancel) => (log == Living
        ? db.Database.SqlQuery<StoredOpening>($"""SELECT "Field", "Salt", "Value" FROM "LedgerOpenings" WHERE "Seq" = {seq} ORDER BY "Field" """)
        : db.Database.SqlQuery<StoredOpening>($"""SELECT "Field", "Salt", "Value" FROM "LedgerFormerOpenings" WHERE "Log" = {log} AND "Seq" = {seq} ORDER BY "Field" """)).ToListAsync(cancel);
}

internal sealed record StoredEntry(long Seq, string Leaf, byte[] LeafHash);

internal sealed record StoredTile(long Index, byte[] Hashes, byte[] Root);

internal sealed record StoredOpening(string Field, byte[] Salt, string Value);
