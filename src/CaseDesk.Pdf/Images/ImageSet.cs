using System.Globalization;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Images;

/// <summary>The images of a file (ISO 32000-1, 8.9.5).</summary>
internal sealed class ImageSet(ObjectFile file)
{
    private readonly List<int> ids = [];

    public IReadOnlyList<int> Ids => ids;

    /// <summary>Writes an image and answers the number in its resource name, as in /I1.</summary>
    public int Add(RasterImage image)
    {
        var id = file.Reserve();
        ids.Add(id);
        // Not interpolated: ISO 19005-3, 6.2.8.
        var dictionary = string.Create(CultureInfo.InvariantCulture,
            $"/Type /XObject /Subtype /Image /Width {image.Width} /Height {image.Height} /BitsPerComponent 8 /ColorSpace /{(image.Components == 1 ? "DeviceGray" : "DeviceRGB")}");
        if (image.IsJpeg)
            file.PutStream(id, dictionary + " /Filter /DCTDecode", image.Data, compress: false);
        else
            file.PutStream(id, dictionary, image.Data);
        return ids.Count;
    }
}
