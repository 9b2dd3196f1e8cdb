using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Pdf;

namespace CaseDesk.Tests.Pages;

public sealed partial class ReleasingByForm(CaseDeskApp app)
{
    [Fact]
    public async Task Shows_what_leaves_and_releases_exactly_that()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        using var custodian = await Browser.SignedInAs(app, "custodian");
        var preview = await custodian.Text($"/requests/{number}/disclosure");

        using var released = await custodian.Post($"/requests/{number}/disclosure", ("ManifestHash", Hash().Match(preview).Groups[1].Value));
        var after = await custodian.Text($"/requests/{number}/disclosure");
        using var pdf = await custodian.Get($"/requests/{number}/disclosure/report.pdf");

        Assert.Equal(manifest, Hash().Match(preview).Groups[1].Value);
        Assert.Contains("482 rows", preview, StringComparison.Ordinal);
        Assert.Contains("Never leaves</b>: access-log, referrer", preview, StringComparison.Ordinal);
        Assert.Contains("a development key", preview, StringComparison.Ordinal);
        Assert.Equal($"/requests/{number}/disclosure", released.Headers.Location?.OriginalString);
        Assert.Contains("CaseDesk.Verify disclosure", after, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign and release", after, StringComparison.Ordinal);
        Assert.True(PadesVerifier.Verify(await pdf.Content.ReadAsByteArrayAsync()).IsIntact);
        Assert.Contains("signed and released the disclosure", await custodian.Text($"/requests/{number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_result_than_the_one_seen_is_shown_again_and_not_released()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        using var custodian = await Browser.SignedInAs(app, "custodian");

        using var answer = await custodian.Post($"/requests/{number}/disclosure", ("ManifestHash", new string('0', 64)));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(409, (int)answer.StatusCode);
        Assert.Contains("The result has changed: look again", page, StringComparison.Ordinal);
        Assert.Equal(manifest, Hash().Match(page).Groups[1].Value);
    }

    [Fact]
    public async Task Who_approved_reads_why_not_and_gets_no_button()
    {
        var (number, _) = await app.AnExtractedRequest(reviewer: "lead");
        using var lead = await Browser.SignedInAs(app, "lead");

        var page = await lead.Text($"/requests/{number}/disclosure");

        Assert.Contains("someone else has to release it", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign and release", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agency_that_nobody_called_back_is_named_with_the_remedy()
    {
        var (number, _) = await app.AnExtractedRequest(agency: "Shelbyville Marshal");
        using var custodian = await Browser.SignedInAs(app, "custodian");

        var page = await custodian.Text($"/requests/{number}/disclosure");

        Assert.Contains("agency-unverified", page, StringComparison.Ordinal);
        var remedy = Remedy().Match(page).Groups[1].Value;
        Assert.Contains("Shelbyville Marshal", await custodian.Text(remedy), StringComparison.Ordinal);
        Assert.DoesNotContain("Sign and release", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_role_gets_the_files_that_are_hers()
    {
        var number = await AReleasedRequest();
        using var clerk = await Browser.SignedInAs(app, "clerk");
        using var auditor = await Browser.SignedInAs(app, "auditor");
        using var officer = new Browser(app);
        using var signedIn = await officer.SignIn("officer@springfield.example", CaseDeskApp.Password);
        var page = $"/requests/{number}/disclosure";

        Assert.Empty(Downloads(await clerk.Text(page)));
        Assert.Equal(["manifest.json", "receipt"], Downloads(await auditor.Text(page)));
        Assert.Equal(["report.pdf", "data.csv", "data.json", "manifest.json", "receipt"], Downloads(await officer.Text(page)));
        using var rows = await auditor.Get($"{page}/data.csv");
        using var mine = await officer.Get($"{page}/data.json");
        using var none = await officer.Get($"{page}/passwd");
        Assert.Equal((403, 200, 404), ((int)rows.StatusCode, (int)mine.StatusCode, (int)none.StatusCode));
        Assert.NotNull(JsonNode.Parse(await mine.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_released_file_that_was_exchanged_is_not_handed_out()
    {
        var number = await AReleasedRequest();
        var pdf = Directory.GetFiles(Path.Combine(app.Directory, "data", "disclosures"), "*.pdf", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;
        using var custodian = await Browser.SignedInAs(app, "custodian");
        using var before = await custodian.Get($"/requests/{number}/disclosure/report.pdf");
        var bytes = await before.Content.ReadAsByteArrayAsync();
        Assert.Equal(await File.ReadAllBytesAsync(pdf), bytes);
        bytes[5000] ^= 1;
        await File.WriteAllBytesAsync(pdf, bytes);

        using var after = await custodian.Get($"/requests/{number}/disclosure/report.pdf");

        Assert.Equal(500, (int)after.StatusCode);
        Assert.Contains("not the one that was signed and released", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_release_there_is_nothing_for_the_others_yet()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        using var officer = new Browser(app);
        using var signedIn = await officer.SignIn("officer@springfield.example", CaseDeskApp.Password);

        var page = await officer.Text($"/requests/{number}/disclosure");

        Assert.Contains("Nothing is released yet", page, StringComparison.Ordinal);
        Assert.DoesNotContain(manifest, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/requests/{0}/disclosure", "")]
    [InlineData("/requests/{0}/extraction", "")]
    [InlineData("/requests/{0}", "?handler=Withdraw")]
    [InlineData("/requests/{0}", "?handler=Attach")]
    public async Task Who_may_not_do_it_learns_nothing_about_the_number(string page, string handler)
    {
        var (known, _) = await app.AnExtractedRequest();
        using var auditor = await Browser.SignedInAs(app, "auditor");
        var (there, nowhere) = (string.Format(System.Globalization.CultureInfo.InvariantCulture, page, known), string.Format(System.Globalization.CultureInfo.InvariantCulture, page, "CD-1999-000001"));

        using var atKnown = await auditor.PostTo(there + handler, "/requests");
        using var atUnknown = await auditor.PostTo(nowhere + handler, "/requests");

        Assert.Equal((403, 403), ((int)atKnown.StatusCode, (int)atUnknown.StatusCode));
        Assert.Equal(Body(await atKnown.Content.ReadAsStringAsync()), Body(await atUnknown.Content.ReadAsStringAsync()));
    }

    private async Task<string> AReleasedRequest()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        using var custodian = await Browser.SignedInAs(app, "custodian");
        using var released = await custodian.Post($"/requests/{number}/disclosure", ("ManifestHash", manifest));
        Assert.Equal(302, (int)released.StatusCode);
        return number;
    }

    private static string Body(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];

    private static string[] Downloads(string page) => [.. Download().Matches(page).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("""name="ManifestHash" value="([0-9a-f]{64})""")]
    private static partial Regex Hash();

    [GeneratedRegex("""href="(/agencies\?verify=[0-9a-f-]+)""")]
    private static partial Regex Remedy();

    [GeneratedRegex("""href="/requests/[^"/]+/disclosure/([a-z.]+)""")]
    private static partial Regex Download();
}
