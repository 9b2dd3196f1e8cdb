using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>Writes the ledger as files that a stranger can verify with the desk stopped. The entry of the export itself comes after what is exported.</summary>
/// <param name="Directory">New or empty.</param>
/// <param name="State">Whether the rows that matter are written beside, as they are at the moment of the checkpoint: all that the desk knows of cases and people.</param>
public sealed record ExportLedger(string Directory, bool State = false) : ICommand<long>;

internal sealed class ExportLedgerHandler(CaseDeskDb db, LedgerWriter writer, LedgerKey key, LedgerLine line) : IRequestHandler<ExportLedger, long>
{
    public async Task<long> Handle(ExportLedger command, CancellationToken cancel)
    {
        if (command.State) return await WithState(command, cancel);
        var head = await writer.Head(cancel);
        LedgerDirectory.Write(command.Directory, head.Size, Leaves(db, head.Size), head.Checkpoint, key.VerifierKey, TlogPolicy.LogOnly(key.VerifierKey).Format());
        line.Fact("size", head.Size).Fact("state", false);
        return head.Size;
    }

    private async Task<long> WithState(ExportLedger command, CancellationToken cancel)
    {
        var (moment, head) = await writer.Look(cancel);
        await using (moment)
        {
            LedgerDirectory.Write(command.Directory, head.Size, Leaves(moment.Db, head.Size), head.Checkpoint, key.VerifierKey, TlogPolicy.LogOnly(key.VerifierKey).Format());
            LedgerDirectory.WriteState(command.Directory, moment.Rows(), moment.Lists());
        }
        line.Fact("size", head.Size).Fact("state", true);
        return head.Size;
    }

    /// <summary>A bundle at a time: memory stays the same however long the ledger is.</summary>
    private static IEnumerable<byte[]> Leaves(CaseDeskDb db, long size)
    {
        for (long from = 0; from < size; from += Tile.FullWidth)
        {
            var to = Math.Min(size, from + Tile.FullWidth);
            foreach (var leaf in db.LedgerEntries.AsNoTracking().Where(e => e.Seq >= from && e.Seq < to).OrderBy(e => e.Seq).Select(e => e.Leaf).ToList()) yield return Encoding.UTF8.GetBytes(leaf);
        }
    }
}
