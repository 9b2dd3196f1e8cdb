using System.Numerics;

namespace CaseDesk.Ledger;

/// <summary>The right edge of a tree: one hash for each set bit of its size, largest subtree first. Enough to append and to know the root.</summary>
public sealed class Frontier
{
    private readonly List<byte[]> hashes = [];

    /// <summary>Number of entries.</summary>
    public long Size { get; private set; }

    /// <summary>Adds the hash of the next entry, 32 bytes.</summary>
    public void Append(ReadOnlySpan<byte> leafHash)
    {
        if (leafHash.Length != Rfc6962.HashSize) throw new ArgumentException("A hash has 32 bytes.", nameof(leafHash));

        hashes.Add(leafHash.ToArray());
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            var node = Rfc6962.HashNode(hashes[^2], hashes[^1]);
            hashes.RemoveAt(hashes.Count - 1);
            hashes[^1] = node;
        }
        Size++;
    }

    /// <summary>Root over all entries (RFC 6962 2.1, Merkle Tree Hash).</summary>
    public byte[] Root()
    {
        if (hashes.Count == 0) return Rfc6962.EmptyRoot;

        var root = hashes[^1];
        for (var i = hashes.Count - 2; i >= 0; i--) root = Rfc6962.HashNode(hashes[i], root);
        return root;
    }

    /// <summary>The hashes one after another, as <see cref="Load"/> takes them.</summary>
    public byte[] Save() => [.. hashes.SelectMany(hash => hash)];

    /// <exception cref="InvalidDataException">The length does not fit the size.</exception>
    public static Frontier Load(long size, ReadOnlySpan<byte> saved)
    {
        if (size < 0 || saved.Length != Rfc6962.HashSize * BitOperations.PopCount((ulong)size)) throw new InvalidDataException("The saved edge of the tree does not fit its size.");

        var frontier = new Frontier { Size = size };
        for (var at = 0; at < saved.Length; at += Rfc6962.HashSize) frontier.hashes.Add(saved.Slice(at, Rfc6962.HashSize).ToArray());
        return frontier;
    }

    public Frontier Copy()
    {
        var copy = new Frontier { Size = Size };
        copy.hashes.AddRange(hashes);
        return copy;
    }

    /// <summary>Root over hashes that lie one after another.</summary>
    public static byte[] RootOf(ReadOnlySpan<byte> hashes)
    {
        var frontier = new Frontier();
        for (var at = 0; at < hashes.Length; at += Rfc6962.HashSize) frontier.Append(hashes.Slice(at, Rfc6962.HashSize));
        return frontier.Root();
    }
}
