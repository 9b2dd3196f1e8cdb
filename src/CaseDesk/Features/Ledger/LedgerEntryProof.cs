using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>One entry with the proof that it is in the ledger.</summary>
public sealed record LedgerEntryProof(long Index) : IQuery<LedgerProofView>;

/// <param name="Receipt">C2SP tlog-proof.</param>
/// <param name="Hashes">The proof's steps, leaf's sibling first, base64.</param>
/// <param name="IsChecked">Whether the steps lead from the entry to the signed root.</param>
public sealed record LedgerProofView(
    long Index, long Size, DateTimeOffset SignedAt, string Entry, string LeafHash, string Root, IReadOnlyList<string> Hashes, IReadOnlyList<MerkleStep> Steps, bool IsChecked, string Receipt, string Who);

internal sealed class LedgerEntryProofHandler(CaseDeskDb db, LedgerReading ledger, LedgerWriter writer, LedgerLine line) : IRequestHandler<LedgerEntryProof, LedgerProofView>
{
    public async Task<LedgerProofView> Handle(LedgerEntryProof query, CancellationToken cancel)
    {
        line.Fact("index", query.Index is >= 0 and < 1L << 53 ? query.Index : -1);
        var head = await writer.Head(cancel);
        if (query.Index < 0 || query.Index >= head.Size) throw new Refused(new Refusal(1601, "not-found", "There is no such entry.", 404));

        var proof = await ledger.Receipt(query.Index, head.Checkpoint, extra: null, cancel);
        var entry = await ledger.Entry(query.Index, cancel);
        var root = Checkpoint.Claimed(head.Checkpoint).Root;
        var leaf = Rfc6962.HashEntry(Encoding.UTF8.GetBytes(entry));
        var actor = await db.LedgerEntries.Where(e => e.Seq == query.Index).Select(e => e.Actor).SingleAsync(cancel);
        var who = await LedgerActors.Names(db, [actor ?? ""], cancel);
        return new LedgerProofView(
            query.Index, head.Size, head.SignedAt, entry, Convert.ToBase64String(leaf), Convert.ToBase64String(root), [.. proof.Hashes.Select(Convert.ToBase64String)],
            MerkleProof.Steps(query.Index, head.Size, leaf, proof.Hashes), MerkleProof.CheckInclusion(query.Index, head.Size, leaf, proof.Hashes, root), proof.Format(), who.GetValueOrDefault(actor ?? "", actor ?? ""));
    }
}

/// <summary>Up to 256 entries as C2SP tlog-tiles bundles them.</summary>
public sealed record LedgerBundle(long Index, int Width) : IQuery<byte[]?>;

internal sealed class LedgerBundleHandler(CaseDeskDb db, LedgerWriter writer, LedgerLine line) : IRequestHandler<LedgerBundle, byte[]?>
{
    public async Task<byte[]?> Handle(LedgerBundle query, CancellationToken cancel)
    {
        line.Fact("index", query.Index).Fact("width", query.Width);
        var first = query.Index * Tile.FullWidth;
        if (first + query.Width > (await writer.Head(cancel)).Size) return null;
        var leaves = await db.LedgerEntries.AsNoTracking().Where(e => e.Seq >= first && e.Seq < first + query.Width).OrderBy(e => e.Seq).Select(e => e.Leaf).ToListAsync(cancel);
        return EntryBundle.Encode(leaves.Select(Encoding.UTF8.GetBytes));
    }
}
