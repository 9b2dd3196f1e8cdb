namespace CaseDesk.Tests.Pages;

public sealed class LookingAtPages(CaseDeskApp app)
{
    [Fact]
    public async Task What_is_not_there_and_what_may_not_be_seen_are_one_page()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var address = await clerk.Get("/no/such/page");
        using var request = await clerk.Get("/requests/CD-1999-000001");

        Assert.Equal((404, 404), ((int)address.StatusCode, (int)request.StatusCode));
        Assert.Contains("There is nothing here for you", await address.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("There is nothing here for you", await request.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_not_gets_a_page_that_says_so()
    {
        using var reviewer = await Browser.SignedInAs(app, "reviewer");

        using var answer = await reviewer.Get("/requests/register");

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Your roles do not allow this", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_another_site_is_not_taken()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.PostBlindly("/agencies");

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("This form was not accepted", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_cannot_be_read_is_not_taken_for_an_empty_one()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");
        var form = RegisteringByForm.AForm().Select(field => field.Name == "Form.IsNonDisclosure" ? (field.Name, "perhaps") : field).ToArray();

        using var answer = await clerk.Post("/requests/register", form);

        Assert.Equal(422, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_address_of_a_button_opens_the_page_it_is_on()
    {
        var number = await app.ARegisteredRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");

        Assert.Contains(number, await clerk.Text($"/requests/{number}?handler=Withdraw"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_keep_their_problems()
    {
        using var browser = new Browser(app);

        using var api = await browser.Get("/api/v1/nothing");

        Assert.Equal("application/problem+json", api.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_page_of_case_data_carries_its_signed_position()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.Get("/requests");

        Assert.Contains("CaseDesk-Checkpoint", answer.Headers.Select(h => h.Key));
    }

    [Theory]
    [InlineData("/desk.css")]
    [InlineData("/lib/uswds/css/uswds.min.css")]
    public async Task Strangers_get_the_style_sheets(string asset)
    {
        using var stranger = app.Stranger();

        using var answer = await stranger.GetAsync(new Uri(asset, UriKind.Relative));

        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("clerk", "/requests", "/requests/register", "/agencies", "/policy", "/account/password")]
    [InlineData("reviewer", "/requests?sort=expiry", "/requests?status=refused", "/agencies", "/policy")]
    [InlineData("auditor", "/requests?q=SPD", "/agencies", "/policy")]
    public async Task Every_place_of_a_role_opens(string mailbox, params string[] places)
    {
        using var browser = await Browser.SignedInAs(app, mailbox);

        foreach (var place in places) Assert.Contains("</html>", await browser.Text(place), StringComparison.Ordinal);
    }
}
