using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using CaseDesk.Tests.Faults;
using Npgsql;

namespace CaseDesk.Tests;

/// <summary>The server goes while acts are being committed, and comes back: each act happened with its entry or not at all, and nobody was told otherwise.</summary>
[Collection(nameof(LosingTheDatabase))]
[Trait("suite", "faults")]
public sealed class LosingTheDatabaseUnderLoad(DeskOfItsOwn own) : IClassFixture<DeskOfItsOwn>
{
    private readonly CaseDeskApp app = own.App;

    [Theory]
    [InlineData("stopped", Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    [InlineData("killed", Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    [InlineData("hung")]
    public async Task Answers_503_and_goes_on_when_it_is_back(string how)
    {
        await using var work = await Workload.Start(app, clients: 6);
        await work.Progress(20, TimeSpan.FromMinutes(2));

        Take(how);
        var (told, then, back) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        try
        {
            told = await Until(503);
            var watch = Stopwatch.StartNew();
            using var write = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder(), TestContext.Current.CancellationToken);
            await write.IsRefused(503, "ledger-unavailable");
            then = watch.Elapsed;
        }
        finally
        {
            Give(how);
        }
        back = await Until(200);

        await work.Progress(20, TimeSpan.FromMinutes(2));
        var lines = await work.Finish();
        Assert.Empty(await Bookkeeping.Differences(app, work.Answers));
        Assert.Equal(lines, work.Answers.Count(a => a.Act == "disclosure.sign"));
        Assert.All(work.Refusals, refusal => Assert.Equal("ledger-unavailable", refusal.Code));
        var longest = work.Refusals.Max(refusal => refusal.After);
        Figures.Say($"PostgreSQL {how} under load: 503 after {told.TotalSeconds:0.0} s, then after {then.TotalSeconds:0.0} s, at the latest after {longest.TotalSeconds:0.0} s; back {back.TotalSeconds:0.0} s after the server; {work.Answers.Count} acts acknowledged, all there, each with its entry");
        // Whatever else computes here: after the limit of a statement it would be that which ended the wait.
        var limit = TimeSpan.FromSeconds(Math.Min(5 * Figures.Patience, 9.5));
        Assert.True(told < limit && then < limit && longest < limit && back < TimeSpan.FromSeconds(5 * Figures.Patience), $"503 after {told}, then {then}, at the latest {longest}; back after {back}.");
    }

    [Fact]
    public async Task A_statement_that_takes_long_is_not_taken_for_a_lost_server()
    {
        await using var admin = await PostgreSqlCluster.Administrator(app);
        var clerk = await app.SignedInAs("clerk");
        await Run(admin, "BEGIN; LOCK TABLE \"LedgerEntries\" IN ACCESS EXCLUSIVE MODE");

        var writing = clerk.PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder(), TestContext.Current.CancellationToken);
        await using var waits = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '8 seconds'", admin);
        while (!writing.IsCompleted && (long)(await waits.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 0) await Task.Delay(50, TestContext.Current.CancellationToken);

        await Run(admin, "ROLLBACK");
        using var written = await writing;
        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
    }

    [Fact]
    public async Task Handing_out_work_says_once_that_the_database_is_away_and_once_that_it_is_back()
    {
        var (away, back) = ("Work is not handed out while the database is away", "Work is handed out again: the database was away for");
        var before = app.Log.Count;
        string[] Said() => [.. app.Log.Skip(before)];
        PostgreSqlCluster.Stop();
        try
        {
            await Hears(() => Said().Any(line => line.Contains(away, StringComparison.Ordinal)));
            // Two rounds of handing out: what is said each time is said again in them.
            await Task.Delay(TimeSpan.FromSeconds(11), TestContext.Current.CancellationToken);
        }
        finally
        {
            PostgreSqlCluster.StartAgain();
        }
        await Hears(() => Said().Any(line => line.Contains(back, StringComparison.Ordinal)));

        Assert.Single(Said(), line => line.Contains(away, StringComparison.Ordinal));
        Assert.Single(Said(), line => line.Contains(back, StringComparison.Ordinal));
        Assert.DoesNotContain(Said(), line => line.Contains("WorkPump.cs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("hung")]
    public async Task An_export_says_in_a_sentence_that_the_database_does_not_answer(string how)
    {
        Take(how);
        try
        {
            var (code, said) = await app.Run(["ledger", "export", Path.Combine(app.Directory, "export-" + how)]);

            Assert.Equal(1, code);
            Assert.Contains("The database ", said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        }
        finally
        {
            Give(how);
        }
        await Until(200);
        Assert.Equal(0, (await app.Run(["ledger", "export", Path.Combine(app.Directory, "export-" + how)])).ExitCode);
    }

    [Fact(Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    public async Task Restarts_in_the_middle_of_commits_lose_nothing()
    {
        await using var work = await Workload.Start(app, clients: 6);
        var restarts = Figures.Count("CASEDESK_RESTARTS", 5);
        for (var i = 0; i < restarts; i++)
        {
            await work.Progress(5, TimeSpan.FromMinutes(2));
            await Task.Delay(i * 61 % 400, TestContext.Current.CancellationToken);
            if (i % 2 == 0) PostgreSqlCluster.Kill();
            else PostgreSqlCluster.Stop();
            PostgreSqlCluster.StartAgain();
        }

        var lines = await work.Finish();
        Assert.Empty(await Bookkeeping.Differences(app, work.Answers));
        Assert.Equal(lines, work.Answers.Count(a => a.Act == "disclosure.sign"));
        Figures.Say($"PostgreSQL restarted {restarts} times under load: {work.Answers.Count} acts acknowledged in {lines} requests, all there, each with its entry, none twice");
    }

    [Fact(Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    public async Task Connections_that_are_cut_in_the_middle_of_commits_lose_nothing()
    {
        await using var admin = await PostgreSqlCluster.Administrator(app);
        await using var work = await Workload.Start(app, clients: 6);
        var cuts = 0;
        for (var i = 0; i < 60; i++)
        {
            await work.Progress(1, TimeSpan.FromMinutes(2));
            await Task.Delay(i * 37 % 90, TestContext.Current.CancellationToken);
            // The ledger's writers first of all: whoever has a transaction open.
            await using var cut = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'casedesk' AND (xact_start IS NOT NULL OR query ILIKE 'commit%')", admin);
            cuts += (int)(long)(await cut.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }

        var lines = await work.Finish();
        Assert.True(cuts > 0, "No connection was cut.");
        Assert.Empty(await Bookkeeping.Differences(app, work.Answers));
        Assert.Equal(lines, work.Answers.Count(a => a.Act == "disclosure.sign"));
        Figures.Say($"PostgreSQL, {cuts} connections cut in their transactions: {work.Answers.Count} acts acknowledged in {lines} requests, all there, each with its entry, none twice");
    }

    [Theory]
    [InlineData("REVOKE INSERT ON \"LedgerEntries\" FROM casedesk_web", "GRANT INSERT ON \"LedgerEntries\" TO casedesk_web")]
    [InlineData("BEGIN; LOCK TABLE \"LedgerEntries\" IN ACCESS EXCLUSIVE MODE", "ROLLBACK")]
    [InlineData("ALTER TABLE \"LedgerOpenings\" RENAME TO \"Gone\"", "ALTER TABLE \"Gone\" RENAME TO \"LedgerOpenings\"")]
    public async Task An_entry_that_cannot_be_written_stops_the_act(string away, string back)
    {
        var number = await app.ARegisteredRequest();
        var before = await app.UnwrittenActs();
        await using var admin = await PostgreSqlCluster.Administrator(app);
        await Run(admin, away);

        using var write = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder(), TestContext.Current.CancellationToken);
        using var read = await (await app.SignedInAs("clerk")).GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative), TestContext.Current.CancellationToken);

        await Run(admin, back);
        await write.IsRefused(503, "ledger-unavailable");
        await read.IsRefused(503, "ledger-unavailable");
        Assert.True(await app.UnwrittenActs() >= before + 2);
        await app.ARegisteredRequest();
        Assert.Empty(await Bookkeeping.Differences(app, []));
    }

    private static async Task Run(NpgsqlConnection admin, string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static void Take(string how)
    {
        if (how == "stopped") PostgreSqlCluster.Stop();
        else if (how == "killed") PostgreSqlCluster.Kill();
        else PostgreSqlCluster.Signal("STOP");
    }

    private static void Give(string how)
    {
        if (how == "hung") PostgreSqlCluster.Signal("CONT");
        else PostgreSqlCluster.StartAgain();
    }

    private static async Task Hears(Func<bool> heard)
    {
        for (var until = Environment.TickCount64 + 60_000; !heard(); await Task.Delay(50, TestContext.Current.CancellationToken)) Assert.True(Environment.TickCount64 < until, "It was never said.");
    }

    /// <summary>How long until a recorded read, sent again and again, is answered so.</summary>
    private async Task<TimeSpan> Until(int status)
    {
        var clerk = await app.SignedInAs("clerk");
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var answer = await clerk.GetAsync(new Uri("/api/v1/requests?size=1", UriKind.Relative), TestContext.Current.CancellationToken);
            if ((int)answer.StatusCode == status) return watch.Elapsed;
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"It was never answered with {status}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
