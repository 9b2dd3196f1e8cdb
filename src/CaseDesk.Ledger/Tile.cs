namespace CaseDesk.Ledger;

/// <summary>
/// A run of up to 256 hashes of one level of the tree: leaf hashes at level 0, roots of full tiles of the level below above it.
/// Source: C2SP tlog-tiles, "Merkle Tree".
/// </summary>
/// <param name="Level">0 to 63; a tree of fewer than 2^63 entries has at most 8 levels.</param>
/// <param name="Index">Place within the level, from 0.</param>
/// <param name="Width">Hashes in the tile, 1 to 256; under 256 it is partial.</param>
/// <param name="Hashes"><paramref name="Width"/> × 32 bytes.</param>
public sealed record Tile(int Level, long Index, int Width, byte[] Hashes)
{
    /// <summary>Hashes in a full tile.</summary>
    public const int FullWidth = 256;

    internal const int HeightBits = 8;

    /// <inheritdoc cref="Tile(int, long, int, byte[])" path="/param[@name='Hashes']"/>
    public byte[] Hashes { get; } = Width is >= 1 and <= FullWidth && Hashes.Length == Width * Rfc6962.HashSize
        ? Hashes
        : throw new ArgumentException($"A tile of {Width} hashes cannot have {Hashes.Length} bytes.", nameof(Hashes));

    /// <summary>Whether nothing can be added to it.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>The Merkle tree hash over the tile's hashes. Only a full tile's root is a hash of the level above.</summary>
    public byte[] Root() => Frontier.RootOf(Hashes);

    /// <summary>How many hashes of a tile are there in a tree of this size: 0 to 256.</summary>
    internal static int WidthIn(long size, int level, long index)
    {
        // Eight levels of eight bits reach 2^64; a shift by 64 or more would wrap round in C#.
        if (level * HeightBits >= 63)
            return 0;
        var hashesAtLevel = size >> (level * HeightBits);
        var full = hashesAtLevel >> HeightBits;
        return index < full ? FullWidth : index == full ? (int)(hashesAtLevel & (FullWidth - 1)) : 0;
    }
}
