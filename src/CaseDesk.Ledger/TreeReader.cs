using System.Numerics;

namespace CaseDesk.Ledger;

/// <summary>Makes proofs from stored tiles: RFC 6962 2.1.1 and 2.1.2. It reads each tile at most once and only those it needs.</summary>
/// <param name="size">Number of leaves.</param>
/// <param name="readTile">Gives the tile of a level, index and width as width × 32 bytes.</param>
public sealed class TreeReader(long size, Func<int, long, int, byte[]> readTile)
{
    private readonly Dictionary<(int Level, long Index), byte[]> tiles = [];

    /// <summary>The root of the whole tree.</summary>
    /// <exception cref="LedgerFormatException">A tile has another length than its width asks (<c>tile.length</c>); so for all three methods.</exception>
    public byte[] Root() => RootOf(0, size);

    /// <summary>The path of one leaf, its sibling first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public IReadOnlyList<byte[]> Inclusion(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);

        List<byte[]> path = [];
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                path.Add(RootOf(middle, to));
                to = middle;
            }
            else
            {
                path.Add(RootOf(from, middle));
                from = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that this tree only adds to the one of <paramref name="old"/> leaves; empty for 0 and for the tree itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is negative or larger than the tree.</exception>
    public IReadOnlyList<byte[]> Consistency(long old)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(old);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(old, size);
        if (old == 0 || old == size)
            return [];

        List<byte[]> path = [];
        var (from, to) = (0L, size);
        // As long as the old tree is a left part that began at 0, the checker knows its root already (SUBPROOF's flag b).
        var isKnown = true;
        while (to != old)
        {
            var middle = from + Split(to - from);
            if (old <= middle)
            {
                path.Add(RootOf(middle, to));
                to = middle;
            }
            else
            {
                path.Add(RootOf(from, middle));
                from = middle;
                isKnown = false;
            }
        }

        if (!isKnown)
            path.Add(RootOf(from, to));
        path.Reverse();
        return path;
    }

    /// <summary>The largest power of two below n: RFC 6962's k.</summary>
    private static long Split(long n) => 1L << BitOperations.Log2((ulong)(n - 1));

    private byte[] RootOf(long from, long to)
    {
        var count = to - from;
        if (count == 0)
            return Rfc6962.EmptyRoot;
        if (BitOperations.IsPow2(count) && from % count == 0)
            return PerfectRoot(BitOperations.Log2((ulong)count), from / count);

        var middle = from + Split(count);
        return Rfc6962.HashNode(RootOf(from, middle), RootOf(middle, to));
    }

    /// <summary>Root of the leaves from index × 2^height to (index + 1) × 2^height.</summary>
    private byte[] PerfectRoot(int height, long index)
    {
        var level = height / Tile.HeightBits;
        var above = height % Tile.HeightBits;
        var first = index << above;
        var tile = ReadTile(level, first / Tile.FullWidth);
        var hashes = tile.AsSpan((int)(first % Tile.FullWidth) * Rfc6962.HashSize, Rfc6962.HashSize << above);
        return above == 0 ? hashes.ToArray() : Frontier.RootOf(hashes);
    }

    private byte[] ReadTile(int level, long index)
    {
        if (tiles.TryGetValue((level, index), out var known))
            return known;

        var width = Tile.WidthIn(size, level, index);
        var tile = readTile(level, index, width);
        if (tile.Length != width * Rfc6962.HashSize)
            throw new LedgerFormatException("tile.length", $"{TilePath.Hashes(level, index, width)} has {tile.Length} bytes instead of {width * Rfc6962.HashSize}.");
        return tiles[(level, index)] = tile;
    }
}
