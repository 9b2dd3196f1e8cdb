using System.Text;
using System.Text.RegularExpressions;
using CaseDesk.Ledger;

namespace CaseDesk.Tests;

public sealed partial class WorkingAsAuditor(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task Filters_the_ledger_and_checks_an_entry()
    {
        var number = await app.ARequestWithItsOrder();
        await using var auditor = await chromium.SignedInAs(app, "auditor");
        await auditor.SeesHeading("Queue");
        await auditor.Look("queue-auditor");
        await auditor.Follow("Ledger");
        await auditor.SeesHeading("Signed state");
        await auditor.Look("ledger");

        await auditor.Fill("Object", number);
        await auditor.Press("Show");
        await auditor.SeesHeading("2 entries");
        await auditor.Look("ledger-filtered");
        await auditor.Follow("Proof of ledger entry");
        await auditor.Sees("from the entry to the signed root");
        await auditor.SeesPicture("The way from entry");
        await auditor.Look("ledger-entry");

        var receipt = Encoding.UTF8.GetString(await auditor.Download("Receipt"));
        var leaf = await auditor.Download("Entry as sealed");
        using var stranger = app.Stranger();
        var policy = TlogPolicy.Parse(await stranger.GetStringAsync(new Uri("/ledger/tlog-policy", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.True(ReceiptCheck.Check(receipt, leaf, policy).IsGood);
    }

    [Fact]
    public async Task Has_the_ledger_verified_and_hears_the_result()
    {
        await using var auditor = await chromium.SignedInAs(app, "auditor");
        await auditor.Open("/ledger");
        await auditor.Press("Verify all entries");
        // By itself, where the check takes long enough to be watched.
        await auditor.SeesInTime(TheEnd());
        await auditor.Open("/ledger");
        await auditor.Sees("It holds:");
        await auditor.Look("ledger-verified");
        await auditor.Open("/ledger?act=job.ledger.verify");
        await auditor.Sees("verified the ledger: it holds");
    }

    [GeneratedRegex("It holds:|The check is done")]
    private static partial Regex TheEnd();

    [Fact]
    public async Task Hears_that_nothing_fits()
    {
        await using var auditor = await chromium.SignedInAs(app, "auditor");
        await auditor.Open("/ledger?about=CD-1999-000001");
        await auditor.SeesHeading("No entry fits this filter");
        await auditor.Look("ledger-nothing-fits");
        await auditor.Open("/ledger?from=yesterday");
        await auditor.Look("ledger-filter-refused");
        await auditor.Open("/ledger?from=2026-11-24&to=2026-11-23");
        await auditor.Sees("The last day lies before the first.");
    }

    [Fact]
    public async Task Reads_a_request_with_all_its_outcomes_but_no_rows()
    {
        await using var auditor = await chromium.SignedInAs(app, "auditor");
        await auditor.Open("/requests?q=SPD-SAMPLE-0001");
        await auditor.Follow("CD-");
        await auditor.Sees("No part of this item may leave.");
        await auditor.Look("request-auditor");
    }
}
