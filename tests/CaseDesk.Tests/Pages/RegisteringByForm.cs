using System.Text.RegularExpressions;

namespace CaseDesk.Tests.Pages;

public sealed class RegisteringByForm(CaseDeskApp app)
{
    [Fact]
    public async Task Leads_to_the_request_with_local_times_turned_into_instants()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.Post("/requests/register", AForm());

        Assert.Equal(302, (int)answer.StatusCode);
        var page = await clerk.Text(answer.Headers.Location!.OriginalString);
        // Midnight in Chicago, in summer time and after it.
        Assert.Contains("1 Oct 2026 05:00 UTC to before 13 Nov 2026 06:00 UTC", page, StringComparison.Ordinal);
        Assert.Contains("ip: 66.249.73.135:51234", page, StringComparison.Ordinal);
        Assert.Contains("Telling the account holder is forbidden until and including 18 Nov 2027.", page, StringComparison.Ordinal);
        Assert.Contains("registered the request", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_form_keeps_what_was_typed_and_names_field_and_line()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");
        var form = Changed(("Form.Items[0].Identifiers", "66.249.73.135\n\nk7m2 49vd"), ("Form.Reference", ""), ("Form.Items[0].To", "2026-09-01T00:00"));

        using var answer = await clerk.Post("/requests/register", form);

        Assert.Equal(422, (int)answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("k7m2 49vd</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("Line 3: &quot;k7m2 49vd&quot; could be an account or a device.", page, StringComparison.Ordinal);
        Assert.Contains("id=\"Form_Items_0__Identifiers-error\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"Form_Reference-error\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"Form_Items_0__To-error\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Springfield Police Department\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_form_is_answered_in_the_order_in_which_it_asks()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.Post("/requests/register", ("Form.Items[0].Text", ""));

        var page = await answer.Content.ReadAsStringAsync();
        var told = Regex.Matches(page, "<a href=\"#(Form_[^\"]+)\">").Select(m => m.Groups[1].Value).ToList();
        Assert.Equal("Form_Instrument", told[0]);
        Assert.True(told.Count > 5);
        Assert.Equal(told.OrderBy(field => page.IndexOf($"id=\"{field}\"", StringComparison.Ordinal)), told);
        Assert.Contains("Say which instrument it is.", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-08T02:30", "skip this hour")]
    [InlineData("2026-11-01T01:30", "happens twice")]
    public async Task An_hour_that_a_zone_skips_or_repeats_is_asked_back(string from, string words)
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.Post("/requests/register", Changed(("Form.Items[0].From", from)));

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_and_removing_items_registers_nothing_and_loses_nothing()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var added = await clerk.PostTo("/requests/register?handler=AddItem", "/requests/register", AForm());
        var two = await added.Content.ReadAsStringAsync();
        using var removed = await clerk.PostTo("/requests/register?handler=RemoveItem&item=0", "/requests/register", [.. AForm(), ("Form.Items[1].Text", "The second item")]);
        var one = await removed.Content.ReadAsStringAsync();

        Assert.Contains("Register 2 items", two, StringComparison.Ordinal);
        Assert.Contains("Form.Items[1].Text", two, StringComparison.Ordinal);
        Assert.Contains("action=\"/requests/register\"", two, StringComparison.Ordinal);
        Assert.Contains("Register 1 item", one, StringComparison.Ordinal);
        Assert.Contains("The second item</textarea>", one, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instrument_that_is_not_taken_says_what_to_do_by_hand()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");

        using var answer = await clerk.Post("/requests/register", Changed(("Form.Instrument", "us-emergency-request")));

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("Call the duty counsel at once", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correcting_an_item_starts_from_what_is_there()
    {
        using var clerk = await Browser.SignedInAs(app, "clerk");
        using var registered = await clerk.Post("/requests/register", AForm());
        var request = registered.Headers.Location!.OriginalString;

        var form = await clerk.Text(request + "/items/1");
        using var answer = await clerk.Post(
            request + "/items/1", ("Form.Text", "Another text"), ("Form.Wants", "access-log"), ("Form.Identifiers", "ip: [2001:db8::7f]:443 2026-11-03T14:22:00Z"), ("Form.From", "2026-10-01T00:00"), ("Form.To", "2026-11-01T00:00"), ("Form.Zone", "UTC"));

        Assert.Contains("ip: 66.249.73.135:51234</textarea>", form, StringComparison.Ordinal);
        Assert.Contains("value=\"2026-10-01T05:00\"", form, StringComparison.Ordinal);
        Assert.Equal(302, (int)answer.StatusCode);
        Assert.Contains("ip: [2001:db8::7f]:443", await clerk.Text(request), StringComparison.Ordinal);
    }

    internal static (string Name, string Value)[] AForm() =>
    [
        ("Form.Instrument", "us-2703d-order"), ("Form.IssuerKind", "court"), ("Form.Jurisdiction", "US"), ("Form.Agency", "Springfield Police Department"), ("Form.Reference", "SPD-26-10382"),
        ("Form.IssuedOn", "2026-11-01"), ("Form.ServedAt", Scenarios.ServedJustNow()), ("Form.Zone", "UTC"), ("Form.IsNonDisclosure", "true"), ("Form.NonDisclosureUntil", "2027-11-18"),
        ("Form.Items[0].Text", "Web server access records for the address"), ("Form.Items[0].Wants", "access-log"), ("Form.Items[0].Identifiers", "66.249.73.135:51234"),
        ("Form.Items[0].From", "2026-10-01T00:00"), ("Form.Items[0].To", "2026-11-13T00:00"), ("Form.Items[0].Zone", "America/Chicago"),
    ];

    private static (string Name, string Value)[] Changed(params (string Name, string Value)[] changes) =>
        [.. AForm().Where(field => changes.All(change => change.Name != field.Name)), .. changes];
}
