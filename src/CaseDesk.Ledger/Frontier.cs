using System.Numerics;

namespace CaseDesk.Ledger;

/// <summary>
/// The right edge of the tree as hashes: one for each set bit of <see cref="Size"/>, the root of the biggest perfect subtree first.
/// It is all that is needed to append and to know the root; at most 63 × 32 bytes.
/// </summary>
public sealed class Frontier
{
    private const int MaxHashes = 63;

    private readonly byte[] hashes = new byte[(MaxHashes + 1) * Rfc6962.HashSize];
    private int count;

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds one leaf.</summary>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public void Append(ReadOnlySpan<byte> leafHash)
    {
        Rfc6962.RequireHash(leafHash, nameof(leafHash));
        leafHash.CopyTo(At(count++));

        // Like a carry in binary addition: two subtrees of one size become one of the next.
        for (var rest = Size; (rest & 1) == 1; rest >>= 1)
        {
            Rfc6962.HashNode(At(count - 2), At(count - 1), At(count - 2));
            count--;
        }

        Size = checked(Size + 1);
    }

    /// <summary>The Merkle tree hash over all leaves, RFC 6962 2.1.</summary>
    public byte[] Root()
    {
        if (count == 0)
            return Rfc6962.EmptyRoot;

        var root = At(count - 1).ToArray();
        for (var i = count - 2; i >= 0; i--)
            Rfc6962.HashNode(At(i), root, root);
        return root;
    }

    /// <summary>The hashes one after the other; <see cref="Load"/> takes them back together with <see cref="Size"/>.</summary>
    public byte[] Save() => hashes.AsSpan(0, count * Rfc6962.HashSize).ToArray();

    /// <exception cref="LedgerFormatException">The length does not belong to the size (<c>frontier.length</c>), or the size is negative (<c>frontier.size</c>).</exception>
    public static Frontier Load(long size, ReadOnlySpan<byte> saved)
    {
        if (size < 0)
            throw new LedgerFormatException("frontier.size", "A tree cannot have a negative size.");
        var count = BitOperations.PopCount((ulong)size);
        if (saved.Length != count * Rfc6962.HashSize)
            throw new LedgerFormatException("frontier.length", $"The frontier of {size} entries has {count * Rfc6962.HashSize} bytes, this has {saved.Length}.");

        var frontier = new Frontier { Size = size, count = count };
        saved.CopyTo(frontier.hashes);
        return frontier;
    }

    /// <summary>An independent copy.</summary>
    public Frontier Copy() => Load(Size, hashes.AsSpan(0, count * Rfc6962.HashSize));

    /// <summary>The Merkle tree hash over hashes that lie one after the other.</summary>
    internal static byte[] RootOf(ReadOnlySpan<byte> leafHashes)
    {
        var frontier = new Frontier();
        for (var i = 0; i < leafHashes.Length; i += Rfc6962.HashSize)
            frontier.Append(leafHashes.Slice(i, Rfc6962.HashSize));
        return frontier.Root();
    }

    private Span<byte> At(int index) => hashes.AsSpan(index * Rfc6962.HashSize, Rfc6962.HashSize);
}
