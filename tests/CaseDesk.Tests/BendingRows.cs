using System.Net;
using System.Net.Http.Json;
using CaseDesk.Model.Ledger;
using CaseDesk.Tests.Pages;
using CaseDesk.Tests.Policies;
using CaseDesk.Verify;

namespace CaseDesk.Tests;

/// <summary>What whoever owns the database did to rows past the desk, as somebody finds it who has an export and the verifier.</summary>
public sealed class BendingRows : IAsyncLifetime
{
    private readonly CaseDeskApp app = new();
    private int exports;

    [Fact]
    public async Task Each_row_that_was_edited_removed_or_inserted_is_named_with_its_table_and_the_entry_before()
    {
        await SomethingIsInEveryTable();
        await app.Kill();
        await IsGood();

        await using (var bent = await BentDatabase.Of(app))
        {
            foreach (var edits in Edits().Chunk(8))
            {
                List<string> expected = [];
                foreach (var (table, column, change) in edits) expected.Add($"state.changed Row {await bent.Edit(table, column, change)} of {table} is not what entry ");
                await AreFound(expected);
                await bent.Undo();
            }
            foreach (var tables in CommittedState.Tables.Keys.Chunk(8))
            {
                List<string> expected = [];
                foreach (var table in tables) expected.Add($"state.missing Row {await bent.Delete(table)} of {table} is gone, but entry ");
                await AreFound(expected);
                await bent.Undo();
            }
            foreach (var inserts in Inserts().Chunk(8))
            {
                List<string> expected = [];
                foreach (var (table, other) in inserts) expected.Add($"state.inserted Row {await bent.InsertCopy(table, other)} of {table} ");
                await AreFound(expected);
                await bent.Undo();
            }
        }
        await IsGood();
    }

    private async Task SomethingIsInEveryTable()
    {
        var (clerk, reviewer) = (await app.SignedInAs("clerk"), await app.SignedInAs("reviewer"));
        var number = await app.ARequestWithItsOrder();
        using var asked = await reviewer.PostAsJsonAsync($"/api/v1/requests/{number}/clarification", new { items = new[] { 1 }, question = "Which day is meant?" });
        using var answered = await clerk.PostAsJsonAsync($"/api/v1/requests/{number}/clarification/answer", new { answer = "The third day before today." });
        using var written = await clerk.PostAsJsonAsync($"/api/v1/requests/{number}/letters", new { kind = "acknowledgement", language = "en" });
        Assert.Equal((200, 200, 201), ((int)asked.StatusCode, (int)answered.StatusCode, (int)written.StatusCode));
#if POSTGRESQL
        var (extracted, manifest) = await app.AnExtractedRequest();
        using var released = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{extracted}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)released.StatusCode);
