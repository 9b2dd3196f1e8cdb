using System.Diagnostics;
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

    [Theory(Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    [InlineData("stopped")]
    [InlineData("killed")]
    [InlineData("hung")]
    public async Task Answers_503_and_goes_on_when_it_is_back(string how)
    {
        await using var work = await Workload.Start(app, clients: 6);
        await work.Progress(20, TimeSpan.FromMinutes(2));

        Take(how);
        var (told, back) = (TimeSpan.Zero, TimeSpan.Zero);
        try
        {
            told = await Until(503);
            using var write = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder(), TestContext.Current.CancellationToken);
            await write.IsRefused(503, "ledger-unavailable");
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
        Figures.Say($"PostgreSQL {how} under load: 503 after {told.TotalSeconds:0.0} s, back {back.TotalSeconds:0.0} s after the server, {work.Answers.Count} acts acknowledged, all there, each with its entry");
        Assert.True(told < TimeSpan.FromSeconds((how == "hung" ? 13 : 5) * Figures.Patience) && back < TimeSpan.FromSeconds(5 * Figures.Patience), $"503 after {told}, back after {back}.");
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

    [Theory(Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    [InlineData("REVOKE INSERT ON \"LedgerEntries\" FROM casedesk_web", "GRANT INSERT ON \"LedgerEntries\" TO casedesk_web")]
    [InlineData("BEGIN; LOCK TABLE \"LedgerEntries\" IN ACCESS EXCLUSIVE MODE", "ROLLBACK")]
    [InlineData("ALTER TABLE \"LedgerOpenings\" RENAME TO \"Gone\"", "ALTER TABLE \"Gone\" RENAME TO \"LedgerOpenings\"")]
    public async Task An_entry_that_cannot_be_written_stops_the_act(string away, string back)
    {
        var number = await app.ARegisteredRequest();
        await using var admin = await PostgreSqlCluster.Administrator(app);
        await Run(admin, away);

        using var write = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder(), TestContext.Current.CancellationToken);
        using var read = await (await app.SignedInAs("clerk")).GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative), TestContext.Current.CancellationToken);

        await Run(admin, back);
        await write.IsRefused(503, "ledger-unavailable");
        await read.IsRefused(503, "ledger-unavailable");
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
