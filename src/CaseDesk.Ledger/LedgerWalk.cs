namespace CaseDesk.Ledger;

/// <summary>Gives the stored bytes of a tile or bundle, from the files of an export or the rows of a desk.</summary>
/// <param name="address">The tile, as wide as the log has it.</param>
/// <param name="wrong">To be told what is wrong with it.</param>
/// <returns>Null where it cannot be had; why was told.</returns>
public delegate byte[]? TileReading(TileAddress address, Action<LedgerFinding> wrong);

/// <summary>One pass over entries and tiles, 256 entries at a time.</summary>
internal sealed class LedgerWalk(TileReading read, Checkpoint checkpoint, KeptRoots kept, OpeningSearch openings, Findings findings)
{
    private const string WrongEntry = "entry.hash";

    private readonly Frontier fromEntries = new();
    private readonly TreeEdge edge = new();
    private readonly byte[] leaf = new byte[Rfc6962.HashSize];

    // Grows only after an entry and its tile have disagreed: it tells at the end which of them was signed.
    private Frontier? fromTiles;

    /// <summary>How many entries were read and hashed.</summary>
    public long Entries { get; private set; }

    /// <summary>Follows what the entries say of rows; null where nobody asked.</summary>
    public StateSearch? Rows { get; init; }

    public void Run(IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        for (long number = 0; Tile.WidthIn(checkpoint.Size, 0, number) is > 0 and var width; number++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!CheckBundle(number, width))
                return;
            progress?.Report((number * Tile.FullWidth) + width);
        }

        foreach (var partial in edge.Partials())
            CompareTile(partial);
        CompareRoot();
    }

    /// <returns>False if neither the entries nor their hashes are there: what follows cannot be checked.</returns>
    private bool CheckBundle(long number, int width)
    {
        var bundlePath = TilePath.Entries(number, width);
        var tilePath = TilePath.Hashes(0, number, width);
        var tile = read(new TileAddress(IsEntries: false, 0, number, width), findings.Add);
        var bundle = read(new TileAddress(IsEntries: true, 0, number, width), findings.Add);
        if (tile is null && bundle is null)
            return false;

        var rest = bundle.AsSpan();
        var first = number * Tile.FullWidth;
        return Walk(rest, bundle is not null, tile, width, first, bundlePath, tilePath);
    }

    private bool Walk(ReadOnlySpan<byte> rest, bool hasEntries, byte[]? tile, int width, long first, string bundlePath, string tilePath)
    {
        for (var i = 0; i < width; i++)
        {
            var index = first + i;
            var stored = tile is null ? default : tile.AsSpan(i * Rfc6962.HashSize, Rfc6962.HashSize);
            if (hasEntries && EntryBundle.TryTake(ref rest, out var entry))
            {
                Rfc6962.HashEntry(entry, leaf);
                CheckEntry(entry, index, stored, bundlePath, tilePath);
            }
            else
            {
                if (hasEntries)
                    findings.Add("bundle.short", bundlePath, $"{bundlePath} ends within entry {index}; it must hold {width}.", index);
                hasEntries = false;
                // Without the entry its hash still lets the rest of the log be checked.
                if (stored.IsEmpty)
                    return false;
                stored.CopyTo(leaf);
            }

            Append(stored.IsEmpty ? leaf : stored, index);
        }

        if (hasEntries && !rest.IsEmpty)
            findings.Add("bundle.long", bundlePath, $"{bundlePath} has {rest.Length} bytes after its {width} entries.");
        return true;
    }

    private void CheckEntry(ReadOnlySpan<byte> entry, long index, ReadOnlySpan<byte> stored, string bundlePath, string tilePath)
    {
        Entries++;
        if (!stored.IsEmpty && !stored.SequenceEqual(leaf))
        {
            fromTiles ??= fromEntries.Copy();
            findings.Add(WrongEntry, bundlePath, $"Entry {index} in {bundlePath} does not have the hash that {tilePath} gives for it.", index);
        }

        if (EntryText.WrongSeq(entry, index) is { } wrong)
            findings.Add("entry.seq", bundlePath, $"Entry {index} {wrong}: entries were moved, removed or inserted.", index);
        openings.See(entry, index, bundlePath);
        Rows?.See(entry, index, bundlePath);
    }

    private void Append(ReadOnlySpan<byte> stored, long index)
    {
        fromEntries.Append(leaf);
        fromTiles?.Append(stored);
        edge.Append(leaf, CompareTile);
        kept.See(index, leaf, fromEntries);
    }

    private void CompareTile(Tile tile)
    {
        // Level 0 was compared hash by hash with the entries.
        if (tile.Level == 0)
            return;

        if (read(new TileAddress(IsEntries: false, tile.Level, tile.Index, tile.Width), findings.Add) is not { } stored)
            return;
        var path = TilePath.Hashes(tile.Level, tile.Index, tile.Width);
        var same = stored.AsSpan().CommonPrefixLength(tile.Hashes);
        if (same < stored.Length)
            findings.Add("tile.hash", path, $"Hash {same / Rfc6962.HashSize} of {path} is not the root of the tile below it.");
    }

    private void CompareRoot()
    {
        var entriesAgree = fromEntries.Root().AsSpan().SequenceEqual(checkpoint.Root);
        if (fromTiles is not null)
        {
            var tilesAgree = fromTiles.Root().AsSpan().SequenceEqual(checkpoint.Root);
            findings.Explain(WrongEntry, (entriesAgree, tilesAgree) switch
            {
                (true, _) => "The signed root agrees with the entries: the tiles were changed.",
                (_, true) => "The signed root agrees with the tiles: the entries were changed.",
                _ => "The signed root agrees with neither.",
            });
        }

        if (!entriesAgree)
            findings.Add("root.mismatch", ExportFiles.CheckpointFile, $"The {checkpoint.Size} entries do not have the root that the log signed: an entry was changed, removed, moved or added after it was signed.");
    }
}
