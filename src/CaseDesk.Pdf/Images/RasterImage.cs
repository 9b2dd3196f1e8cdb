namespace CaseDesk.Pdf.Images;

/// <summary>A picture in a form that a PDF file takes: samples of 8 bits, or a JPEG file as it is.</summary>
/// <param name="Components">1 for grey, 3 for red, green and blue.</param>
internal sealed record RasterImage(int Width, int Height, int Components, byte[] Data, bool IsJpeg)
{
    /// <summary>Above this a picture is no logo or scan of a page, and unpacking it would take hundreds of megabytes.</summary>
    public const long MostPixels = 40_000_000;

    /// <exception cref="ArgumentException">It is neither a PNG nor a JPEG file, is damaged, or of a kind that is not taken.</exception>
    public static RasterImage Read(byte[] content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PngReader.Read(content),
        [0xFF, 0xD8, ..] => JpegReader.Read(content),
        _ => throw new ArgumentException("The image is neither PNG nor JPEG.", nameof(content)),
    };

    public static int Side(long length) =>
        length is > 0 and <= 65_535 ? (int)length : throw new ArgumentException("The image has no size, or is too large.");
}
