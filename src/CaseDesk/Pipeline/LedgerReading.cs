using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>The release of one edition of a request's disclosure, in whichever ledger it is: the last preparation before it, and the release itself.</summary>
    public async Task<((int Log, long Seq) Prepared, (int Log, long Seq) Signed)> Release(string number, int edition, CancellationToken cancel)
    {
        const string Sign = "disclosure.sign";
        var acts = await db.History().Where(e => e.ObjectId == number && (e.Action == "disclosure.prepare" || e.Action == Sign) && e.Outcome == "ok")
            .OrderBy(e => e.Log).ThenBy(e => e.Seq).Select(e => new { e.Log, e.Seq, e.Action }).ToListAsync(cancel);
        var signed = acts.Where(act => act.Action == Sign).ElementAt(edition - 1);
        var prepared = acts[..acts.IndexOf(signed)].Last(act => act.Action != Sign);
        return ((prepared.Log, prepared.Seq), (signed.Log, signed.Seq));
    }

    /// <summary>The last time that this was done to a request, in whichever ledger that was.</summary>
    public async Task<(int Log, long Seq)> LastOf(string action, string number, CancellationToken cancel)
    {
        var last = await db.History().Where(e => e.ObjectId == number && e.Action == action && e.Outcome == "ok").OrderByDescending(e => e.Log).ThenByDescending(e => e.Seq).Select(e => new { e.Log, e.Seq }).FirstAsync(cancel);
        return (last.Log, last.Seq);
    }

    /// <summary>The facts of an entry.</summary>
    public async Task<JsonNode> Facts((int Log, long Seq) at, CancellationToken cancel) =>
        JsonNode.Parse(await db.History().Where(e => e.Log == at.Log && e.Seq == at.Seq).Select(e => e.Leaf).SingleAsync(cancel))!["facts"]!;

    /// <summary>The facts of the entry of that time; null where it was never done.</summary>
    public async Task<JsonNode?> FactsOfLast(string action, string number, CancellationToken cancel)
    {
        var leaf = await db.History().Where(e => e.ObjectId == number && e.Action == action && e.Outcome == "ok").OrderByDescending(e => e.Log).ThenByDescending(e => e.Seq).Select(e => e.Leaf).FirstOrDefaultAsync(cancel);
        return leaf is null ? null : JsonNode.Parse(leaf)!["facts"];
    }

    /// <param name="checkpoint">Signed note that covers the entry.</param>
    public Task<TlogProof> Receipt(long seq, string checkpoint, byte[]? extra, CancellationToken cancel, int log = LedgerHistory.Living)
    {
        var size = Checkpoint.Claimed(checkpoint).Size;
        var reader = new TreeReader(size, (level, index, width) =>
            LedgerStore.Tile(db, size, level, index, width, cancel, log).GetAwaiter().GetResult() ?? throw new InvalidDataException("The ledger misses a tile."));
        return Task.FromResult(new TlogProof(seq, reader.Inclusion(seq), checkpoint, extra));
    }

    /// <summary>The receipt of an entry with the openings of what it commits to: its holder can prove what the entry is about. An entry of a closed ledger has its proof in that one.</summary>
    /// <param name="checkpoint">Of the ledger that goes on.</param>
    public async Task<TlogProof> OpenReceipt((int Log, long Seq) at, string checkpoint, CancellationToken cancel)
    {
        var (log, seq) = at;
        var entry = (await db.Bundle(log, seq, cancel)).Single(e => e.Seq == seq).Leaf;
        var openings = (await db.Openings(log, seq, cancel)).Where(o => o.Field.StartsWith("file.", StringComparison.Ordinal));
        var extra = CanonicalJson.Serialize(new JsonObject
        {
            ["entry"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(entry)),
            ["openings"] = new JsonArray([.. openings.Select(o => new JsonObject
            {
                ["field"] = o.Field,
                ["salt"] = Convert.ToBase64String(o.Salt),
                ["seq"] = seq,
                ["value"] = o.Value,
            })]),
        });
        if (log != LedgerHistory.Living) checkpoint = await db.FormerLogs().Where(l => l.Log == log).Select(l => l.Checkpoint).SingleAsync(cancel);
        return await Receipt(seq, checkpoint, extra, cancel, log);
    }
}
