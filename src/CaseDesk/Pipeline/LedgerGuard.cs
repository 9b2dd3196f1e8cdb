using CaseDesk.Ledger;
using CaseDesk.Model;

namespace CaseDesk.Pipeline;

/// <summary>
/// Before anything is signed: the tree must have grown out of the one that this process signed last, and out of the high-water mark. So no two trees of one size are ever signed, and none
/// on a database that was put back.
/// </summary>
internal sealed class LedgerGuard(HighWaterMark mark)
{
    /// <summary>So many hashes of other processes are added to the known tree one by one; for more, the stored tiles prove it.</summary>
    private const int MostToAdd = 20_000;

    private readonly Lock gate = new();
    private Frontier? known;
    private string? agreed;

    /// <summary>True where a start found a ledger with entries and no mark for it.</summary>
    public bool MarkWasMissing { get; private set; }

    /// <summary>To be asked before the head is read: what is signed or marked meanwhile may be ahead of it.</summary>
    public Signed Look()
    {
        mark.MustHold();
        var marked = mark.Read();
        lock (gate) return new Signed(known, marked);
    }

    /// <summary>The first look of a process at the database: nothing is known of it but the mark.</summary>
    public async Task Begin(CaseDeskDb db, Frontier head, Signed signed, CancellationToken cancel)
    {
        MarkWasMissing = signed.Mark is null && head.Size > 0;
        if (!RootOf(db, head.Size, cancel).AsSpan().SequenceEqual(head.Root())) throw new LedgerBent($"The tiles of the {head.Size} entries in the database do not have the root of its head: one of them was changed. {Remedy}");
        await MustGoOn(db, head, signed, cancel);
    }

    /// <exception cref="LedgerBent">It did not grow out of what was signed.</exception>
    public async Task MustGoOn(CaseDeskDb db, Frontier head, Signed signed, CancellationToken cancel)
    {
        if (signed.Known is { } before) await MustGrowOutOf(before, db, head, cancel);
        if (signed.Mark is { } marked && marked != agreed && marked != mark.Own)
        {
            MustGrowOutOf(mark.Open(marked), db, head, cancel);
            agreed = marked;
        }
        Knows(head);
    }

    /// <summary>What this process itself has appended and committed.</summary>
    public void Knows(Frontier head)
    {
        lock (gate)
        {
            if (known is null || known.Size < head.Size) known = head.Copy();
        }
    }

    private static async Task MustGrowOutOf(Frontier before, CaseDeskDb db, Frontier head, CancellationToken cancel)
    {
        var added = head.Size - before.Size;
        if (added < 0) throw Older(head.Size, before.Size, "by this process");
        var grown = before.Copy();
        if (added <= MostToAdd)
        {
            var hashes = added == 0 ? [] : await LedgerStore.Hashes(db, 0, before.Size, (int)added, cancel);
            for (var i = 0; i < hashes.Length; i += Rfc6962.HashSize) grown.Append(hashes.AsSpan(i, Rfc6962.HashSize));
            if (!grown.Root().AsSpan().SequenceEqual(head.Root())) throw Rewritten(before.Size, "by this process");
            return;
        }
        if (!MerkleProof.CheckConsistency(before.Size, head.Size, ReaderOf(db, head.Size, cancel).Consistency(before.Size), before.Root(), head.Root()) && before.Size > 0) throw Rewritten(before.Size, "by this process");
    }

    private void MustGrowOutOf(Checkpoint marked, CaseDeskDb db, Frontier head, CancellationToken cancel)
    {
        if (marked.Size > head.Size) throw Older(head.Size, marked.Size, $"as the high-water mark {mark.File} says");
        if (!RootOf(db, marked.Size, cancel).AsSpan().SequenceEqual(marked.Root)) throw Rewritten(marked.Size, $"as the high-water mark {mark.File} says");
    }

    /// <summary>From the stored tiles, none of which is believed to fit the others.</summary>
    private static byte[] RootOf(CaseDeskDb db, long size, CancellationToken cancel)
    {
        try
        {
            return ReaderOf(db, size, cancel).Root();
        }
        catch (InvalidDataException missing)
        {
            throw new LedgerBent($"{missing.Message} {Remedy}");
        }
    }

    private static TreeReader ReaderOf(CaseDeskDb db, long size, CancellationToken cancel) => new(size, (level, index, width) =>
        LedgerStore.Tile(db, size, level, index, width, cancel).GetAwaiter().GetResult() ?? throw new InvalidDataException("The ledger misses a tile."));

    private static LedgerBent Older(long have, long signed, string where) =>
        new($"The database holds {have} entries of the ledger, but {signed} were signed, {where}: an older copy was put back, or its end was cut off. Put the newer one back; where it is lost, the verb restore opens a new ledger that says so (docs/deploy.md).");

    private static LedgerBent Rewritten(long signed, string where) =>
        new($"The first {signed} entries in the database do not have the root that was signed, {where}: history was rewritten. {Remedy}");

    private const string Remedy = "Keep this database for whoever investigates, and put back a copy that agrees (docs/deploy.md).";

    /// <param name="Known">Largest tree that this process signed or found good.</param>
    /// <param name="Mark">Text of the high-water mark.</param>
    public sealed record Signed(Frontier? Known, string? Mark);
}
