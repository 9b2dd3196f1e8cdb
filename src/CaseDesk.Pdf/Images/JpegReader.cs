using System.Buffers.Binary;

namespace CaseDesk.Pdf.Images;

/// <summary>Reads the frame header of a JPEG file (ITU-T T.81, B.2.2); the rest goes into the PDF file as it is.</summary>
internal static class JpegReader
{
    public static RasterImage Read(byte[] content)
    {
        for (var at = 2; at + 9 < content.Length;)
        {
            if (content[at] != 0xFF)
                break;
            var marker = content[at + 1];
            // Fill bytes and markers without a segment.
            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            // Baseline, extended and progressive: what DCTDecode must know (ISO 32000-1, 7.4.8).
            if (marker is >= 0xC0 and <= 0xC2)
            {
                var components = content[at + 9];
                if (content[at + 4] != 8 || components is not (1 or 3))
                    throw new ArgumentException("Only JPEG images in grey or in red, green and blue with 8 bits are taken.", nameof(content));
                return new RasterImage(
                    RasterImage.Side(BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 7))),
                    RasterImage.Side(BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 5))), components, content, IsJpeg: true);
            }

            // Start of scan, end of image, or a frame of another process.
            if (marker is 0xDA or 0xD9 || marker is >= 0xC3 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                break;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 2));
        }

        throw new ArgumentException("The JPEG image is damaged, or of a process that PDF does not know.", nameof(content));
    }
}