#endif
        // One that is recalled, with a certificate.
        var custodian = await app.SignedInAs("custodian");
        var wrong = (await (await custodian.GetAsync(new Uri("/api/v1/requests?status=disclosed", UriKind.Relative))).Json())["requests"]![0]!["number"]!.ToString();
        using var drafted = await custodian.PostAsJsonAsync($"/api/v1/requests/{wrong}/certificates", new { form = "us" });
        using var recalled = await custodian.PostAsJsonAsync($"/api/v1/requests/{wrong}/disclosure/recall", new { reason = "It was searched under a wrong address." });
        Assert.True((201, 200) == ((int)drafted.StatusCode, (int)recalled.StatusCode), await drafted.Content.ReadAsStringAsync() + await recalled.Content.ReadAsStringAsync());
        using var administrator = await Browser.SignedInAs(app, "admin");
        using var counsel = await Browser.SignedInAs(app, "reviewer");
        var draft = await NextVersion.Draft(administrator, NextVersion.Text());
        using var compared = await counsel.PostTo(draft + "?handler=Compare", draft);
        _ = await NextVersion.Compared(counsel, draft);
    }

    /// <summary>In each table one column, of each kind that there is. A row that is nothing but its key can only go and come.</summary>
    private static IEnumerable<(string Table, string Column, Func<object, object> Change)> Edits() =>
    [
        ("Requests", "ServedAt", BentDatabase.Later),
        ("Items", "Identifiers", value => ((string)value).Replace("66.249.73.135", "66.249.73.136", StringComparison.Ordinal)),
        ("Documents", "Sha256", _ => new string('0', 64)),
        ("Approvals", "VoidedAt", value => value is DBNull ? BentDatabase.Now() : DBNull.Value),
        ("Clarifications", "Answer", value => value + " And the fourth."),
        ("Extractions", "Rows", value => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) + 1),
        ("Disclosures", "ReleasedBy", _ => BentDatabase.NewId()),
        ("Recalls", "Reason", _ => "There was nothing wrong with it."),
        ("Certificates", "DeclarantId", _ => BentDatabase.NewId()),
        ("Letters", "Number", _ => 7),
        ("Agencies", "VerifiedAt", value => value is DBNull ? BentDatabase.Now() : DBNull.Value),
        ("PolicyVersions", "EffectiveFrom", value => value is string day ? "2099" + day[4..] : value is DateOnly known ? known.AddYears(50) : ((DateTime)value).AddYears(50)),
        ("PolicyPreviews", "Lines", value => value + " "),
        ("AspNetUsers", "PasswordHash", _ => "AQAAAAIAAYag"),
        ("AspNetRoles", "Name", _ => "clerk and reviewer"),
        ("Sessions", "ExpiresAt", BentDatabase.Later),
        ("AspNetUsers", "Disabled", value => value is bool flag ? !flag : 1L),
    ];

    private static IEnumerable<(string Table, (string Column, object Value)[] Other)> Inserts() =>
    [
        ("Requests", [("Number", "CD-2026-999999")]),
        ("Items", [("Number", 99)]),
        ("Documents", [("Number", 99)]),
        ("Approvals", [("VoidedAt", BentDatabase.Now())]),
        ("Clarifications", []),
        ("Extractions", [("ApprovalId", BentDatabase.NewId())]),
        ("Disclosures", [("RequestId", BentDatabase.NewId())]),
        ("Recalls", [("DisclosureId", BentDatabase.NewId())]),
        ("Certificates", [("Number", 99)]),
        ("Letters", [("Number", 99)]),
        ("Agencies", [("NameKey", "NOBODY")]),
        ("PolicyVersions", [("PublishedAt", DBNull.Value)]),
        ("PolicyPreviews", []),
        ("AspNetUsers", [("NormalizedUserName", "X@COURIER.EXAMPLE"), ("NormalizedEmail", "X@COURIER.EXAMPLE")]),
        ("AspNetRoles", [("NormalizedName", "X")]),
        ("AspNetUserRoles", []),
        ("Sessions", [("SecretHash", new byte[32])]),
    ];

    private async Task IsGood()
    {
        var (code, said) = Verify(await Export());
        Assert.True(code == 0, said);
        Assert.Contains("rows that are as the ledger left them: ", said, StringComparison.Ordinal);
    }

    private async Task AreFound(IReadOnlyList<string> expected)
    {
        var directory = await Export();
        var report = Ledger.LedgerCheck.Check(directory, Ledger.TlogPolicy.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "tlog-policy"))), [], state: true);
        var found = report.Findings.Select(finding => $"{finding.Code} {finding.Message}").ToList();
        Assert.Equal(0, report.Omitted);
        Assert.All(expected, one => Assert.True(found.Count(line => line.StartsWith(one, StringComparison.Ordinal)) == 1, one + "\n" + string.Join("\n", found)));
        Assert.DoesNotContain(found, line => !expected.Any(one => line.StartsWith(one, StringComparison.Ordinal)));
        Assert.Equal(1, Verify(directory).Code);
    }

    private async Task<string> Export()
    {
        var directory = Path.Combine(app.Directory, $"bent-{++exports}");
        var (code, said) = await app.Run(["ledger", "export", directory, "--state"]);
        Assert.True(code == 0, said);
        return directory;
    }

    /// <summary>The verifier on an export with its rows: exit code, and what it said.</summary>
    internal static (int Code, string Said) Verify(string directory)
    {
        using var said = new StringWriter();
        var code = VerifyTool.Run(["ledger", directory, "--policy", Path.Combine(directory, "tlog-policy"), "--state"], said, said);
        return (code, said.ToString());
    }

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>The same as the desk itself sees it, in time: nothing of such a request leaves.</summary>
public sealed class LookingAtBentRows(CaseDeskApp app)
{
    [Fact]
    public async Task The_page_says_which_row_differs_and_nothing_is_released()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        Task<HttpResponseMessage> Release() => custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        using var browser = await Browser.SignedInAs(app, "custodian");
        await using var bent = await BentDatabase.Of(app);
        var request = (await bent.One("Requests", $"\"Number\" = '{number}'"))["Id"];
        var mine = $"\"RequestId\" = '{request}'";

