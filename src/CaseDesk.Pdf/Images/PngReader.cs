using System.Buffers.Binary;
using System.IO.Compression;

namespace CaseDesk.Pdf.Images;

/// <summary>
/// Reads a PNG file (ISO/IEC 15948) to samples of 8 bits. What is transparent is laid on white, as the page is: no
/// transparency gets into the file. Interlaced files are not taken.
/// </summary>
internal static class PngReader
{
    private const int Grey = 0;
    private const int Colour = 2;
    private const int Palette = 3;
    private const int GreyAlpha = 4;
    private const int ColourAlpha = 6;

    public static RasterImage Read(byte[] content)
    {
        var header = default(ReadOnlySpan<byte>);
        var palette = default(ReadOnlySpan<byte>);
        var transparency = default(ReadOnlySpan<byte>);
        using var packed = new MemoryStream();
        var at = 8;
        while (at + 12 <= content.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(at));
            if (length > content.Length - at - 12)
                throw Damaged();
            var data = content.AsSpan(at + 8, (int)length);
            var kind = content.AsSpan(at + 4, 4);
            if (kind.SequenceEqual("IHDR"u8))
                header = data;
            else if (kind.SequenceEqual("PLTE"u8))
                palette = data;
            else if (kind.SequenceEqual("tRNS"u8))
                transparency = data;
            else if (kind.SequenceEqual("IDAT"u8))
                packed.Write(data);
            else if (kind.SequenceEqual("IEND"u8))
                break;
            at += 12 + (int)length;
        }

        if (header.Length != 13 || header[10] != 0 || header[11] != 0)
            throw Damaged();
        if (header[12] != 0)
            throw new ArgumentException("The PNG image is interlaced. Save it without.", nameof(content));
        var width = RasterImage.Side(BinaryPrimitives.ReadUInt32BigEndian(header));
        var height = RasterImage.Side(BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        int depth = header[8], type = header[9];
        var channels = type switch { Grey or Palette => 1, Colour => 3, GreyAlpha => 2, ColourAlpha => 4, _ => throw Damaged() };
        var isDepth = type switch { Grey => depth is 1 or 2 or 4 or 8 or 16, Palette => depth is 1 or 2 or 4 or 8, _ => depth is 8 or 16 };
        if (!isDepth || (long)width * height > RasterImage.MostPixels || type == Palette && (palette.Length == 0 || palette.Length % 3 != 0))
            throw Damaged();

        var rowLength = (width * channels * depth + 7) / 8;
        var rows = Unpack(packed, rowLength, height, Math.Max(1, channels * depth / 8));
        var components = type is Grey or GreyAlpha ? 1 : 3;
        var samples = new byte[width * height * components];
        for (int y = 0, to = 0; y < height; y++)
        {
            var row = rows.AsSpan(y * rowLength, rowLength);
            for (var x = 0; x < width; x++, to += components)
                Pixel(row, x, type, depth, channels, palette, transparency, samples.AsSpan(to, components));
        }

        return new RasterImage(width, height, components, samples, IsJpeg: false);
    }

    private static void Pixel(ReadOnlySpan<byte> row, int x, int type, int depth, int channels, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency, Span<byte> to)
    {
        if (type == Palette)
        {
            var entry = Sample(row, x, depth);
            if (entry * 3 + 3 > palette.Length)
                throw Damaged();
            var alpha = entry < transparency.Length ? transparency[entry] : (byte)255;
            for (var i = 0; i < 3; i++)
                to[i] = OnWhite(palette[entry * 3 + i], alpha);
            return;
        }

        var isAlpha = type is GreyAlpha or ColourAlpha;
        // One colour of the file may stand for nothing (11.3.2.1).
        var isClear = !isAlpha && transparency.Length >= channels * 2;
        for (var i = 0; i < channels && isClear; i++)
            isClear = Sample(row, x * channels + i, depth) == BinaryPrimitives.ReadUInt16BigEndian(transparency[(i * 2)..]);
        var opacity = isClear ? (byte)0 : isAlpha ? Eight(Sample(row, x * channels + channels - 1, depth), depth) : (byte)255;
        for (var i = 0; i < to.Length; i++)
            to[i] = OnWhite(Eight(Sample(row, x * channels + i, depth), depth), opacity);
    }

    private static int Sample(ReadOnlySpan<byte> row, int index, int depth) => depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(index * 2)..]),
        _ => row[index * depth / 8] >> (8 - depth - index * depth % 8) & (1 << depth) - 1,
    };

    private static byte Eight(int sample, int depth) => depth == 16 ? (byte)(sample >> 8) : (byte)(sample * 255 / ((1 << depth) - 1));

    private static byte OnWhite(byte sample, byte opacity) => (byte)((sample * opacity + 255 * (255 - opacity) + 127) / 255);

    /// <summary>Inflates the rows and undoes their filters (9.2).</summary>
    private static byte[] Unpack(MemoryStream packed, int rowLength, int height, int pixelLength)
    {
        var rows = new byte[rowLength * height];
        packed.Position = 0;
        try
        {
            using var inflate = new ZLibStream(packed, CompressionMode.Decompress);
            Span<byte> before = new byte[rowLength];
            for (var y = 0; y < height; y++)
            {
                var filter = inflate.ReadByte();
                var row = rows.AsSpan(y * rowLength, rowLength);
                inflate.ReadExactly(row);
                for (var i = 0; i < rowLength; i++)
                {
                    int left = i >= pixelLength ? row[i - pixelLength] : 0, up = before[i], corner = i >= pixelLength ? before[i - pixelLength] : 0;
                    row[i] += filter switch { 0 => (byte)0, 1 => (byte)left, 2 => (byte)up, 3 => (byte)((left + up) / 2), 4 => (byte)Paeth(left, up, corner), _ => throw Damaged() };
                }

                before = row;
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
        {
            throw Damaged();
        }

        return rows;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        int toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static ArgumentException Damaged() => new("The PNG image is damaged, or too large.");
}
