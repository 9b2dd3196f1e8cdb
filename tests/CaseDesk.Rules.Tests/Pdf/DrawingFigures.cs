using CaseDesk.Pdf;
using CaseDesk.Pdf.Images;
using QRCoder;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Graphics.Operations.PathConstruction;
using UglyToad.PdfPig.Tokens;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Images, codes and links.</summary>
public sealed class DrawingFigures
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(3, 2)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    public void Takes_every_sample_of_a_png_and_lays_it_on_white(int type, int depth)
    {
        const int width = 13, height = 11;
        var image = RasterImage.Read(Pictures.Png(type, depth, width, height));

        var components = type is 0 or 4 ? 1 : 3;
        Assert.Equal((width, height, components, false), (image.Width, image.Height, image.Components, image.IsJpeg));
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < components; c++)
                    Assert.Equal(Expected(type, depth, x, y, c), image.Data[at++]);
            }
        }

        Assert.Equal(at, image.Data.Length);
    }

    [Fact]
    public void Takes_the_transparent_colour_of_a_png_for_white()
    {
        // Sample 0 of a palette is clear, and the grey 5 of 16.
        var palette = RasterImage.Read(Pictures.Png(3, 8, 3, 1, transparency: [0])).Data;
        Assert.Equal([255, 255, 255], palette[..3]);
        Assert.Equal([37, 255 - 37, 7], palette[3..6]);
        var grey = RasterImage.Read(Pictures.Png(0, 4, 2, 1, transparency: [0, 5])).Data;
        Assert.Equal([0, 255], grey);
    }

    [Fact]
    public void Puts_a_jpeg_into_the_file_as_it_is()
    {
        var jpeg = Pictures.Jpeg(width: 600, height: 300, components: 3);
        using var document = PdfDocument.Open(Reports.Write(report => report.Image(jpeg, "A scan")));

        var image = document.GetPage(1).GetImages().Single();
        Assert.Equal((600, 300), (image.WidthInSamples, image.HeightInSamples));
        Assert.Equal(jpeg, image.RawBytes.ToArray());
        // 600 pixels at 96 an inch.
        Assert.Equal(450, image.BoundingBox.Width, 1.0);
        Assert.Equal(225, image.BoundingBox.Height, 1.0);
    }

    [Fact]
    public void Keeps_a_picture_inside_the_page()
    {
        foreach (var (width, height) in new[] { (4_000, 100), (100, 4_000), (4_000, 4_000) })
        {
            using var document = PdfDocument.Open(Reports.Write(report =>
            {
                report.Paragraph("before");
                report.Image(Pictures.Jpeg(width, height, 1), "A scan");
                report.Paragraph("after");
            }));
            var box = document.GetPages().SelectMany(page => page.GetImages()).Single().BoundingBox;
            Assert.True(box.Left >= 62 && box.Right <= 595.276 - 51 && box.Bottom >= 65 && box.Top <= 842 - 81, $"{box}");
            Assert.Equal((double)width / height, box.Width / box.Height, 0.01 * width / height);
        }
    }

    [Fact]
    public void Refuses_what_is_no_picture_or_not_safe_to_unpack()
    {
        var png = Pictures.Png(2, 8, 5, 5);
        foreach (var bad in (byte[][])[[], [1, 2, 3], png[..40], Pictures.Png(2, 8, 5, 5, interlace: 1), Pictures.Jpeg(9, 9, 4), Pictures.Jpeg(9, 9, 3, frame: 0xC3), Pictures.Jpeg(0, 9, 3), Changed(png, 16, 0x7F), Changed(png, 18, 0xFF), Changed(png, 24, 3)])
            Assert.Throws<ArgumentException>(() => RasterImage.Read(bad));
        // Any damage is one kind of exception, or a picture.
        for (var i = 0; i < png.Length; i++)
        {
            try
            {
                RasterImage.Read(Changed(png, i, (byte)~png[i]));
            }
            catch (ArgumentException)
            {
            }
        }

        using var output = new MemoryStream();
        using var report = new PdfReport(output, Reports.Options);
        Assert.Throws<ArgumentException>(() => report.Image(png, " "));
        Assert.Throws<ArgumentException>(() => report.QrCode("", "x"));
        Assert.Throws<ArgumentException>(() => report.QrCode(new string('x', 501), "x"));
        foreach (var address in (string[])["file:///etc/passwd", "javascript:alert(1)", "verify", "ftp://courier.example"])
            Assert.Throws<ArgumentException>(() => report.Link("x", new Uri(address, UriKind.RelativeOrAbsolute)));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("he")]
    public void Draws_a_code_module_by_module_and_never_mirrored(string language)
    {
        const string text = "https://courier.example/verify";
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var count = code.ModuleMatrix.Count;
        using var document = PdfDocument.Open(Reports.Write(report => report.QrCode(text, "Verifier", size: count * 2), Reports.Options with { Language = language }));

        // Modules are two points wide; the rules of head and foot are not two points high.
        var boxes = document.GetPage(1).Operations.OfType<AppendRectangle>().Where(box => Math.Abs(box.Height - 2) < 0.01).ToList();
        var left = language == "he" ? 595.276 - 62.36 - count * 2 : 62.36;
        var top = boxes.Max(box => box.LowerLeftY + box.Height) + 4 * 2;
        var dark = boxes.SelectMany(box => Enumerable.Range(0, (int)Math.Round(box.Width / 2)).Select(i =>
            ((int)Math.Round((top - box.LowerLeftY - 2) / 2), (int)Math.Round((box.LowerLeftX - left) / 2) + i))).ToHashSet();
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < count; column++)
                Assert.Equal(code.ModuleMatrix[row][column], dark.Contains((row, column)));
        }
    }

    [Fact]
    public void Lays_a_link_over_all_its_lines()
    {
        var words = string.Concat(Enumerable.Repeat("Where to get the verifier and the policy of the ledger. ", 6));
        using var document = PdfDocument.Open(Reports.Write(report => report.Link(words, new Uri("https://courier.example/ä?q=(1)"))));

        var annotation = new StructureReader(document).Dictionary(((ArrayToken)document.GetPage(1).Dictionary.Data["Annots"]).Data[0]);
        var corners = ((ArrayToken)annotation.Data["QuadPoints"]).Data.Count;
        Assert.True(corners > 16 && corners % 8 == 0);
        Assert.Equal("https://courier.example/%C3%A4?q=(1)", document.GetPage(1).GetAnnotations().Single().Action is UglyToad.PdfPig.Actions.UriAction action ? action.Uri : "");
    }

    [Fact]
    public async Task Takes_the_rows_of_a_table_as_they_come()
    {
        static async IAsyncEnumerable<IReadOnlyList<string>> Rows()
        {
            for (var i = 0; i < 2_500; i++)
            {
                await Task.Yield();
                yield return [$"{i}", "x"];
            }
        }

        using var output = new MemoryStream();
        using var report = new PdfReport(output, Reports.Options);
        await report.Table([new("Number", 1), new("b", 1)], Rows(), "Many", CancellationToken.None);
        report.Finish();

        using var document = PdfDocument.Open(output.ToArray());
        var table = new StructureReader(document).Read().All("Table").Single();
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => $"{i}"), table.All("TR").Skip(1).Select(row => row.Children[0].Text));
    }

    private static byte Expected(int type, int depth, int x, int y, int component)
    {
        byte Eight(int index) => depth == 16 ? (byte)(Pictures.Sample(index, y, depth) >> 8) : (byte)(Pictures.Sample(index, y, depth) * 255 / ((1 << depth) - 1));
        byte On(byte sample, byte alpha) => (byte)Math.Round((sample * alpha + 255.0 * (255 - alpha)) / 255);
        var entry = Pictures.Sample(x, y, depth);
        return type switch
        {
            0 => Eight(x),
            2 => Eight(x * 3 + component),
            3 => component switch { 0 => (byte)entry, 1 => (byte)(255 - entry), _ => (byte)7 },
            4 => On(Eight(x * 2), Eight(x * 2 + 1)),
            _ => On(Eight(x * 4 + component), Eight(x * 4 + 3)),
        };
    }

    private static byte[] Changed(byte[] bytes, int place, byte value)
    {
        byte[] changed = [.. bytes];
        changed[place] = value;
        return changed;
    }
}
