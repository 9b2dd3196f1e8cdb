using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Pipeline;
using CaseDesk.Rules.Tests.Pdf;
using CaseDesk.Tests.Judging;
using CaseDesk.Tests.Pages;
using CaseDesk.Tests.Policies;

namespace CaseDesk.Tests;

/// <summary>docs/ledger.md lists what is recorded; it is compared with the rulebook that the desk goes by, and with what a working desk wrote.</summary>
public sealed class CataloguingActs : IAsyncLifetime
{
    private readonly CaseDeskApp app = new() { Settings = { ["CaseDesk__SweepSchedule"] = "* * * * * *", ["CaseDesk__Signing__ArchiveSchedule"] = "* * * * * *" } };
    private readonly TestPki pki = new();

    [Fact]
    public void Every_act_of_the_rulebook_has_its_line_and_no_line_is_left_over() =>
        Assert.Equal(CaseDeskRulebook.Rules.Values.Select(rule => rule.Action).Order(StringComparer.Ordinal), Lines().Select(line => line.Action).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_entry_of_a_working_desk_holds_what_its_line_lists()
    {
        app.Settings["CaseDesk__Signing__TimestampUrl"] = pki.Stamps.ToString();
        await app.InitializeAsync();
        await EverythingIsDone(await EverythingIsRefused());

        await app.Stop();
        var older = await TestDatabase.Copy(app);
        // The operator's acts: a start without a high-water mark, exports, and at last an older database that is put back, and a new ledger.
        File.Delete(Path.Combine(app.Data, "high-water"));
        await Export("first");
        var second = await Export("second", "--state");
        await OthersAcceptIt(second, Path.Combine(app.Directory, "first", "checkpoint"));
        var entries = Read(second);
        // Whatever was done and refused, each row is as the last entry left it.
        var (code, said) = BendingRows.Verify(second);
        Assert.True(code == 0, said);
        await TestDatabase.PutBack(app, older);
        Assert.Equal(0, (await app.Run(["restore", "--operator", "Sam", "--reason", "The disk died."])).ExitCode);
        entries.AddRange(Read(await Export("third")));

        foreach (var line in Lines())
        {
            var written = entries.Where(entry => entry["action"]!.ToString() == line.Action).ToList();
            // Two acts are nothing but refusals: their entries are whole all the same.
            var done = written.Where(entry => entry["outcome"]!.ToString() == (line.IsAlwaysDenied ? "denied" : "ok")).ToList();
            Assert.True(done.Count > 0, $"Nothing in this story was an {line.Action} that was done.");
            Assert.All(written, entry => Assert.Empty(Facts(entry).Except(line.Facts.Names).Concat(Committed(entry).Except(line.Committed.Names)).Select(name => $"{line.Action}: {name} is not listed")));
            Assert.All(done, entry => Assert.Empty(line.Facts.Always.Except(Facts(entry)).Concat(line.Committed.Always.Except(Committed(entry))).Select(name => $"{line.Action}: {name} is listed, and missing in {entry}")));
            Assert.Empty(line.Facts.Names.Except(written.SelectMany(Facts)).Concat(line.Committed.Names.Except(written.SelectMany(Committed))).Select(name => $"{line.Action}: {name} is listed, and never written"));
        }
        Assert.True(entries.Count(entry => entry["outcome"]!.ToString() == "denied") > 10);
    }

    /// <summary>What the operator exports is what strangers judge.</summary>
    private static async Task OthersAcceptIt(string export, string kept)
    {
        foreach (var judge in Judge.All.Where(Judge.IsThere))
        {
            var (code, said) = await Judge.Ask(judge, "ledger", export, Path.Combine(export, "ledger.vkey"), kept);
            Assert.True(code == 0 && said.EndsWith(" entries, 1 kept statements\n", StringComparison.Ordinal), $"{judge}: {said}");
        }
    }

    /// <summary>Each act is refused where somebody can be; answers a request that waits for its decision.</summary>
    private async Task<string> EverythingIsRefused()
    {
        var (clerk, reviewer, custodian, auditor) = (await app.SignedInAs("clerk"), await app.SignedInAs("reviewer"), await app.SignedInAs("custodian"), await app.SignedInAs("auditor"));
        var number = await app.ARequestWithItsOrder();
        var (letter, empty) = (Scenarios.AnOrder(), Scenarios.AnOrder());
        letter["instrument"] = "us-nsl";
        empty["items"] = new JsonArray();

        foreach (var (expected, send) in new (int, Func<Task<HttpResponseMessage>>)[]
        {
            (401, () => SignIn("clerk", "not the password of it")),
            (401, () => SignIn("nobody", "not the password of it")),
            (403, () => clerk.GetAsync(Api("ledger/entries"))),
            (422, () => clerk.PostAsJsonAsync("/api/v1/requests", letter)),
            (422, () => clerk.PostAsJsonAsync("/api/v1/policies/preflight", empty)),
            (422, () => clerk.PostAsJsonAsync("/api/v1/agencies", new { name = "" })),
            (422, () => app.Attach("clerk", number, Encoding.ASCII.GetBytes("no PDF at all"))),
            (422, () => clerk.PostAsJsonAsync($"/api/v1/requests/{number}/items/1", new { })),
            (422, () => clerk.PostAsJsonAsync($"/api/v1/requests/{number}/withdrawal", new { reason = "" })),
            (404, () => reviewer.GetAsync(Api("requests/CD-1999-000001/scope"))),
            (422, () => reviewer.PostAsJsonAsync($"/api/v1/requests/{number}/clarification", new { question = "" })),
            (409, () => clerk.PostAsJsonAsync($"/api/v1/requests/{number}/clarification/answer", new { answer = "The first one." })),
            (409, () => reviewer.PostAsJsonAsync($"/api/v1/requests/{number}/approval", new { scopeHash = new string('0', 64), decisions = new[] { new { item = 1, decision = "refuse", reason = "None." } } })),
            (404, () => reviewer.GetAsync(Api($"requests/{number}/extraction/rows?format=csv"))),
            (409, () => custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = new string('0', 64) })),
            (404, () => custodian.GetAsync(Api($"requests/{number}/disclosure/report.pdf"))),
            (409, () => custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure/recall", new { reason = "It is wrong." })),
            (409, () => custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates", new { form = "us" })),
            (404, () => custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates/1/subscription", new { textHash = "x", name = "Wren", place = "Here" })),
            (404, () => custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates/1/refusal", new { reason = "No." })),
            (404, () => custodian.GetAsync(Api($"requests/{number}/certificates/1.pdf"))),
            (409, () => clerk.PostAsJsonAsync($"/api/v1/requests/{number}/letters", new { kind = "refusal", language = "en" })),
            (404, () => auditor.GetAsync(Api("ledger/proof/1000000000"))),
        })
        {
            using var answer = await send();
            Assert.True(expected == (int)answer.StatusCode, $"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        return number;
    }

    /// <summary>What the first start did not do already: each act at least once, in each way that writes another entry.</summary>
    private async Task EverythingIsDone(string number)
    {
        var (clerk, reviewer, custodian, auditor) = (await app.SignedInAs("clerk"), await app.SignedInAs("reviewer"), await app.SignedInAs("custodian"), await app.SignedInAs("auditor"));
        await Done(clerk.PostAsJsonAsync("/api/v1/policies/preflight", Scenarios.AnOrder()));
        await Done(clerk.GetAsync(Api("agencies")));
        await Done(clerk.GetAsync(Api($"requests?status=registered&q={number}")));

        await Done(reviewer.PostAsJsonAsync($"/api/v1/requests/{number}/clarification", new { items = new[] { 1 }, question = "Which day is meant?" }));
        await Done(clerk.PostAsJsonAsync($"/api/v1/requests/{number}/clarification/answer", new { answer = "The third day before today." }));

        using (var browser = await Browser.SignedInAs(app, "reviewer")) _ = await browser.Text($"/requests/{number}/review");

        // One day's log is damaged, then mended: the extraction fails first.
        var day = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-3);
        var log = Path.Combine(app.Data, "logs", "lookup-log", $"lookup-{day:yyyy-MM-dd}.jsonl.gz");
        var good = await File.ReadAllBytesAsync(log);
        await File.WriteAllBytesAsync(log, good[..(good.Length / 2)]);
        await Done(clerk.PostAsJsonAsync($"/api/v1/requests/{number}/items/1", Scenarios.AnItemForLookups(day)));
        await Done(app.Decide("reviewer", number, await app.ADecision("reviewer", number)));
        Assert.Equal("failed", (await app.AFinishedExtraction(number))["state"]!.ToString());
        await ItIsCancelled(number);
        await File.WriteAllBytesAsync(log, good);
        await Done(reviewer.PostAsync(Api($"requests/{number}/extraction"), null));
        var extraction = await app.AFinishedExtraction(number);
        Assert.Equal("complete", extraction["state"]!.ToString());

        await Done(reviewer.GetAsync(Api($"requests/{number}/extraction/rows?format=csv")));
        using (var browser = await Browser.SignedInAs(app, "custodian"))
        {
            _ = await browser.Text($"/requests/{number}/extraction/rows");
            _ = await browser.Text($"/requests/{number}/disclosure");
            await Done(browser.Get($"/requests/{number}/documents/1"));
        }
        var seen = "";
        await WithoutAStamp(async () => (seen, _) = await LookingBeforeReleasing.Look(custodian, number));
        await ARowIsBent(number, extraction["manifestHash"]!.ToString(), seen);
        await WithoutAStamp(async () => await Done(custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = extraction["manifestHash"]!.ToString(), withoutEvidence = true })));
        await OneIsArchived();
        await Done(clerk.GetAsync(Api($"requests/{number}/disclosure")));
        foreach (var file in new[] { "report.pdf", "receipt", "data.csv" }) await Done(custodian.GetAsync(Api($"requests/{number}/disclosure/{file}")));
        using (var rows = await auditor.GetAsync(Api($"requests/{number}/disclosure/data.csv"))) await rows.IsRefused(403, "role");
        await ItIsCertifiedAndRecalled(number);
        await Done(clerk.PostAsJsonAsync($"/api/v1/requests/{number}/letters", new { kind = "acknowledgement", language = "en" }));
        await Done(auditor.GetAsync(Api($"requests/{number}/letters")));
        await Done(auditor.GetAsync(Api($"requests/{number}/letters/1/letter.pdf")));
        using (var browser = await Browser.SignedInAs(app, "clerk")) _ = await browser.Text($"/requests/{number}/letters?kind=acknowledgement&language=de");
        var other = await app.ARegisteredRequest();
        await Done(clerk.PostAsJsonAsync($"/api/v1/requests/{other}/withdrawal", new { reason = "The agency withdrew by letter." }));

        var unnamed = Path.Combine(app.Data, "documents", Guid.CreateVersion7().ToString("n") + ".pdf");
        await File.WriteAllTextAsync(unnamed, "what a crash left");
        File.SetLastWriteTimeUtc(unnamed, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        for (var i = 0; i < 600 && File.Exists(unnamed); i++) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(unnamed));

        using (var administrator = await Browser.SignedInAs(app, "admin"))
        using (var counsel = await Browser.SignedInAs(app, "reviewer"))
        {
            // Somebody's request is open when the version comes into force.
            _ = await app.ARegisteredRequest();
            var (draft, another) = (await NextVersion.Draft(administrator, NextVersion.Text()), await NextVersion.Draft(administrator, NextVersion.Text("2099-01-01")));
            using var discarded = await administrator.PostTo(another + "?handler=Discard", another, ("DiscardReason", "It was a slip."));
            using var compared = await counsel.PostTo(draft + "?handler=Compare", draft);
            using var published = await counsel.Post(draft, ("Preview", NextVersion.PreviewOn(await NextVersion.Compared(counsel, draft))), ("Reason", "A decision of a court of appeals."));
            Assert.Equal((302, 302, 302), ((int)discarded.StatusCode, (int)compared.StatusCode, (int)published.StatusCode));
            _ = await counsel.Text("/policies");
            _ = await counsel.Text($"/requests/{number}/scope");
        }
        for (var i = 0; i < 900; i++)
        {
            using var applied = await auditor.GetAsync(Api("ledger/entries?action=job.policy.applied"));
            if ((int)(await applied.Json())["total"]! > 0) break;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await Done(auditor.GetAsync(Api("transparency?from=2026-01-01&to=2026-06-30")));
        await Done(auditor.GetAsync(Api("ledger/proof/0")));
        await Done(auditor.GetAsync(new Uri("/ledger/tile/entries/000.p/5", UriKind.Relative)));
        await Done(auditor.GetAsync(new Uri("/ledger/export.tar", UriKind.Relative)));
        using (var browser = await Browser.SignedInAs(app, "auditor"))
        {
            using var asked = await browser.PostTo("/ledger?handler=Verify", "/ledger");
            Assert.Equal(302, (int)asked.StatusCode);
            for (var i = 0; i < 900 && (await browser.Text("/ledger?handler=Progress")).Contains("data-follow", StringComparison.Ordinal); i++) await Task.Delay(100, TestContext.Current.CancellationToken);
            var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            _ = await browser.Text($"/ledger?about={number}&act=request.amend&who=sys_worker&from={today}&to={today}");
            _ = await browser.Text("/ledger");
        }
        using (var browser = await Browser.SignedInAs(app, "clerk2"))
        {
            using var changed = await browser.Post("/account/password", ("Form.CurrentPassword", CaseDeskApp.Password), ("Form.NewPassword", CaseDeskApp.Password + ", changed"));
            using var left = await browser.PostTo("/account/sign-out", "/requests");
            Assert.Equal((302, 302), ((int)changed.StatusCode, (int)left.StatusCode));
        }
    }

    /// <summary>One certificate is declined and one subscribed; then the disclosure is recalled, and released again.</summary>
    private async Task ItIsCertifiedAndRecalled(string number)
    {
        var (reviewer, custodian) = (await app.SignedInAs("reviewer"), await app.SignedInAs("custodian"));
        using var drafted = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates", new { form = "us" });
        await Done(custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates", new { form = "foreign", country = "France", declarant = "custodian@courier.example" }));
        using (var browser = await Browser.SignedInAs(app, "custodian")) _ = await browser.Text($"/requests/{number}/certificate");
        await Done(custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates/1/subscription", new { textHash = (await drafted.Json())["textSha256"]!.ToString(), name = "Wren", place = "Springfield" }));
        await Done(custodian.PostAsJsonAsync($"/api/v1/requests/{number}/certificates/2/refusal", new { reason = "I sign at home." }));
        await Done(custodian.GetAsync(Api($"requests/{number}/certificates/1.pdf")));
        await Done(custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure/recall", new { reason = "It was searched under a wrong address." }));
        await Done(app.Decide("reviewer", number, await app.ADecision("reviewer", number)));
        var manifest = (await app.AFinishedExtraction(number))["manifestHash"]!.ToString();
        await Done(custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest, withoutEvidence = true }));
        await Done(reviewer.GetAsync(Api($"requests/{number}/disclosure?edition=1")));
    }

    /// <summary>Somebody changes a row past the desk, and changes it back once it was found.</summary>
    private async Task ARowIsBent(string number, string manifest, string seen)
    {
        await using var bent = await BentDatabase.Of(app);
        await bent.Edit("Requests", "Reference", _ => "SPD-26-99999", $"\"Number\" = '{number}'");
        using (var browser = await Browser.SignedInAs(app, "custodian")) _ = await browser.Text($"/requests/{number}/disclosure");
        using var refused = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        await refused.IsRefused(409, "state-differs");
        using (var look = await (await app.SignedInAs("custodian")).GetAsync(Api($"requests/{number}/disclosure/preview.pdf"))) await look.IsRefused(409, "state-differs");
        using (var signed = await LookingBeforeReleasing.Release(await app.SignedInAs("custodian"), number, manifest, seen)) await signed.IsRefused(409, "state-differs");
        await bent.Undo();
    }

    private async Task WithoutAStamp(Func<Task> act)
    {
        var stamping = pki.Page("/tsa");
        pki.Serve("/tsa", _ => (503, []));
        await act();
        pki.Serve("/tsa", stamping);
    }

    /// <summary>A report that is released with all evidence is archived by itself.</summary>
    private async Task OneIsArchived()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        await Done((await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest }));
        for (var i = 0; i < 300 && !(await app.Entries()).Any(entry => entry["action"]!.ToString() == "disclosure.archive"); i++) await Task.Delay(200);
    }

    /// <summary>One that fails soon: whoever cancels it may come too late, and starts it again.</summary>
    private async Task ItIsCancelled(string number)
    {
        var custodian = await app.SignedInAs("custodian");
        for (var i = 0; i < 50; i++)
        {
            await Done(custodian.PostAsync(Api($"requests/{number}/extraction"), null));
            using var cancelled = await custodian.PostAsJsonAsync(Api($"requests/{number}/extraction/cancellation"), new { reason = "The log is being mended." });
            if (cancelled.IsSuccessStatusCode) return;
        }
        Assert.Fail("It always failed before it could be cancelled.");
    }

    private static async Task Done(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task<HttpResponseMessage> SignIn(string mailbox, string password)
    {
        using var stranger = app.Stranger();
        return await stranger.PostAsJsonAsync("/api/v1/tokens", new { email = mailbox + "@courier.example", password });
    }

    private static Uri Api(string call) => new("/api/v1/" + call, UriKind.Relative);

    private async Task<string> Export(string name, params string[] options)
    {
        var directory = Path.Combine(app.Directory, name);
        Assert.Equal(0, (await app.Run(["ledger", "export", directory, .. options])).ExitCode);
        return directory;
    }

    /// <summary>The entries of an export, in order, as a stranger reads them.</summary>
    private static List<JsonNode> Read(string export)
    {
        var size = long.Parse(File.ReadLines(Path.Combine(export, "checkpoint")).ElementAt(1), CultureInfo.InvariantCulture);
        List<JsonNode> entries = [];
        while (entries.Count < size)
        {
            var width = (int)Math.Min(Tile.FullWidth, size - entries.Count);
            var bundle = File.ReadAllBytes(Path.Combine(export, TilePath.Entries(entries.Count / Tile.FullWidth, width)));
            entries.AddRange(EntryBundle.Decode(bundle, width).Select(leaf => JsonNode.Parse(leaf)!));
        }
        return entries;
    }

    private static IEnumerable<string> Facts(JsonNode entry) => entry["facts"]?.AsObject().Select(fact => fact.Key) ?? [];

    private static IEnumerable<string> Committed(JsonNode entry) =>
        new[] { entry["personal"], entry["files"] }.SelectMany(list => list?.AsArray().Select(value => value!["field"]!.ToString()) ?? []);

    private static IEnumerable<ActLine> Lines() =>
        File.ReadLines(Path.Combine(House.Root, "docs", "ledger.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line =>
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            return new ActLine(cells[1].Trim('`'), new Listed(cells[3]), new Listed(cells[4]), cells[5] == "always denied");
        });

    private sealed record ActLine(string Action, Listed Facts, Listed Committed, bool IsAlwaysDenied);

    /// <summary>Names with commas between them; one with a question mark is not in every entry.</summary>
    private sealed class Listed(string cell)
    {
        private readonly string[] words = cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        public IEnumerable<string> Names => words.Select(word => word.TrimEnd('?'));

        public IEnumerable<string> Always => words.Where(word => !word.EndsWith('?'));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        pki.Dispose();
        return app.DisposeAsync();
    }
}
