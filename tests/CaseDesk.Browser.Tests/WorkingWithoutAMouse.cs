namespace CaseDesk.Tests;

public sealed class WorkingWithoutAMouse(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task The_whole_line_from_the_order_to_the_release()
    {
        var now = TimeProvider.System.GetUtcNow();
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);

        await using var clerk = await SignedIn("clerk");
        await clerk.SeesHeading("Queue");
        await clerk.TabAndEnter("Skip to main content");
        await clerk.TabAndEnter("Register a request");
        await clerk.SeesHeading("The order");
        await clerk.TabAndPick("Instrument", "US 2703(d) order");
        await clerk.TabAndPick("Issued by", "court");
        await clerk.TabAndType("Agency a new name", "Springfield Police Department");
        await clerk.TabAndType("Agency’s reference", "SPD-26-KEYS");
        await clerk.TabAndType("Date of the instrument", now.AddDays(-9).ToString("MMddyyyy", System.Globalization.CultureInfo.InvariantCulture));
        await clerk.TabAndType("Served", now.AddMinutes(-5));
        await clerk.TabAndType("Words of the order", "Web server access records for the address 66.249.73.135.");
        await clerk.TabTo("Web access log");
        await clerk.Key("Space");
        await clerk.TabAndType("Whose data", "66.249.73.135");
        await clerk.TabAndType("From", midnight.AddDays(-30));
        await clerk.TabAndType("To before", midnight);
        await clerk.TabAndEnter("Register 1 item");
        await clerk.SeesHeading("US 2703(d) order from Springfield Police Department");
        var number = clerk.Number;
        await clerk.AttachByKeyboard("Attach the order", Scenarios.AnOrderAsPdf(number));
        await clerk.TabAndEnter("Attach", exactly: true);
        await clerk.Sees("attached the order");

        await using var reviewer = await SignedIn("reviewer");
        await Find(reviewer, number);
        await reviewer.TabAndEnter("Review 1 item");
        await reviewer.SeesHeading("Decide 1 item");
        await reviewer.TabTo("Approve");
        await reviewer.Key("Space");
        await reviewer.TabAndType("Reason", "The order names the address and the days.");
        await reviewer.TabAndEnter("Decide 1 item");
        await reviewer.Sees("decided the items");
        await app.AFinishedExtraction(number);

        await using var custodian = await SignedIn("custodian");
        await Find(custodian, number);
        await custodian.TabAndEnter("Look and release");
        await custodian.SeesHeading("Release to Springfield Police Department");
        await custodian.SeesInTime("The document is shown");
        await custodian.TabAndEnter("Sign and release");
        await custodian.SeesHeading("Released to Springfield Police Department");
        await custodian.TabTo("report.pdf");
        var pdf = await custodian.Page.RunAndWaitForDownloadAsync(() => custodian.Key("Enter"));
        Assert.Null(await pdf.FailureAsync());
    }

    [Fact]
    public async Task The_skip_link_leads_past_the_bar_and_Escape_out_of_the_menu()
    {
        await using var clerk = await SignedIn("clerk");
        await clerk.SeesHeading("Queue");

        await clerk.TabAndEnter("Skip to main content");
        await clerk.Key("Tab");
        Assert.True(await clerk.Page.EvaluateAsync<bool>("() => document.activeElement.closest('main') !== null"));

        await clerk.Open("/requests");
        await clerk.TabAndEnter("Noor");
        await clerk.TabTo("Change password");
        await clerk.Key("Escape");
        Assert.Equal("SUMMARY", await clerk.Page.EvaluateAsync<string>("() => document.activeElement.tagName"));
    }

    private async Task<Person> SignedIn(string mailbox)
    {
        var person = await chromium.Stranger(app);
        await person.TabAndType("E-mail address", mailbox + "@courier.example");
        await person.TabAndType("Password", CaseDeskApp.Password);
        await person.Key("Enter");
        return person;
    }

    private static async Task Find(Person person, string number)
    {
        await person.SeesHeading("Queue");
        await person.TabAndType("Search by number", number);
        await person.Key("Enter");
        await person.SeesHeading($"Requests with “{number}”");
        await person.TabAndEnter(number);
        await person.SeesHeading("US 2703(d) order from Springfield Police Department");
    }
}
