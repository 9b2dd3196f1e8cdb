using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>Writes the ledger as files that a stranger can verify with the desk stopped. The entry of the export itself comes after what is exported.</summary>
/// <param name="Directory">New or empty.</param>
/// <param name="Former">Number of a ledger that a restore closed; null for the one that goes on.</param>
/// <param name="State">Whether the rows that matter are written beside, as they are at the moment of the checkpoint: all that the desk knows of cases and people. Not of a closed ledger.</param>
/// <param name="Progress">Told how many entries are read, after each 256.</param>
public sealed record ExportLedger(string Directory, int? Former = null, bool State = false, IProgress<(long Done, long Total)>? Progress = null) : ICommand<LedgerExported>;

/// <param name="Wrong">What does not agree with the signed state, in a sentence; the files are then the database's as it was found, for <c>CaseDesk.Verify</c> to name all of it.</param>
public sealed record LedgerExported(long Size, string? Wrong);

internal sealed class ExportLedgerHandler(CaseDeskDb db, LedgerWriter writer, LedgerKey key, LedgerLine line) : IRequestHandler<ExportLedger, LedgerExported>
{
    public async Task<LedgerExported> Handle(ExportLedger command, CancellationToken cancel)
    {
        if (command.State) return await WithState(command, cancel);
        var head = await writer.Head(cancel);
        var (log, size, note, verifierKey) = (LedgerHistory.Living, head.Size, head.Checkpoint, key.VerifierKey);
        if (command.Former is { } number)
        {
            var former = await db.FormerLogs().SingleOrDefaultAsync(l => l.Log == number, cancel) ?? throw new Refused(new Refusal(1602, "not-found", $"No restore closed a ledger of the number {number}.", 404));
            (log, size, note, verifierKey) = (former.Log, former.Size, former.Checkpoint, former.VerifierKey);
        }
        var wrong = await LedgerFiles.Write(db, log, command.Directory, size, note, verifierKey, cancel, command.Progress);
        line.Fact("size", size).Fact("origin", Checkpoint.Claimed(note).Origin).Fact("agrees", wrong is null).Fact("state", false);
        return new LedgerExported(size, wrong);
    }

    private async Task<LedgerExported> WithState(ExportLedger command, CancellationToken cancel)
    {
        var (moment, head) = await writer.Look(cancel);
        await using (moment)
        {
            var wrong = await LedgerFiles.Write(moment.Db, LedgerHistory.Living, command.Directory, head.Size, head.Checkpoint, key.VerifierKey, cancel, command.Progress);
            LedgerDirectory.WriteState(command.Directory, moment.Rows(), moment.Lists());
            line.Fact("size", head.Size).Fact("origin", Checkpoint.Claimed(head.Checkpoint).Origin).Fact("agrees", wrong is null).Fact("state", true);
            return new LedgerExported(head.Size, wrong);
        }
    }
}

/// <summary>The stored ledger as files.</summary>
internal static class LedgerFiles
{
    /// <summary>Writes an export, and compares what is stored with it. Where they disagree the files are what is stored, entry by entry and tile by tile.</summary>
    /// <returns>What does not agree, first of all; null where everything does.</returns>
    public static async Task<string?> Write(CaseDeskDb db, int log, string directory, long size, string note, string verifierKey, CancellationToken cancel, IProgress<(long Done, long Total)>? progress = null)
    {
        var policy = TlogPolicy.LogOnly(verifierKey).Format();
        try
        {
            LedgerDirectory.Write(directory, size, Leaves(db, log, size, progress, cancel), note, verifierKey, policy);
            if (await HasItsTiles(db, log, directory, size, cancel)) return null;
        }
        catch (LedgerFormatException wrong) when (wrong.Code is "export.root" or "export.size")
        {
            // Whoever has to find out what was done needs what is there.
        }
        Directory.Delete(directory, recursive: true);
        LedgerDirectory.WriteAsFound(
            directory, size,
            (from, _) => [.. db.Bundle(log, from, cancel).GetAwaiter().GetResult().Where(e => e.Seq < size).Select(e => Encoding.UTF8.GetBytes(e.Leaf))],
            (level, index, width) => Stored(db, log, size, level, index, width, cancel), note, verifierKey, policy);
        return LedgerCheck.Check(directory, TlogPolicy.Parse(policy), []).First?.Message;
    }

    /// <summary>A bundle at a time: memory stays the same however long the ledger is.</summary>
    private static IEnumerable<byte[]> Leaves(CaseDeskDb db, int log, long size, IProgress<(long Done, long Total)>? progress, CancellationToken cancel)
    {
        for (long from = 0; from < size; from += Tile.FullWidth)
        {
            foreach (var entry in db.Bundle(log, from, cancel).GetAwaiter().GetResult())
            {
                if (entry.Seq < size) yield return Encoding.UTF8.GetBytes(entry.Leaf);
            }
            progress?.Report((Math.Min(size, from + Tile.FullWidth), size));
        }
    }

    private static async Task<bool> HasItsTiles(CaseDeskDb db, int log, string directory, long size, CancellationToken cancel)
    {
        for (var level = 0; size >> (8 * (level + 1)) is > 0 and var full; level++)
        {
            for (long from = 0; from < full; from += Tile.FullWidth)
            {
                var tiles = await db.Tiles(log, level, from, Tile.FullWidth, cancel);
                if (tiles.Count != Math.Min(Tile.FullWidth, full - from)) return false;
                foreach (var tile in tiles)
                {
                    var written = await File.ReadAllBytesAsync(Path.Combine(directory, TilePath.Hashes(level, tile.Index, Tile.FullWidth)), cancel);
                    if (!written.AsSpan().SequenceEqual(tile.Hashes) || !new Tile(level, tile.Index, Tile.FullWidth, written).Root().AsSpan().SequenceEqual(tile.Root)) return false;
                }
            }
        }
        return true;
    }

    private static byte[]? Stored(CaseDeskDb db, int log, long size, int level, long index, int width, CancellationToken cancel)
    {
        try
        {
            return LedgerStore.Tile(db, size, level, index, width, cancel, log).GetAwaiter().GetResult();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
