using System.Formats.Tar;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Pipeline;
using MediatR;

namespace CaseDesk.Features.Ledger;

/// <summary>An auditor takes the ledger away, as an export in a tar file. Its entry is written before the first byte leaves, and comes after what is exported.</summary>
public sealed record DownloadLedger : IQuery<LedgerState>;

/// <param name="Checkpoint">Signed note over that many entries.</param>
public sealed record LedgerState(long Size, string Checkpoint, DateTimeOffset SignedAt);

internal sealed class DownloadLedgerHandler(LedgerWriter writer, LedgerLine line) : IRequestHandler<DownloadLedger, LedgerState>
{
    public async Task<LedgerState> Handle(DownloadLedger query, CancellationToken cancel)
    {
        var head = await writer.Head(cancel);
        line.Fact("size", head.Size);
        return new LedgerState(head.Size, head.Checkpoint, head.SignedAt);
    }
}

/// <summary>Sends an export as a tar file while it is made: memory stays the same however long the ledger is.</summary>
internal sealed class LedgerArchive(LedgerReading ledger, LedgerKey key)
{
    private const int Block = 512;
    private const string Folder = "ledger/";

    public async Task Send(HttpResponse response, LedgerState state, CancellationToken cancel)
    {
        var policy = TlogPolicy.LogOnly(key.VerifierKey).Format();
        var export = new ExportComposer(state.Size, state.Checkpoint, key.VerifierKey, policy);
        response.ContentType = "application/x-tar";
        response.Headers.ContentDisposition = FormattableString.Invariant($"attachment; filename=\"ledger-{state.Size}.tar\"");
        // A browser that knows the length shows how far it is, and that a broken download is one.
        response.ContentLength = await Length(state, policy, cancel);

        await using var tar = new TarWriter(response.Body, TarEntryFormat.Ustar, leaveOpen: true);
        await foreach (var bundle in ledger.Bundles(state.Size, cancel))
            await Write(export.Add(bundle));
        await Write(export.Finish());

        async Task Write(IReadOnlyList<ExportFile> files)
        {
            foreach (var file in files)
            {
                await using var bytes = new MemoryStream(file.Bytes, writable: false);
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, Folder + file.Path) { DataStream = bytes, ModificationTime = state.SignedAt }, cancel);
            }
        }
    }

    private async Task<long> Length(LedgerState state, string policy, CancellationToken cancel)
    {
        // Two empty blocks end the file.
        var length = 2L * Block;
        foreach (var bundle in await ledger.BundleSizes(state.Size, cancel)) length += InTar(bundle);
        for (var hashes = state.Size; hashes > 0; hashes /= Tile.FullWidth)
        {
            length += hashes / Tile.FullWidth * InTar(Tile.FullWidth * Rfc6962.HashSize);
            if (hashes % Tile.FullWidth is > 0 and var partial) length += InTar(partial * Rfc6962.HashSize);
        }
        foreach (var text in new[] { key.VerifierKey + "\n", policy, state.Checkpoint }) length += InTar(Encoding.UTF8.GetByteCount(text));
        return length;
    }

    /// <summary>A header, and whole blocks.</summary>
    private static long InTar(long bytes) => Block + (bytes + Block - 1) / Block * Block;
}
