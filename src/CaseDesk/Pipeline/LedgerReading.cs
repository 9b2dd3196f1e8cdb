using System.Runtime.CompilerServices;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>Reads entries and makes receipts from the stored tree.</summary>
internal sealed class LedgerReading(CaseDeskDb db)
{
    public Task<string> Entry(long seq, CancellationToken cancel) => db.LedgerEntries.AsNoTracking().Where(e => e.Seq == seq).Select(e => e.Leaf).SingleAsync(cancel);

    /// <summary>The sealed bytes, 256 entries at a time.</summary>
    public async IAsyncEnumerable<List<byte[]>> Bundles(long size, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (long from = 0; from < size; from += Tile.FullWidth)
        {
            var to = Math.Min(size, from + Tile.FullWidth);
            var leaves = await db.LedgerEntries.AsNoTracking().Where(e => e.Seq >= from && e.Seq < to).OrderBy(e => e.Seq).Select(e => e.Leaf).ToListAsync(cancel);
            yield return leaves.ConvertAll(Encoding.UTF8.GetBytes);
        }
    }

    /// <summary>How many bytes each bundle has (C2SP tlog-tiles: two for each length).</summary>
    public Task<List<long>> BundleSizes(long size, CancellationToken cancel) =>
        db.Database.SqlQuery<long>($"""SELECT CAST(SUM(octet_length("Leaf") + 2) AS bigint) AS "Value" FROM "LedgerEntries" WHERE "Seq" < {size} GROUP BY "Seq" / 256""").ToListAsync(cancel);

    /// <summary>Index of the last time that this was done to a request.</summary>
    public Task<long> LastOf(string action, string number, CancellationToken cancel) =>
        db.LedgerEntries.Where(e => e.ObjectId == number && e.Action == action && e.Outcome == "ok").MaxAsync(e => e.Seq, cancel);

    /// <param name="checkpoint">Signed note that covers the entry.</param>
    public Task<TlogProof> Receipt(long seq, string checkpoint, byte[]? extra, CancellationToken cancel)
    {
        var size = Checkpoint.Claimed(checkpoint).Size;
        var reader = new TreeReader(size, (level, index, width) =>
            LedgerStore.Tile(db, size, level, index, width, cancel).GetAwaiter().GetResult() ?? throw new InvalidDataException("The ledger misses a tile."));
        return Task.FromResult(new TlogProof(seq, reader.Inclusion(seq), checkpoint, extra));
    }

    /// <summary>The receipt of an entry with the openings of what it commits to: its holder can prove what the entry is about.</summary>
    public async Task<TlogProof> OpenReceipt(long seq, string checkpoint, CancellationToken cancel)
    {
        var entry = await Entry(seq, cancel);
        var openings = await db.LedgerOpenings.AsNoTracking().Where(o => o.Seq == seq && o.Field.StartsWith("file.")).OrderBy(o => o.Field).ToListAsync(cancel);
        var extra = CanonicalJson.Serialize(new System.Text.Json.Nodes.JsonObject
        {
            ["entry"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(entry)),
            ["openings"] = new System.Text.Json.Nodes.JsonArray([.. openings.Select(o => new System.Text.Json.Nodes.JsonObject
            {
                ["field"] = o.Field,
                ["salt"] = Convert.ToBase64String(o.Salt),
                ["seq"] = o.Seq,
                ["value"] = o.Value,
            })]),
        });
        return await Receipt(seq, checkpoint, extra, cancel);
    }
}
