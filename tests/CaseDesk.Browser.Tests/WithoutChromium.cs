namespace CaseDesk.Tests;

/// <summary>Stands for all stories of this project where it was built without a browser; where one is required (CI) that is a failure.</summary>
public sealed class WithoutChromium
{
    [Fact]
    public void No_page_is_opened()
    {
        const string Why = "Chromium not found (install chromium from Debian, then build again): no story was told in a browser.";
        if (Environment.GetEnvironmentVariable("CASEDESK_REQUIRE_CHROMIUM") == "1") Assert.Fail(Why);
        Assert.Skip(Why);
    }
}
