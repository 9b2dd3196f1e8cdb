using System.Buffers.Binary;

namespace CaseDesk.Ledger;

/// <summary>Up to 256 entries in one file, each after its length as 16 bits, big-endian. Source: C2SP tlog-tiles, "Log entries".</summary>
public static class EntryBundle
{
    /// <summary>Bytes in the longest entry: what the length prefix can say.</summary>
    public const int MaxEntrySize = ushort.MaxValue;

    internal const int PrefixSize = sizeof(ushort);

    /// <summary>Bytes in the longest bundle.</summary>
    internal const int MaxSize = Tile.FullWidth * (PrefixSize + MaxEntrySize);

    /// <exception cref="ArgumentException">No entry, more than 256, or one of more than 65,535 bytes.</exception>
    public static byte[] Encode(IEnumerable<byte[]> entries)
    {
        using var bundle = new MemoryStream();
        Span<byte> prefix = stackalloc byte[PrefixSize];
        var count = 0;
        foreach (var entry in entries)
        {
            if (entry.Length > MaxEntrySize)
                throw new ArgumentException($"An entry has at most {MaxEntrySize} bytes, number {count} of this bundle has {entry.Length}.", nameof(entries));
            if (++count > Tile.FullWidth)
                throw new ArgumentException($"A bundle has at most {Tile.FullWidth} entries.", nameof(entries));

            BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)entry.Length);
            bundle.Write(prefix);
            bundle.Write(entry);
        }

        return count > 0 ? bundle.ToArray() : throw new ArgumentException("An empty bundle must not exist.", nameof(entries));
    }

    /// <param name="bundle">The whole file.</param>
    /// <param name="width">How many entries it must hold, 1 to 256.</param>
    /// <exception cref="LedgerFormatException">It ends within an entry (<c>bundle.short</c>) or goes on after the last (<c>bundle.long</c>).</exception>
    public static IReadOnlyList<byte[]> Decode(ReadOnlySpan<byte> bundle, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Tile.FullWidth);

        var entries = new List<byte[]>(width);
        while (entries.Count < width)
        {
            if (!TryTake(ref bundle, out var entry))
                throw new LedgerFormatException("bundle.short", $"The bundle ends within entry {entries.Count} of {width}.");
            entries.Add(entry.ToArray());
        }

        return bundle.IsEmpty
            ? entries
            : throw new LedgerFormatException("bundle.long", $"The bundle has {bundle.Length} bytes after its {width} entries.");
    }

    /// <summary>Takes the next entry off the front, without a copy.</summary>
    internal static bool TryTake(ref ReadOnlySpan<byte> bundle, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (bundle.Length < PrefixSize)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bundle);
        if (bundle.Length < PrefixSize + length)
            return false;

        entry = bundle.Slice(PrefixSize, length);
        bundle = bundle[(PrefixSize + length)..];
        return true;
    }
}
