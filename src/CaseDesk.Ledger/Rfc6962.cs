using System.Security.Cryptography;

namespace CaseDesk.Ledger;

/// <summary>Hashes of a Merkle tree as RFC 6962 section 2.1 defines them: SHA-256, 32 bytes.</summary>
public static class Rfc6962
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = 32;

    // Leaves and nodes are hashed with different first bytes, so that no node can be passed off as an entry.
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>Root of the tree without entries: SHA-256 of nothing.</summary>
    public static byte[] EmptyRoot => SHA256.HashData(ReadOnlySpan<byte>.Empty);

    /// <summary>Hash of one entry.</summary>
    public static byte[] HashEntry(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([LeafPrefix]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>Hash of a node over its two children, 32 bytes each.</summary>
    public static byte[] HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * HashSize)];
        both[0] = NodePrefix;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashSize)..]);
        return SHA256.HashData(both);
    }
}
