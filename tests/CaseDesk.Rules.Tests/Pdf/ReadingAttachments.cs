using System.IO.Compression;
using System.Text;
using CaseDesk.Pdf;
using CsCheck;

namespace CaseDesk.Rules.Tests.Pdf;

public sealed class ReadingAttachments
{
    private static readonly string[] MediaTypes = ["application/vnd.oasis.opendocument.text", "text/csv", "application/a+b", "x/#2F()<>"];
    private static readonly byte[] Pdf = Reports.Full();

    [Fact]
    public void Gives_back_what_was_attached_before_and_after_signing()
    {
        using var certificate = DevelopmentCertificate.Create("Courier", Reports.Created);
        foreach (var pdf in (byte[][])[Pdf, Reports.Signed(certificate)])
        {
            var files = PdfAttachments.Read(pdf);
            Assert.Equal([("data.csv", "text/csv", "Disclosed records", "Data"), ("manifest.json", "application/json", "Manifest", "Supplement")],
                files.Select(file => (file.Name, file.MediaType, file.Description, file.Relationship)));
            Assert.Equal("time,address\n2026,203.0.113.1\n", Encoding.UTF8.GetString(files[0].Bytes));
            Assert.Equal("{}"u8.ToArray(), files[1].Bytes);
        }
    }

    [Fact]
    public void Finds_none_in_a_report_without()
    {
        Assert.Empty(PdfAttachments.Read(Reports.Write(report => report.Paragraph("x"))));
    }

    [Fact]
    public void Takes_any_bytes_and_any_media_type()
    {
        Gen.Select(Gen.Byte.Array[0, 3_000], Gen.Int[0, MediaTypes.Length - 1])
            .Sample((bytes, which) =>
            {
                var type = MediaTypes[which];
                var file = PdfAttachments.Read(Reports.Write(report => report.Attach("a.bin", type, "é – \u0E01", bytes, "Source"))).Single();
                return file.Bytes.AsSpan().SequenceEqual(bytes) && file.MediaType == type && file.Description == "é – [U+0E01]";
            }, iter: 20);
    }

    [Fact]
    public void Refuses_hostile_bytes_with_one_kind_of_exception()
    {
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read([]));
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read(Pdf[..^1]));
        Gen.Select(Gen.Int[0, Pdf.Length - 1], Gen.Byte, Gen.Int[0, 30]).Sample(
            (place, value, count) =>
            {
                var changed = Pdf.ToArray();
                changed.AsSpan(place, Math.Min(count + 1, changed.Length - place)).Fill(value);
                try
                {
                    PdfAttachments.Read(changed);
                }
                catch (PdfFormatException)
                {
                }
            }, iter: 500);
    }

    [Theory]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("<</Type /XRef /Size 1 /W [1 4 2] /Length 7 /Prev 9>>\nstream\n1234567\nendstream\n")]
    [InlineData("<</Type /XRef /Size 1 /W [1 4 2] /Length 7 /Length 0>>\nstream\n1234567\nendstream\n")]
    [InlineData("<</Type /XRef /Size 1 /W [1 4 2] /Index [0 99999999999999] /Length 7>>\nstream\n1234567\nendstream\n")]
    [InlineData("<</Type /XRef /Size 1 /W [1 4 2] /Length 99999999999>>\nstream\n")]
    [InlineData("<</Type /XRef /Size 1 /W [1 4 2] /Length 7 /Root 0 0 R>>\nstream\n1234567\nendstream\n")]
    [InlineData("(((")]
    [InlineData("<41")]
    [InlineData("/#4")]
    [InlineData("--1")]
    public void Refuses_a_list_of_objects_made_to_hurt(string body)
    {
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read(Encoding.Latin1.GetBytes($"%PDF-1.7\n1 0 obj\n{body}\nendobj\nstartxref\n9\n%%EOF\n")));
    }

    [Fact]
    public void Refuses_an_attachment_that_is_not_as_long_as_it_says()
    {
        var pdf = Reports.Write(report => report.Attach("a.bin", "text/plain", "", new byte[100]));
        Assert.Equal(100, PdfAttachments.Read(pdf).Single().Bytes.Length);

        var lie = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(pdf).Replace("/Size 100 ", "/Size 101 ", StringComparison.Ordinal));
        Assert.Throws<PdfFormatException>(() => PdfAttachments.Read(lie));
    }

    [Fact]
    public void Refuses_a_small_file_that_unpacks_to_a_large_one()
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(new byte[70 << 20]);
        byte[] pdf =
        [
            .. Encoding.Latin1.GetBytes($"%PDF-1.7\n1 0 obj\n<</Type /XRef /Size 1 /W [1 4 2] /Filter /FlateDecode /Length {packed.Length}>>\nstream\n"),
            .. packed.ToArray(),
            .. "\nendstream\nendobj\nstartxref\n9\n%%EOF\n"u8,
        ];

        Assert.True(pdf.Length < 1 << 20);
        Assert.Contains("larger", Assert.Throws<PdfFormatException>(() => PdfAttachments.Read(pdf)).Message, StringComparison.Ordinal);
    }
}
