using CaseDesk.Pdf;
using Microsoft.Playwright;

namespace CaseDesk.Tests;

public sealed class WorkingAsCustodian(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task Looks_at_the_rows_releases_and_takes_the_signed_file()
    {
        var (number, _) = await app.AnExtractedRequest();
        await using var custodian = await chromium.SignedInAs(app, "custodian");
        await custodian.Open($"/requests/{number}");
        await custodian.Sees("You can release the disclosure.");
        await custodian.Look("request-extracted-custodian");
        await custodian.Follow("Extraction: ");
        await custodian.Sees("482 rows");
        await custodian.Look("extraction-complete");
        await custodian.Follow("Look at the rows");
        await custodian.SeesHeading("482 rows");
        await custodian.Look("rows");
        Assert.NotEmpty(await custodian.Download("data.csv"));
        await custodian.Follow("Later rows");
        await custodian.Sees("rows 201 to 400 of 482");

        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.SeesHeading("Release to Springfield Police Department");
        await custodian.Look("release");
        await custodian.Press("Sign and release");
        await custodian.SeesHeading("Released to Springfield Police Department");
        await custodian.Look("disclosure");

        Assert.True(PadesVerifier.Verify(await custodian.Download("report.pdf")).IsIntact);
        await custodian.Open($"/requests/{number}");
        await custodian.Sees("signed and released the disclosure");
        await custodian.Look("request-disclosed");
    }

    [Fact]
    public async Task Who_approved_reads_why_she_cannot_release()
    {
        var (number, _) = await app.AnExtractedRequest(reviewer: "lead");
        await using var lead = await chromium.SignedInAs(app, "lead");

        await lead.Open($"/requests/{number}/disclosure");

        await lead.Sees("someone else has to release it");
        await lead.SeesNo(AriaRole.Button, "Sign and release");
        await lead.Look("release-four-eyes");
    }

    [Fact]
    public async Task Calls_an_agency_back_before_anything_leaves()
    {
        var (number, _) = await app.AnExtractedRequest(agency: "Shelbyville Marshal");
        await using var custodian = await chromium.SignedInAs(app, "custodian");
        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.SeesHeading("You cannot release this now");
        await custodian.Look("release-agency-unverified");

        await custodian.Follow("Record a call-back");
        await custodian.SeesHeading("Call-back to Shelbyville Marshal");
        await custodian.Press("Record the call-back");
        await custodian.Sees("in the way");
        await custodian.Look("agencies-call-back-refused");
        await custodian.Fill("Number that you called", "+1 217 555 0199");
        await custodian.Fill("Directory that it was taken from", "Directory of the State of Springfield");
        await custodian.Press("Record the call-back");

        await custodian.SeesHeading("Registered");
        await custodian.Look("agencies");
    }

    [Fact]
    public async Task Has_what_failed_done_again()
    {
        var day = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-3);
        var log = Path.Combine(app.Data, "logs", "lookup-log", $"lookup-{day:yyyy-MM-dd}.jsonl.gz");
        var good = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(log, good[..(good.Length / 2)], TestContext.Current.CancellationToken);
        var number = await app.ARequestForLookups(day);
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        Assert.Equal(200, (int)decided.StatusCode);
        Assert.Equal("failed", (await app.AFinishedExtraction(number))["state"]!.ToString());
        await File.WriteAllBytesAsync(log, good, TestContext.Current.CancellationToken);
        await using var custodian = await chromium.SignedInAs(app, "custodian");

        await custodian.Open($"/requests/{number}");
        await custodian.Look("request-extraction-failed");
        await custodian.Open($"/requests/{number}/extraction");
        await custodian.Sees("The operator restores it from a copy");
        await custodian.Look("extraction-failed");
        await custodian.Press("Start the extraction again");

        Assert.Equal("complete", (await app.AFinishedExtraction(number))["state"]!.ToString());
        await custodian.Open($"/requests/{number}/extraction/rows");
        await custodian.Sees("Goes with the data");
        await custodian.Look("rows-few");
    }
}
