using System.Globalization;
using System.Net.Http.Json;
using CaseDesk.Tests.Faults;
using Microsoft.Data.Sqlite;

namespace CaseDesk.Tests;

[Trait("suite", "faults")]
public sealed class StartingForTheFirstTime : IAsyncLifetime
{
    private readonly CaseDeskApp app = new() { Settings = { ["CASEDESK_DEMO_PASSWORD"] = null } };

    [Theory]
    [InlineData("SELECT COUNT(*) >= 0 FROM AspNetUsers", Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    [InlineData("SELECT COUNT(*) >= 4 FROM AspNetUsers")]
    [InlineData("SELECT COUNT(*) >= 1 FROM Agencies", Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    [InlineData("SELECT COUNT(*) >= 1 FROM Requests")]
    [InlineData("SELECT COUNT(*) >= 1 FROM Documents", Skip = Figures.LongRun, SkipUnless = nameof(Figures.IsLongRun), SkipType = typeof(Figures))]
    [InlineData("SELECT COUNT(*) >= 1 FROM Extractions")]
    [InlineData("SELECT COUNT(*) >= 1 FROM Disclosures")]
    public async Task Is_carried_on_after_a_kill(string instant)
    {
        var start = app.InitializeAsync().AsTask();
        await Holds(instant);
        app.Program.Kill();
        await app.Program.WaitForExitAsync();
        // The kill may come after the last line: the first start is then over, and its password counts.
        var first = await start.ContinueWith(_ => app.Said, TaskScheduler.Default);

        await app.Start();
        var said = app.Said.Contains("Demo accounts:", StringComparison.Ordinal) ? app.Said : first;
        var password = said.Split('\n').Single(line => line.StartsWith("Their password, shown this once: ", StringComparison.Ordinal))[33..];

        using var stranger = app.Stranger();
        foreach (var email in new[] { "clerk@courier.example", "lead@courier.example", "officer@springfield.example" })
        {
            using var answer = await stranger.PostAsJsonAsync("/api/v1/tokens", new { email, password });
            Assert.Equal(200, (int)answer.StatusCode);
        }
        Assert.Equal(11, await Number("SELECT COUNT(*) FROM AspNetUsers"));
        Assert.Equal(1, await Number("SELECT COUNT(*) FROM Agencies WHERE VerifiedAt IS NOT NULL"));
        Assert.Equal(1, await Number("SELECT COUNT(*) FROM Requests"));
        Assert.Equal(1, await Number("SELECT COUNT(*) FROM Documents"));
        Assert.Equal(1, await Number("SELECT COUNT(*) FROM Disclosures WHERE PdfSha256 IS NOT NULL"));
        await NothingHalfWritten();

        await app.Kill();
        await app.Start();
        Assert.DoesNotContain("Demo accounts:", app.Said, StringComparison.Ordinal);
    }

    private async Task NothingHalfWritten()
    {
        for (var i = 0; i < 300 && HalfWritten().Length > 0; i++) await Task.Delay(100);
        Assert.Empty(HalfWritten());
    }

    private string[] HalfWritten() => Directory.GetFileSystemEntries(app.Data, "*.casedesk-tmp", SearchOption.AllDirectories);

    private async Task Holds(string instant)
    {
        for (var i = 0; i < 15000; i++)
        {
            if (await Number(instant) == 1) return;
            await Task.Delay(10);
        }
        Assert.Fail($"It never held: {instant}");
    }

    private async Task<long> Number(string sql)
    {
        var database = Path.Combine(app.Data, "casedesk.db");
        if (!File.Exists(database)) return -1;
        await using var connection = new SqliteConnection(string.Create(CultureInfo.InvariantCulture, $"Data Source={database};Mode=ReadOnly;Pooling=False"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
