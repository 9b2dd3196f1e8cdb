using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Tests.Pages;
using Npgsql;

namespace CaseDesk.Tests;

/// <summary>What one process never shows: two sites and two workers on one database.</summary>
public sealed class ManyProcesses(CaseDeskApp app)
{
    [Fact]
    public async Task Both_sites_write_one_ledger_in_one_order()
    {
        await using var second = await ASecondSite();
        using var here = await SignedIn(app.Address);
        using var there = await SignedIn(second.Address);
        var before = await LastIndex();

        var written = await Task.WhenAll(Enumerable.Range(0, 32).Select(async client =>
        {
            List<long> sizes = [];
            for (var i = 0; i < 8; i++)
            {
                using var answer = await (client % 2 == 0 ? here : there).GetAsync(new Uri("/api/v1/requests?size=1", UriKind.Relative));
                Assert.Equal(200, (int)answer.StatusCode);
                sizes.Add(SizeOf(answer));
            }
            return sizes;
        }));

        // Each answer's checkpoint covers its own entry, and one client never sees the ledger shrink.
        Assert.All(written, sizes => Assert.Equal(sizes.Order(), sizes));
        var entries = await EntriesAfter(before);
        Assert.True(entries.Count >= 32 * 8);
        Assert.Equal(Enumerable.Range(0, entries.Count).Select(i => before + 1 + i), entries.Select(e => e["index"]!.GetValue<long>()));
        Assert.All(entries, e => Assert.Equal(e["index"]!.GetValue<long>(), e["entry"]!["seq"]!.GetValue<long>()));
        Assert.Equal(await Checkpoint(app.Address), await Checkpoint(second.Address));
        Assert.Equal((long)entries.Count, await CommittedInOrder(before, before + entries.Count));
    }

