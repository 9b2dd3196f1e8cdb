using System.Buffers.Binary;
using System.Text;

namespace CaseDesk.Pdf.Metadata;

/// <summary>
/// The ICC profile of the output intent: sRGB (IEC 61966-2-1) as an ICC version 2.4 matrix profile, computed here so that
/// no file of another's is needed.
/// </summary>
internal static class SrgbProfile
{
    private const int HeaderLength = 128;
    private const int CurvePoints = 1024;

    // The D50 white point of the ICC profile connection space, and the sRGB primaries adapted to it (Bradford).
    private static readonly double[] WhitePoint = [0.9642, 1, 0.8249];
    private static readonly double[] Red = [0.43607, 0.22249, 0.01392];
    private static readonly double[] Green = [0.38515, 0.71687, 0.09708];
    private static readonly double[] Blue = [0.14307, 0.06061, 0.71410];

    public static byte[] Create()
    {
        var curve = Curve();
        (string Tag, byte[] Content)[] tags =
        [
            ("desc", Description("sRGB")), ("cprt", Text("No copyright, use freely")), ("wtpt", Xyz(WhitePoint)),
            ("rXYZ", Xyz(Red)), ("gXYZ", Xyz(Green)), ("bXYZ", Xyz(Blue)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];

        var directory = new byte[4 + tags.Length * 12];
        BinaryPrimitives.WriteInt32BigEndian(directory, tags.Length);
        using var contents = new MemoryStream();
        var places = new Dictionary<byte[], int>();
        for (var i = 0; i < tags.Length; i++)
        {
            var (tag, content) = tags[i];
            if (!places.TryGetValue(content, out var place))
            {
                places[content] = place = HeaderLength + directory.Length + (int)contents.Length;
                contents.Write(content);
                // Each tag begins at a multiple of four (ICC.1:2001-04, 6.2).
                while (contents.Length % 4 != 0)
                    contents.WriteByte(0);
            }

            var entry = directory.AsSpan(4 + i * 12);
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], place);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], content.Length);
        }

        var header = Header(HeaderLength + directory.Length + (int)contents.Length);
        return [.. header, .. directory, .. contents.ToArray()];
    }

    private static byte[] Header(int length)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 0x02400000);
        Encoding.ASCII.GetBytes("mntrRGB XYZ ", header.AsSpan(12));
        // The date is fixed: the profile is the same in every file.
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(24), 2026);
        header[27] = 1;
        header[29] = 1;
        Encoding.ASCII.GetBytes("acsp", header.AsSpan(36));
        for (var i = 0; i < 3; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(68 + i * 4), Fixed(WhitePoint[i]));
        return header;
    }

    private static byte[] Curve()
    {
        var content = Begin("curv", 12 + CurvePoints * 2);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(8), CurvePoints);
        for (var i = 0; i < CurvePoints; i++)
        {
            var value = i / (CurvePoints - 1.0);
            var linear = value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
            BinaryPrimitives.WriteUInt16BigEndian(content.AsSpan(12 + i * 2), (ushort)Math.Round(linear * 65535));
        }

        return content;
    }

    private static byte[] Xyz(double[] values)
    {
        var content = Begin("XYZ ", 20);
        for (var i = 0; i < 3; i++)
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(8 + i * 4), Fixed(values[i]));
        return content;
    }

    // textDescriptionType: the ASCII text, then an empty Unicode and an empty script part (ICC.1:2001-04, 6.5.17).
    private static byte[] Description(string text)
    {
        var content = Begin("desc", 12 + text.Length + 1 + 4 + 4 + 2 + 1 + 67);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(8), text.Length + 1);
        Encoding.ASCII.GetBytes(text, content.AsSpan(12));
        return content;
    }

    private static byte[] Text(string text)
    {
        var content = Begin("text", 8 + text.Length + 1);
        Encoding.ASCII.GetBytes(text, content.AsSpan(8));
        return content;
    }

    private static byte[] Begin(string type, int length)
    {
        var content = new byte[length];
        Encoding.ASCII.GetBytes(type, content);
        return content;
    }

    private static int Fixed(double value) => (int)Math.Round(value * 65536);
}
