namespace CaseDesk.Tests;

/// <summary>Those who have little to do here, and those who are outside.</summary>
public sealed class WorkingElsewhere(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task An_administrator_is_told_what_there_is_for_her()
    {
        await using var administrator = await chromium.SignedInAs(app, "admin");
        await administrator.SeesHeading("Versions of the policy");
        await administrator.Follow("Policy");
        await administrator.SeesHeading("What each instrument reaches");
        await administrator.Look("policy");
    }

    [Fact]
    public async Task A_reporter_counts_a_period_that_is_over_and_takes_the_numbers_away()
    {
        await app.ARegisteredRequest();
        await using var reporter = await chromium.SignedInAs(app, "reporter");
        await reporter.SeesHeading("Transparency");
        await reporter.Look("transparency-nothing");
        await reporter.Fill("From day", "2026-01-01");
        await reporter.Fill("To day", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        await reporter.Press("Count");
        await reporter.SeesHeading("received");
        await reporter.Sees("US 2703(d) order");
        await reporter.Look("transparency");
        Assert.StartsWith("from,to,instrument,country,", System.Text.Encoding.ASCII.GetString(await reporter.Download("Download as CSV")), StringComparison.Ordinal);
        await reporter.Fill("To day", "2099-12-31");
        await reporter.Press("Count");
        await reporter.Sees("The period is not over yet");
        await reporter.Look("transparency-refused");
    }

    [Fact]
    public async Task An_officer_takes_what_was_released_to_her_agency()
    {
        await using var officer = await chromium.SignedInAs(app, "officer@springfield.example");
        await officer.Look("queue-officer");
        await officer.Open("/requests?q=SPD-SAMPLE-0001");
        await officer.Follow("CD-");
        await officer.Look("request-officer");
        await officer.Follow("Open the disclosure");
        await officer.SeesHeading("Released to Springfield Police Department");
        await officer.Look("disclosure-officer");
        Assert.NotEmpty(await officer.Download("report.pdf"));
    }

    [Fact]
    public async Task Everybody_reads_what_is_held_and_what_reaches_it()
    {
        await using var stranger = await chromium.Stranger(app);
        await stranger.Open("/account/sign-in");
        await stranger.Follow("What is held, for how long");
        await stranger.SeesHeading("What Courier holds, for how long, and what each instrument reaches");
        await stranger.Sees("sca.subpoena.sessions");
        await stranger.Look("capability");
    }

    [Fact]
    public async Task An_officer_tests_a_draft_before_it_is_signed()
    {
        await using var officer = await chromium.SignedInAs(app, "officer@springfield.example");
        await officer.Follow("Test a draft");
        await officer.Press("Test the draft");
        await officer.Sees("Say which instrument it is.");
        await officer.Look("preflight-refused");

        await officer.Page.GetByLabel("Instrument").SelectOptionAsync("us-grand-jury-subpoena");
        await officer.Page.GetByLabel("Issued by").SelectOptionAsync("grand-jury");
        await officer.Fill("Words of the order", "Records of session times and durations, IP addresses, and call records.");
        await officer.Tick("Web access log");
        await officer.Fill("Whose data", "66.249.73.135");
        await officer.Fill("From", "2026-01-01T00:00");
        await officer.Fill("To before", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await officer.Press("Test the draft");
        await officer.SeesHeading("What this draft would get");
        await officer.Sees("Courier carries no telephone calls.");
        await officer.Look("preflight");
    }

    [Fact]
    public async Task An_officer_reads_that_nothing_is_released_yet()
    {
        var number = await app.ARegisteredRequest();
        await using var officer = await chromium.SignedInAs(app, "officer@springfield.example");
        await officer.Open($"/requests/{number}");
        await officer.Look("request-officer-registered");
        await officer.Open($"/requests/{number}/disclosure");
        await officer.SeesHeading("Nothing is released yet");
        await officer.Look("disclosure-nothing-yet");
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_allowed_say_so()
    {
        await using var clerk = await chromium.SignedInAs(app, "clerk");
        await clerk.Open("/requests/CD-1999-000001");
        await clerk.Look("error-404");
        await clerk.Open("/ledger");
        await clerk.Look("error-403");
        await clerk.Open("/requests?q=nowhere");
        await clerk.SeesHeading("No request fits this filter");
        await clerk.Look("queue-nothing-fits");
    }

    [Fact]
    public async Task A_stranger_signs_in_amiss_and_then_well_changes_the_password_and_leaves()
    {
        await using var person = await chromium.Stranger(app);
        await person.Look("sign-in");
        await person.Fill("E-mail address", "admin2@courier.example");
        await person.Fill("Password", "not the password");
        await person.Press("Sign in");
        await person.Sees("E-mail address or password is wrong.");
        await person.Look("sign-in-refused");
        await person.SignIn("admin2");

        await person.Page.GetByText("Kit").ClickAsync();
        await person.Look("menu-of-the-person");
        await person.Follow("Change password");
        await person.Look("password");
        await person.Fill("Current password", "not the password");
        await person.Fill("New password", "fifteen characters and more");
        await person.Press("Change password");
        await person.Sees("in the way");
        await person.Look("password-refused");
        await person.Fill("Current password", CaseDeskApp.Password);
        await person.Fill("New password", "fifteen characters and more");
        await person.Press("Change password");
        await person.Sees("Your password is changed.");
        await person.Look("password-changed");

        await person.Page.GetByText("Kit").ClickAsync();
        await person.Press("Sign out");
        await person.SeesHeading("Sign in");
    }
}
