using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Ledger;

namespace CaseDesk.Tests.Pages;

public sealed partial class ReadingTheLedger(CaseDeskApp app)
{
    [Fact]
    public async Task A_day_that_cannot_be_read_is_said_beside_its_field_and_the_rest_of_the_filter_holds()
    {
        var number = await app.ARegisteredRequest();
        using var auditor = await Browser.SignedInAs(app, "auditor");

        using var answer = await auditor.Get($"/ledger?about={number}&from=yesterday");

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("aria-describedby=\"From-error\"", page, StringComparison.Ordinal);
        Assert.Contains("A day, as 2026-11-24.", page, StringComparison.Ordinal);
        Assert.Matches("<input[^>]* type=\"text\"[^>]* name=\"From\" value=\"yesterday\"", page);
        Assert.Contains($"value=\"{number}\"", page, StringComparison.Ordinal);
        Assert.Contains("request.register", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=2026-11-24&to=2026-11-23", "To", "The last day lies before the first.")]
    [InlineData("about=CD%071", "About", "Write plain text, without control characters.")]
    [InlineData("who=a%07b", "Who", "Write plain text, without control characters.")]
    [InlineData("act=a%07b", "Act", "Write plain text, without control characters.")]
    public async Task What_is_wrong_with_a_filter_stands_beside_its_field(string filter, string field, string words)
    {
        using var auditor = await Browser.SignedInAs(app, "auditor");

        using var answer = await auditor.Get("/ledger?" + filter);

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Matches($"<span class=\"usa-error-message\" id=\"{field}-error\">{Regex.Escape(words)}</span>\\s*<(input|select)[^>]*aria-describedby=\"{field}-error\"", page);
    }

    [Fact]
    public async Task Lists_what_happened_to_one_request_newest_first()
    {
        var number = await app.ARequestWithItsOrder();
        using var auditor = await Browser.SignedInAs(app, "auditor");

        var page = await auditor.Text($"/ledger?about={number}");

        Assert.Contains("2 entries", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("attached the order", StringComparison.Ordinal) < page.IndexOf("registered the request", StringComparison.Ordinal));
        Assert.Contains($"/requests/{number}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_by_act_actor_and_day()
    {
        var number = await app.ARegisteredRequest("clerk2");
        using var auditor = await Browser.SignedInAs(app, "auditor");
        var entry = Entry().Match(await auditor.Text($"/ledger?about={number}")).Groups[1].Value;
        var who = JsonNode.Parse(await auditor.Text($"/ledger/entries/{entry}/entry"))!["actor"]!["id"]!.ToString();
        var (today, tomorrow) = (TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Contains(">1 entry<", await auditor.Text($"/ledger?about={number}&act=request.register&who={who}&from={today}&to={today}"), StringComparison.Ordinal);
        Assert.Contains("No entry fits this filter", await auditor.Text($"/ledger?about={number}&act=request.amend"), StringComparison.Ordinal);
        Assert.Contains("No entry fits this filter", await auditor.Text($"/ledger?about={number}&who=sys_worker"), StringComparison.Ordinal);
        Assert.Contains("No entry fits this filter", await auditor.Text($"/ledger?about={number}&from={tomorrow}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_comes_with_a_proof_that_strangers_can_check()
    {
        var number = await app.ARegisteredRequest();
        using var auditor = await Browser.SignedInAs(app, "auditor");
        var entry = Entry().Match(await auditor.Text($"/ledger?about={number}")).Groups[1].Value;

        var page = await auditor.Text($"/ledger/entries/{entry}");
        var receipt = await auditor.Text($"/ledger/entries/{entry}/receipt");
        var leaf = await auditor.Text($"/ledger/entries/{entry}/entry");
        using var stranger = app.Stranger();
        var policy = TlogPolicy.Parse(await stranger.GetStringAsync(new Uri("/ledger/tlog-policy", UriKind.Relative)));

        Assert.Contains("from the entry to the signed root", page, StringComparison.Ordinal);
        Assert.Contains("The result is the signed root.", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Act</dt><dd><code>request.register</code></dd>", page, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(Rfc6962.HashEntry(Encoding.UTF8.GetBytes(leaf))), System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.True(ReceiptCheck.Check(receipt, Encoding.UTF8.GetBytes(leaf), policy).IsGood);
    }

    [Fact]
    public async Task The_picture_leads_through_the_neighbours_of_the_receipt()
    {
        using var auditor = await Browser.SignedInAs(app, "auditor");

        var page = System.Net.WebUtility.HtmlDecode(await auditor.Text("/ledger/entries/0"));

        // The ledger grows with each look, but not to the left of its first entries.
        var neighbours = TlogProof.Parse(await auditor.Text("/ledger/entries/0/receipt")).Hashes.Take(3).Select(hash => Convert.ToBase64String(hash)[..8]);
        var drawn = Neighbour().Matches(page).Select(step => (step.Groups[1].Value, step.Groups[2].Value)).Reverse().Take(3);
        Assert.Equal(neighbours.Zip(["1", "2 – 3", "4 – 7"], (hash, range) => (range, hash)), drawn);
        Assert.Contains("printf '\\1'", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ledger/entries/999999999")]
    [InlineData("/ledger/entries/0/openings")]
    [InlineData("/ledger/entries/one")]
    public async Task What_is_no_entry_is_not_found(string address)
    {
        using var auditor = await Browser.SignedInAs(app, "auditor");

        using var answer = await auditor.Get(address);

        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/ledger")]
    [InlineData("/ledger/entries/0")]
    [InlineData("/ledger/entries/0/entry")]
    public async Task Is_for_auditors(string address)
    {
        using var custodian = await Browser.SignedInAs(app, "custodian");

        using var answer = await custodian.Get(address);

        Assert.Equal(403, (int)answer.StatusCode);
    }

    [GeneratedRegex("<span class=\"mk-range\">([^<]+)</span><code>([^<]+)</code>")]
    private static partial Regex Neighbour();

    [GeneratedRegex("""href="/ledger/entries/([0-9]+)""")]
    private static partial Regex Entry();
}
