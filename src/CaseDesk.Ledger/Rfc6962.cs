using System.Buffers;
using System.Security.Cryptography;

namespace CaseDesk.Ledger;

/// <summary>The hashes of the Merkle tree: RFC 6962 section 2.1 with SHA-256.</summary>
public static class Rfc6962
{
    /// <summary>Bytes in a hash.</summary>
    public const int HashSize = 32;

    // Leaves and nodes are hashed with different first bytes, so that no node can be passed off as an entry (RFC 6962 2.1).
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    private const int StackLimit = 1024;

    /// <summary>The root of the tree without entries, SHA-256(""). A fresh array on each call.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 || entry).</summary>
    public static byte[] HashEntry(ReadOnlySpan<byte> entry)
    {
        var hash = new byte[HashSize];
        HashEntry(entry, hash);
        return hash;
    }

    /// <summary>SHA-256(0x01 || left || right).</summary>
    /// <exception cref="ArgumentException">A side is not 32 bytes long.</exception>
    public static byte[] HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        RequireHash(left, nameof(left));
        RequireHash(right, nameof(right));
        var hash = new byte[HashSize];
        HashNode(left, right, hash);
        return hash;
    }

    internal static void HashEntry(ReadOnlySpan<byte> entry, Span<byte> destination)
    {
        var length = entry.Length + 1;
        byte[]? rented = null;
        var buffer = length <= StackLimit ? stackalloc byte[StackLimit] : (rented = ArrayPool<byte>.Shared.Rent(length));
        buffer[0] = LeafPrefix;
        entry.CopyTo(buffer[1..]);
        SHA256.HashData(buffer[..length], destination);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    /// <summary><paramref name="destination"/> may be one of the sides.</summary>
    internal static void HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[1 + (2 * HashSize)];
        buffer[0] = NodePrefix;
        left.CopyTo(buffer[1..]);
        right.CopyTo(buffer[(1 + HashSize)..]);
        SHA256.HashData(buffer, destination);
    }

    internal static void RequireHash(ReadOnlySpan<byte> hash, string parameter)
    {
        if (hash.Length != HashSize)
            throw new ArgumentException($"A hash has {HashSize} bytes, this has {hash.Length}.", parameter);
    }
}
