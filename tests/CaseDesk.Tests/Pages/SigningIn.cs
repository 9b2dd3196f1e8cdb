namespace CaseDesk.Tests.Pages;

public sealed class SigningIn(CaseDeskApp app)
{
    [Fact]
    public async Task Leads_back_to_the_page_that_was_asked_for_and_nowhere_else()
    {
        using var browser = new Browser(app);
        using var asked = await browser.Get("/agencies");
        using var home = await browser.SignIn("clerk@courier.example", CaseDeskApp.Password, asked.Headers.Location!.OriginalString);
        using var other = new Browser(app);
        using var away = await other.SignIn("clerk@courier.example", CaseDeskApp.Password, "/account/sign-in?returnUrl=https%3A%2F%2Fevil.example");

        Assert.Equal(302, (int)asked.StatusCode);
        Assert.Equal("/agencies", home.Headers.Location!.OriginalString);
        Assert.Equal("/", away.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_cookie_is_closed_to_scripts_and_to_other_sites()
    {
        using var browser = new Browser(app);

        using var answer = await browser.SignIn("clerk@courier.example", CaseDeskApp.Password);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("CaseDesk=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("expires=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Says_the_same_of_a_wrong_password_and_of_nobody()
    {
        using var browser = new Browser(app);

        using var wrong = await browser.SignIn("reporter@courier.example", "not the password of it");
        using var nobody = await browser.SignIn("nobody@courier.example", "not the password of it");

        Assert.Equal((401, 401), ((int)wrong.StatusCode, (int)nobody.StatusCode));
        Assert.Contains("E-mail address or password is wrong.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("E-mail address or password is wrong.", await nobody.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_good()
    {
        using var browser = await Browser.SignedInAs(app, "clerk");
        var cookie = browser.Cookies.GetCookies(app.Address)["CaseDesk"]!.Value;

        using var byLink = await browser.Get("/account/sign-out");
        using var answer = await browser.PostTo("/account/sign-out", "/requests");
        browser.Cookies.Add(app.Address, new System.Net.Cookie("CaseDesk", cookie));
        using var again = await browser.Get("/requests");

        Assert.Equal(405, (int)byLink.StatusCode);
        Assert.Contains("Clear-Site-Data", answer.Headers.Select(h => h.Key));
        Assert.Equal(302, (int)again.StatusCode);
        Assert.StartsWith("/account/sign-in", again.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk", "/requests")]
    [InlineData("admin", "/policies")]
    [InlineData("auditor", "/requests")]
    public async Task Sends_each_role_to_its_work(string mailbox, string place)
    {
        using var browser = await Browser.SignedInAs(app, mailbox);

        using var answer = await browser.Get("/");

        Assert.Equal(place, answer.Headers.Location!.OriginalString);
    }
}
