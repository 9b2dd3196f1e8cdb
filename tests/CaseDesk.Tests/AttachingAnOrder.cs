using System.Text;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests;

public sealed class AttachingAnOrder(CaseDeskApp app)
{
    [Theory]
    [InlineData(26)]
    [InlineData(100)]
    public async Task Refuses_what_is_too_large_and_stores_nothing(int megabytes)
    {
        var number = await app.ARegisteredRequest();

        using var answer = await app.Attach("clerk", number, Large(megabytes));

        Assert.Equal(megabytes == 100 ? 413 : 422, (int)answer.StatusCode);
        await HasNothing(number);
    }

    [Theory]
    [InlineData(26, 422, "The order may have at most 25 MB.")]
    [InlineData(100, 413, "This file is too large")]
    public async Task Refuses_it_by_the_form_too(int megabytes, int status, string words)
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.Upload($"/requests/{number}?handler=Attach", $"/requests/{number}", "Order", Large(megabytes));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await HasNothing(number);
    }

    [Fact]
    public async Task Refuses_by_the_form_what_is_no_pdf()
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.Upload($"/requests/{number}?handler=Attach", $"/requests/{number}", "Order", Encoding.ASCII.GetBytes(new string('x', 500)));

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("This is not a PDF", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await HasNothing(number);
    }

    private async Task HasNothing(string number)
    {
        using var details = await (await app.SignedInAs("clerk")).GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative));
        Assert.Empty((await details.Json())["documents"]!.AsArray());
        // Other stories attach on this desk meanwhile: what is half-written now has to be gone soon.
        var left = Directory.GetFiles(Path.Combine(app.Data, "documents")).Where(file => file.EndsWith(".casedesk-tmp", StringComparison.Ordinal)).ToList();
        for (var i = 0; i < 300 && left.Any(File.Exists); i++) await Task.Delay(100);
        Assert.DoesNotContain(left, File.Exists);
        Assert.DoesNotContain(new DirectoryInfo(Path.Combine(app.Data, "documents")).GetFiles("*.pdf"), file => file.Length > 1_000_000);
    }

    private static byte[] Large(int megabytes)
    {
        var bytes = new byte[megabytes * 1024 * 1024];
        "%PDF-1.4\n"u8.CopyTo(bytes);
        "\n%%EOF\n"u8.CopyTo(bytes.AsSpan(bytes.Length - 7));
        return bytes;
    }
}
