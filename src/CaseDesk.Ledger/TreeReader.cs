using System.Numerics;

namespace CaseDesk.Ledger;

/// <summary>Makes roots and proofs from tiles, reading only those that a proof needs.</summary>
/// <param name="size">Number of entries of the tree.</param>
/// <param name="readTile">(level, index, width) → width × 32 bytes.</param>
public sealed class TreeReader(long size, Func<int, long, int, byte[]> readTile)
{
    private const int HashesInTile = Tile.FullWidth;
    private readonly Dictionary<(int Level, long Index), byte[]> read = [];

    public byte[] Root() => Subtree(0, size);

    /// <summary>Inclusion proof of one entry, leaf's sibling first (RFC 6962 2.1.1).</summary>
    public IReadOnlyList<byte[]> Inclusion(long index)
    {
        if (index < 0 || index >= size) throw new ArgumentOutOfRangeException(nameof(index));

        List<byte[]> proof = [];
        for (long from = 0, to = size; to - from > 1;)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                proof.Add(Subtree(middle, to));
                to = middle;
            }
            else
            {
                proof.Add(Subtree(from, middle));
                from = middle;
            }
        }
        proof.Reverse();
        return proof;
    }

    /// <summary>Consistency proof from an earlier size (RFC 6962 2.1.2); empty from 0 and from the size itself.</summary>
    public IReadOnlyList<byte[]> Consistency(long old)
    {
        if (old < 0 || old > size) throw new ArgumentOutOfRangeException(nameof(old));

        List<byte[]> proof = [];
        if (old > 0 && old < size) SubProof(old, 0, size, isWhole: true, proof);
        return proof;
    }

    private void SubProof(long old, long from, long to, bool isWhole, List<byte[]> proof)
    {
        if (old == to - from)
        {
            if (!isWhole) proof.Add(Subtree(from, to));
            return;
        }
        var split = Split(to - from);
        if (old <= split)
        {
            SubProof(old, from, from + split, isWhole, proof);
            proof.Add(Subtree(from + split, to));
        }
        else
        {
            SubProof(old - split, from + split, to, isWhole: false, proof);
            proof.Add(Subtree(from, from + split));
        }
    }

    private byte[] Subtree(long from, long to)
    {
        var count = to - from;
        if (count == 0) return Rfc6962.EmptyRoot;
        if (BitOperations.IsPow2(count) && from % count == 0) return Perfect(BitOperations.Log2((ulong)count), from / count);

        var middle = from + Split(count);
        return Rfc6962.HashNode(Subtree(from, middle), Subtree(middle, to));
    }

    /// <summary>Root of the complete subtree number <paramref name="index"/> of 2^<paramref name="height"/> entries.</summary>
    private byte[] Perfect(int height, long index)
    {
        var (level, inside) = (height / 8, height % 8);
        var first = index << inside;
        var tile = TileAt(level, first / HashesInTile);
        var at = (int)(first % HashesInTile) * Rfc6962.HashSize;
        return Frontier.RootOf(tile.AsSpan(at, Rfc6962.HashSize << inside));
    }

    private byte[] TileAt(int level, long index)
    {
        if (read.TryGetValue((level, index), out var known)) return known;

        var width = (int)Math.Min(HashesInTile, (size >> (8 * level)) - (index * HashesInTile));
        var tile = readTile(level, index, width);
        if (tile.Length != width * Rfc6962.HashSize) throw new InvalidDataException($"{TilePath.Hashes(level, index, width)} has {tile.Length} bytes, not {width * Rfc6962.HashSize}.");
        return read[(level, index)] = tile;
    }

    /// <summary>Largest power of two below n.</summary>
    private static long Split(long n) => 1L << BitOperations.Log2((ulong)(n - 1));
}