    [Fact]
    public async Task What_one_site_released_the_other_gives_out_with_its_receipt()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        using var released = await (await app.SignedInAs("custodian")).PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)released.StatusCode);

        await using var second = await ASecondSite();
        using var there = await SignedIn(second.Address, "custodian");

        using var receipt = await there.GetAsync(new Uri($"/api/v1/requests/{number}/disclosure/receipt", UriKind.Relative));
        Assert.StartsWith("c2sp.org/tlog-proof@v1\n", await receipt.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_one_site_stands_under_a_signature_that_covers_what_the_other_wrote()
    {
        await using var second = await ASecondSite();
        using var auditor = await Browser.SignedInAs(app, "auditor", second.Address);
        for (var i = 0; i < 3; i++) (await (await app.SignedInAs("clerk")).GetAsync(new Uri("/api/v1/requests?size=1", UriKind.Relative))).Dispose();

        var page = await auditor.Text("/ledger");

        var newest = long.Parse(Regex.Match(page, "/ledger/entries/([0-9]+)\"").Groups[1].Value, CultureInfo.InvariantCulture);
        var signed = long.Parse(Regex.Match(page, "cp-size num\">([0-9,]+)").Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(signed > newest, $"Entry {newest} is shown under a signature of {signed} entries.");
    }

    [Fact]
    public async Task A_page_of_one_site_learns_what_happened_at_the_other_and_in_the_worker()
    {
        await using var second = await ASecondSite();
        var number = await app.ARequestWithItsOrder();
        var decision = await app.ADecision("reviewer", number);
        using var clerk = await Browser.SignedInAs(app, "clerk2", second.Address);
        var queue = await clerk.Text($"/requests?q={number}");
        using var first = await clerk.Watch(queue);
        var held = clerk.Watch(queue, first.Headers.ETag!.ToString());
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        using var decided = await app.Decide("reviewer", number, decision);
        var since = Stopwatch.StartNew();
        using var moved = await held;

        Assert.Equal(202, (int)moved.StatusCode);
        Assert.True(since.Elapsed < TimeSpan.FromSeconds(10), $"It took {since.Elapsed}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"The other site's decision was seen after {since.ElapsedMilliseconds} ms.");
        for (var parts = ""; !parts.Contains($"{number}: Extracted", StringComparison.Ordinal);)
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), parts);
            using var now = await clerk.Watch(queue);
            parts = await now.Content.ReadAsStringAsync();
        }
    }

    [Theory]
    [InlineData("UPDATE \"LedgerEntries\" SET \"Leaf\" = '{}' WHERE \"Seq\" = 0")]
    [InlineData("DELETE FROM \"LedgerEntries\"")]
    [InlineData("TRUNCATE \"LedgerEntries\"")]
    [InlineData("DELETE FROM \"LedgerTiles\"")]
    [InlineData("DELETE FROM \"LedgerHeads\"")]
    [InlineData("UPDATE \"LedgerHeads\" SET \"Id\" = 2")]
    [InlineData("INSERT INTO \"LedgerHeads\" (\"Id\", \"Size\", \"Frontier\", \"Root\") VALUES (2, 0, '', '')")]
    [InlineData("UPDATE \"LedgerOpenings\" SET \"Value\" = 'another'")]
    [InlineData("DELETE FROM \"LedgerOpenings\"")]
    [InlineData("INSERT INTO \"LedgerFormerLogs\" SELECT 1, '', '', 0, '', ''")]
    [InlineData("INSERT INTO \"LedgerEntries\" (\"Seq\", \"Leaf\", \"LeafHash\") VALUES (7, '{\"seq\":7}', '') ON CONFLICT (\"Seq\") DO UPDATE SET \"Leaf\" = '{}'")]
    [InlineData("DELETE FROM \"Approvals\"")]
    [InlineData("ALTER TABLE \"LedgerEntries\" DISABLE TRIGGER ALL")]
    public async Task Neither_the_site_nor_a_worker_can_bend_the_ledger(string sql)
    {
        foreach (var connection in new[] { app.Settings["CaseDesk__Database__Connection"], app.WorkerSettings!["CaseDesk__Database__Connection"] })
        {
            await using var database = new NpgsqlConnection(connection);
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var attempt = new NpgsqlCommand(sql, database);

            var refused = await Assert.ThrowsAsync<PostgresException>(() => attempt.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    /// <summary>Not even the superuser, until the guards are taken away; what is done then, CheckingALedger and BendingTheLedger find.</summary>
    [Theory]
    [InlineData("UPDATE \"LedgerEntries\" SET \"Leaf\" = '{}' WHERE \"Seq\" = 0", "ledger-append-only")]
    [InlineData("DELETE FROM \"LedgerEntries\"", "ledger-append-only")]
    [InlineData("TRUNCATE \"LedgerEntries\"", "ledger-append-only")]
    [InlineData("INSERT INTO \"LedgerEntries\" (\"Seq\", \"Leaf\", \"LeafHash\") VALUES (7, '{\"seq\":7}', '') ON CONFLICT (\"Seq\") DO UPDATE SET \"Leaf\" = '{}'", "ledger-sequence")]
    [InlineData("UPDATE \"LedgerEntries\" SET \"Action\" = 'nothing.much' WHERE \"Seq\" = 0", "can only be updated to DEFAULT")]
    [InlineData("UPDATE \"LedgerHeads\" SET \"Size\" = 7", "ledger-append-only")]
    [InlineData("UPDATE \"LedgerHeads\" SET \"Root\" = ''", "ledger-append-only")]
    [InlineData("TRUNCATE \"LedgerHeads\"", "ledger-append-only")]
    [InlineData("UPDATE \"LedgerOpenings\" SET \"Value\" = 'another'", "ledger-append-only")]
    public async Task A_superuser_who_calls_himself_a_replica_meets_the_guards_all_the_same(string sql, string why)
    {
        await using var admin = await PostgreSqlCluster.Administrator(app);
        await using var attempt = new NpgsqlCommand("SET session_replication_role = replica; " + sql, admin);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => attempt.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        Assert.Contains(why, refused.MessageText + refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_reads_no_people_and_no_sessions()
    {
        await using var database = new NpgsqlConnection(app.WorkerSettings!["CaseDesk__Database__Connection"]);
        await database.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var table in new[] { "AspNetUsers", "Sessions", "DataProtectionKeys", "IdempotentAnswers" })
        {
            await using var attempt = new NpgsqlCommand($"SELECT count(*) FROM \"{table}\"", database);
            await Assert.ThrowsAsync<PostgresException>(() => attempt.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_site_does_not_start_on_a_database_that_waits_for_migrations()
    {
        var (owner, web, _) = await PostgreSqlCluster.NewDatabase();
        await using (var database = new NpgsqlConnection(owner))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var connect = new NpgsqlCommand("GRANT USAGE ON SCHEMA public TO casedesk_web", database);
            await connect.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        await using var desk = app.Beside();
        desk.Settings["CaseDesk__Database__Connection"] = web;

        var (code, said) = await desk.Run([]);

        Assert.Equal(1, code);
        Assert.Contains("Run the verb migrate first.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sites_password_may_be_a_file_and_a_worker_needs_no_key_that_signs_disclosures()
    {
        var secrets = Directory.CreateDirectory(Path.Combine(app.Directory, "secrets")).FullName;
        var connections = new[] { ("Web", app.Settings["CaseDesk__Database__Connection"]), ("Worker", app.WorkerSettings!["CaseDesk__Database__Connection"]) };
        foreach (var (process, connection) in connections)
        {
            await using var desk = app.Beside();
            var parts = new NpgsqlConnectionStringBuilder(connection);
            await File.WriteAllTextAsync(Path.Combine(secrets, "CaseDesk__Database__Password"), parts.Password + "\n", TestContext.Current.CancellationToken);
            parts.Password = null;
            desk.Settings["CaseDesk__SecretsDirectory"] = secrets;
            desk.Settings["CaseDesk__Database__Connection"] = parts.ConnectionString;
            desk.Settings["CaseDesk__Process"] = process;
            if (process == "Worker") desk.Settings["CaseDesk__Signing__CertificateFile"] = "a key that is not here";

            await desk.Start();

            using var health = await desk.Stranger().GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)health.StatusCode);
            await desk.Stop();
        }
    }

    private async Task<CaseDeskApp> ASecondSite()
    {
        var desk = app.Beside();
        await desk.Start();
        return desk;
    }

    private static async Task<HttpClient> SignedIn(Uri address, string mailbox = "clerk")
    {
        var client = new HttpClient { BaseAddress = address };
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { email = mailbox + "@courier.example", password = CaseDeskApp.Password });
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.Json())["token"]!.ToString());
        return client;
    }

    private static long SizeOf(HttpResponseMessage answer) =>
        long.Parse(System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(answer.Headers.GetValues("CaseDesk-Checkpoint").Single())).Split('\n')[1], CultureInfo.InvariantCulture);

    private static async Task<string> Checkpoint(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        return await client.GetStringAsync(new Uri("/ledger/checkpoint", UriKind.Relative));
    }

    private async Task<long> LastIndex() => long.Parse((await Checkpoint(app.Address)).Split('\n')[1], CultureInfo.InvariantCulture) - 1;

    // The database's own clock says when each transaction committed; entries of one group share an instant.
    private async Task<long> CommittedInOrder(long after, long upTo)
    {
        await using var database = new NpgsqlConnection(app.WorkerSettings!["CaseDesk__Database__Connection"]);
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var count = new NpgsqlCommand("""SELECT count(*) FROM (SELECT at >= coalesce(lag(at) OVER (ORDER BY "Seq"), at) AS later FROM (SELECT "Seq", pg_xact_commit_timestamp(xmin) AS at FROM "LedgerEntries" WHERE "Seq" > $1 AND "Seq" <= $2) AS committed) AS pairs WHERE later""", database)
        {
            Parameters = { new() { Value = after }, new() { Value = upTo } },
        };
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<List<JsonNode>> EntriesAfter(long index)
    {
        var auditor = await app.SignedInAs("auditor");
        List<JsonNode> all = [];
        while (true)
        {
            using var answer = await auditor.GetAsync(new Uri($"/api/v1/ledger/entries?after={index + all.Count}&size=200", UriKind.Relative));
            var page = (await answer.Json())["entries"]!.AsArray();
            all.AddRange(page.Select(e => e!.DeepClone()));
            // Reading is an act too, and adds an entry: the last page is a short one.
            if (page.Count < 200) return all;
        }
    }
}
