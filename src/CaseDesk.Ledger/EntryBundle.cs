using System.Buffers.Binary;

namespace CaseDesk.Ledger;

/// <summary>Up to 256 entries, each with its length before it as two bytes, big-endian (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    public const int LargestEntry = 65_535;

    public static byte[] Encode(IEnumerable<byte[]> entries)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (var entry in entries)
        {
            if (entry.Length > LargestEntry) throw new ArgumentException($"An entry has at most {LargestEntry} bytes.", nameof(entries));
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
            bytes.Write(length);
            bytes.Write(entry);
        }
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes end inside an entry, or hold more than 256.</exception>
    public static IReadOnlyList<byte[]> Decode(ReadOnlySpan<byte> bundle)
    {
        List<byte[]> entries = [];
        while (bundle.Length > 0)
        {
            if (bundle.Length < 2) throw new InvalidDataException("The bundle ends inside a length.");
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle);
            if (bundle.Length < 2 + length) throw new InvalidDataException("The bundle ends inside an entry.");
            if (entries.Count == Tile.FullWidth) throw new InvalidDataException("The bundle holds more than 256 entries.");
            entries.Add(bundle.Slice(2, length).ToArray());
            bundle = bundle[(2 + length)..];
        }
        return entries;
    }
}
