using CaseDesk.Pdf;
using UglyToad.PdfPig;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>What a reader that is not ours gets out of a report.</summary>
public sealed class ReadingAReport
{
    [Fact]
    public void Finds_every_attachment_with_its_bytes()
    {
        var pdf = SampleReport.Write();

        using var document = PdfDocument.Open(pdf);
        Assert.True(document.Advanced.TryGetEmbeddedFiles(out var files));
        Assert.Equal(SampleReport.Csv, files.Single(file => file.Name == "data.csv").Memory.ToArray());
        var own = PdfAttachments.Read(pdf);
        Assert.Equal([("data.csv", "text/csv"), ("manifest.json", "application/json")], own.Select(file => (file.Name, file.MediaType)));
        Assert.Equal(SampleReport.Csv, own[0].Bytes);
    }
}
