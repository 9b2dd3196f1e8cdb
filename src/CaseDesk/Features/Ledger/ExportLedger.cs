using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>Writes the ledger as files that a stranger can verify with the desk stopped. The entry of the export itself comes after what is exported.</summary>
/// <param name="Directory">New or empty.</param>
/// <param name="Progress">Told how many entries are read, after each 256.</param>
public sealed record ExportLedger(string Directory, IProgress<(long Done, long Total)>? Progress = null) : ICommand<long>;

internal sealed class ExportLedgerHandler(CaseDeskDb db, LedgerWriter writer, LedgerKey key, LedgerLine line) : IRequestHandler<ExportLedger, long>
{
    public async Task<long> Handle(ExportLedger command, CancellationToken cancel)
    {
        var head = await writer.Head(cancel);
        LedgerDirectory.Write(command.Directory, head.Size, Leaves(head.Size, command.Progress), head.Checkpoint, key.VerifierKey, TlogPolicy.LogOnly(key.VerifierKey).Format());
        line.Fact("size", head.Size);
        return head.Size;
    }

    /// <summary>A bundle at a time: memory stays the same however long the ledger is.</summary>
    private IEnumerable<byte[]> Leaves(long size, IProgress<(long Done, long Total)>? progress)
    {
        for (long from = 0; from < size; from += Tile.FullWidth)
        {
            var to = Math.Min(size, from + Tile.FullWidth);
            foreach (var leaf in db.LedgerEntries.AsNoTracking().Where(e => e.Seq >= from && e.Seq < to).OrderBy(e => e.Seq).Select(e => e.Leaf).ToList()) yield return Encoding.UTF8.GetBytes(leaf);
            progress?.Report((to, size));
        }
    }
}
