namespace CaseDesk.Extraction;

/// <summary>CRC-32 as RFC 1952 section 8 defines it.</summary>
internal static class Crc32
{
    private static readonly uint[] _table = Table();

    /// <param name="crc">0 at the start, then what the last call gave.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var b in bytes)
            crc = _table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++)
                c = (c & 1) == 0 ? c >> 1 : 0xEDB88320 ^ (c >> 1);
            table[n] = c;
        }

        return table;
    }
}