        var item = await bent.Edit("Items", "Text", text => text + " and of all others", mine);
        var page = WebUtility.HtmlDecode(await browser.Text($"/requests/{number}"));
        var release = WebUtility.HtmlDecode(await browser.Text($"/requests/{number}/disclosure"));
        using var refused = await Release();
        await bent.Undo();

        Assert.Contains("The records of this request are not what the ledger committed to", page, StringComparison.Ordinal);
        Assert.Contains($"Items/{item}", page, StringComparison.Ordinal);
        Assert.Contains($"Items/{item}", release, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign and release", release, StringComparison.Ordinal);
        await refused.IsRefused(409, "state-differs");
        using var entries = await (await app.SignedInAs("auditor")).GetAsync(new Uri($"/api/v1/ledger/entries?action=disclosure.prepare&object={number}", UriKind.Relative));
        var said = await entries.Content.ReadAsStringAsync();
        Assert.Contains("\"state-differs\"", said, StringComparison.Ordinal);
        Assert.Contains($"Items/{item}", said, StringComparison.Ordinal);

        Assert.DoesNotContain("not what the ledger committed to", await browser.Text($"/requests/{number}"), StringComparison.Ordinal);
        using var released = await Release();
        Assert.Equal(201, (int)released.StatusCode);
    }

    [Fact]
    public async Task An_earlier_row_that_is_put_back_with_the_salt_of_its_day_is_seen_too()
    {
        var number = await app.ARegisteredRequest();
        await using var bent = await BentDatabase.Of(app);
        var before = await bent.One("Requests", $"\"Number\" = '{number}'");
        var key = before["Id"].ToString()!.ToLowerInvariant();
        var salt = await bent.One("LedgerStates", $"\"Key\" = '{key}'");
        using var attached = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        Assert.Equal(201, (int)attached.StatusCode);
        var (after, later) = (await bent.One("Requests", $"\"Number\" = '{number}'"), await bent.One("LedgerStates", $"\"Key\" = '{key}'"));

        await PutBack(before, salt);
        using var browser = await Browser.SignedInAs(app, "reviewer");
        var page = WebUtility.HtmlDecode(await browser.Text($"/requests/{number}"));
        await PutBack(after, later);

        Assert.Contains($"Requests/{key}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not what the ledger committed to", await browser.Text($"/requests/{number}"), StringComparison.Ordinal);

        async Task PutBack(Dictionary<string, object> row, Dictionary<string, object> itsSalt)
        {
            await bent.Remove("Requests", row);
            await bent.Insert("Requests", row);
            await bent.Remove("LedgerStates", itsSalt);
            await bent.Insert("LedgerStates", itsSalt);
        }
    }
}

#if !POSTGRESQL
/// <summary>A desk that an earlier version of the program wrote, whose rows no entry speaks of.</summary>
public sealed class TakingUpAnOlderDesk : IAsyncLifetime
{
    private const int Agencies = 1001;
    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task Its_rows_are_committed_to_once_and_what_comes_later_past_the_desk_is_found()
    {
        Assert.Equal(0, (await app.Run(["migrate"])).ExitCode);
        await using (var older = await BentDatabase.Of(app))
        {
            await older.Do("BEGIN");
            for (var i = 0; i < Agencies; i++)
                await older.Insert("Agencies", new() { ["Id"] = BentDatabase.NewId(), ["Name"] = $"Agency {i}", ["NameKey"] = $"AGENCY {i}", ["RegisteredAt"] = BentDatabase.Now(), ["RegisteredBy"] = BentDatabase.NewId(), ["Version"] = 1 });
            await older.Do("COMMIT");
        }

        var (code, said) = BendingRows.Verify(await Export("taken-up"));
        Assert.True(code == 0, said);
        // With them the policy that the desk began with.
        Assert.Contains($"rows that are as the ledger left them: {Agencies + 1}\n", said, StringComparison.Ordinal);

        await using (var bent = await BentDatabase.Of(app)) await bent.InsertCopy("Agencies", ("NameKey", "NOBODY"));
        (code, said) = BendingRows.Verify(await Export("bent"));
        Assert.Equal(1, code);
        Assert.Contains("state.inserted", said, StringComparison.Ordinal);
    }

    private async Task<string> Export(string name)
    {
        var directory = Path.Combine(app.Directory, name);
        var (code, said) = await app.Run(["ledger", "export", directory, "--state"]);
        Assert.True(code == 0, said);
        return directory;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
#endif
