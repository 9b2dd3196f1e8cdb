using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Small pictures for the tests, made here so that each kind is known sample by sample.</summary>
internal static class Pictures
{
    /// <summary>A PNG file whose sample at each place is <see cref="Sample"/>, with every filter in turn.</summary>
    /// <param name="type">0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha (ISO/IEC 15948, 11.2.2).</param>
    public static byte[] Png(int type, int depth, int width, int height, byte[]? transparency = null, byte interlace = 0)
    {
        var channels = type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var rowLength = (width * channels * depth + 7) / 8;
        var step = Math.Max(1, channels * depth / 8);
        using var raw = new MemoryStream();
        var before = new byte[rowLength];
        for (var y = 0; y < height; y++)
        {
            var row = new byte[rowLength];
            for (var i = 0; i < width * channels; i++)
                Put(row, i, depth, Sample(i, y, depth));
            var filter = y % 5;
            raw.WriteByte((byte)filter);
            for (var i = 0; i < rowLength; i++)
            {
                int left = i >= step ? row[i - step] : 0, up = before[i], corner = i >= step ? before[i - step] : 0;
                raw.WriteByte((byte)(row[i] - filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Nearest(left, up, corner), _ => 0 }));
            }

            before = row;
        }

        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(raw.ToArray());
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)type, interlace);
        byte[] palette = [.. Enumerable.Range(0, 1 << Math.Min(depth, 8)).SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)7 })];
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. type == 3 ? Chunk("PLTE"u8, palette) : [],
            .. transparency is null ? [] : Chunk("tRNS"u8, transparency), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    public static int Sample(int index, int y, int depth) => (index * 37 + y * 101 + index * y) & (1 << depth) - 1;

    /// <summary>The beginning of a JPEG file; what follows the header no writer looks at.</summary>
    public static byte[] Jpeg(int width, int height, byte components, byte frame = 0xC2) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, frame, 0, (byte)(8 + components * 3), 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width,
        components, .. new byte[components * 3], 0xFF, 0xDA, 0, 2, 1, 2, 3, 0xFF, 0xD9,
    ];

    private static void Put(byte[] row, int index, int depth, int sample)
    {
        if (depth == 16)
            BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(index * 2), (ushort)sample);
        else
            row[index * depth / 8] |= (byte)(sample << (8 - depth - index * depth % 8));
    }

    private static int Nearest(int left, int up, int corner)
    {
        var guess = left + up - corner;
        return new[] { left, up, corner }.MinBy(value => Math.Abs(guess - value));
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        kind.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }
}
