using System.Globalization;
using System.Text.RegularExpressions;
using CaseDesk.Pdf;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseDesk.Tests;

public sealed partial class WorkingAsCustodian(CaseDeskApp app, Chromium chromium)
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
        await custodian.SeesInTime(Shown());
        var shown = int.Parse(Shown().Match(await custodian.Page.GetByRole(AriaRole.Main).InnerTextAsync()).Groups[1].Value, CultureInfo.InvariantCulture);
        var hash = await custodian.Page.Locator("[data-document-hash]").InnerTextAsync();
        await TheFirstPageIsDrawn(custodian, number);
        await custodian.Look("release");
        await TurnsAndMeasures(custodian, shown);
        await custodian.Press("Sign and release");
        await custodian.SeesHeading("Released to Springfield Police Department");
        await custodian.Sees("the same as in the preview");
        await custodian.Sees(hash);
        await custodian.Look("disclosure");

        var report = PadesVerifier.Verify(await custodian.Download("report.pdf"));
        Assert.Equal((true, hash), (report.IsIntact, report.DocumentHash));
        await custodian.Open($"/requests/{number}");
        await custodian.Sees("signed and released the disclosure");
        await custodian.Look("request-disclosed");
    }

    [Fact]
    public async Task Without_script_opens_the_document_by_its_link_and_the_page_binds_to_it()
    {
        var (number, _) = await app.AnExtractedRequest();
        await using var custodian = await chromium.SignedInAs(app, "custodian", withScript: false);
        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.Sees("You have not opened the document.");
        var opened = await custodian.Page.Context.APIRequest.GetAsync($"/requests/{number}/disclosure/preview.pdf");
        var hash = opened.Headers["casedesk-document"];

        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.Sees(hash);
        await custodian.Press("Sign and release");

        await custodian.Sees("the same as in the preview");
        await custodian.Sees(hash);
    }

    [Fact]
    public async Task A_document_that_does_not_come_is_told_and_can_be_asked_for_again()
    {
        var (number, _) = await app.AnExtractedRequest();
        await using var custodian = await chromium.SignedInAs(app, "custodian");
        await custodian.Page.RouteAsync("**/preview.pdf*", route => route.FulfillAsync(new() { ContentType = "application/pdf", Body = "%PDF-1.7\nbroken on its way\n", Headers = [new("CaseDesk-Document", new string('0', 64)), new("CaseDesk-Document-Room", "5-9")] }));
        await custodian.Open($"/requests/{number}/disclosure");
        await custodian.SeesInTime("The document did not come whole. Nothing can be released before the document was opened.");
        await Expect(custodian.Page.GetByRole(AriaRole.Button, new() { Name = "Sign and release" })).ToBeDisabledAsync();
        await custodian.Look("release-not-come");

        await custodian.Page.UnrouteAsync("**/preview.pdf*");
        await custodian.Press("Try again");

        await custodian.SeesInTime(Shown());
        await TheFirstPageIsDrawn(custodian, number);
    }

    /// <summary>The picture has ink, and the words over it are the page's.</summary>
    private static async Task TheFirstPageIsDrawn(Person custodian, string number)
    {
        var page = custodian.Page.GetByRole(AriaRole.Group, new() { NameRegex = FirstPage() });
        await page.ScrollIntoViewIfNeededAsync();
        await Expect(page.GetByText(number).First).ToBeAttachedAsync();
        var ink = await page.Locator("canvas").EvaluateAsync<int>("""
            (canvas) => {
                const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                let dark = 0;
                for (let i = 0; i < pixels.length; i += 4) if (pixels[i] < 100) dark++;
                return dark;
            }
            """);
        Assert.True(ink > 1_000, $"{ink} dark pixels");
    }

    /// <summary>By the buttons and the field, and only pages near the view are kept.</summary>
    private static async Task TurnsAndMeasures(Person custodian, int pages)
    {
        var drawn = custodian.Page.Locator(".document-page canvas");
        var field = custodian.Page.GetByLabel("Page", new() { Exact = true });
        await custodian.Press("Next page");
        await Expect(field).ToHaveValueAsync("2");
        await field.FillAsync(pages.ToString(CultureInfo.InvariantCulture));
        await field.PressAsync("Enter");
        await Expect(custodian.Page.GetByRole(AriaRole.Group, new() { Name = $"Page {pages} of {pages}" }).Locator("canvas")).ToBeVisibleAsync();
        await Expect(custodian.Page.GetByRole(AriaRole.Group, new() { NameRegex = FirstPage() }).Locator("canvas")).ToHaveCountAsync(0);
        Assert.InRange(await drawn.CountAsync(), 1, 6);
        await field.FillAsync("3");
        await field.PressAsync("Enter");
        await Expect(custodian.Page.GetByRole(AriaRole.Group, new() { Name = $"Page 3 of {pages}" })).ToBeInViewportAsync(new() { Ratio = 0.5f });
        await custodian.Press("Larger");
        await custodian.Press("Fit width");
        Assert.True(await custodian.Page.Locator(".document-pages").EvaluateAsync<bool>("(frame) => frame.scrollWidth <= frame.clientWidth"));
    }

    [GeneratedRegex(@"The document is shown: (\d+) pages")]
    private static partial Regex Shown();

    [GeneratedRegex("^Page 1 of")]
    private static partial Regex FirstPage();

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
