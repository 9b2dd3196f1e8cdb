using System.Text.RegularExpressions;

namespace CaseDesk.Tests.Pages;

public sealed partial class WritingByForm(CaseDeskApp app)
{
    [Fact]
    public async Task Signs_the_text_that_was_read_once_however_often_it_is_pressed()
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");
        var page = $"/requests/{number}/letters?kind=acknowledgement&language=de";
        var seen = Hash().Match(await clerk.Text(page)).Groups[1].Value;

        using var signed = await clerk.PostTo($"/requests/{number}/letters", page, ("Kind", "acknowledgement"), ("Language", "de"), ("TextSha256", seen));
        using var again = await clerk.PostTo($"/requests/{number}/letters", page, ("Kind", "acknowledgement"), ("Language", "de"), ("TextSha256", seen));
        using var none = await clerk.PostTo($"/requests/{number}/letters", page, ("Kind", "refusal"), ("Language", "en"));

        Assert.Equal((302, 409, 409), ((int)signed.StatusCode, (int)again.StatusCode, (int)none.StatusCode));
        Assert.Contains("The letter has changed: look again", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("A reviewer decides its items first", await none.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var list = await clerk.Text($"/requests/{number}/letters");
        Assert.Contains("1 letter<", list, StringComparison.Ordinal);
        Assert.Contains("letters/1/letter.pdf", list, StringComparison.Ordinal);
        Assert.Contains("signed a letter to the agency", await clerk.Text($"/requests/{number}"), StringComparison.Ordinal);
    }

    [GeneratedRegex("name=\"TextSha256\" value=\"([0-9a-f]{64})\"")]
    private static partial Regex Hash();
}
