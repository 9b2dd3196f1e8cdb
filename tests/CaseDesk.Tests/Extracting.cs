using CaseDesk.Verify;

namespace CaseDesk.Tests;

public sealed class Extracting : IAsyncLifetime
{
    private readonly CaseDeskApp app = RealLog.ADesk();

    [Fact]
    public async Task Fails_with_a_reason_where_a_log_is_gone_and_is_done_once_it_is_back()
    {
        var away = Path.Combine(app.Directory, "away.log");
        // Approved while the log is there; gone before the worker opens it.
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        await app.Kill();
        File.Move(RealLog.Log(app), away);
        await app.Start();

        var failed = await app.AFinishedExtraction(number);

        Assert.Equal("failed", failed["state"]!.ToString());
        Assert.Equal("gone-since-decision", failed["code"]!.ToString());
        Assert.StartsWith("Source 'access-log': file 'access-log/access.log' ", failed["reason"]!.ToString(), StringComparison.Ordinal);
        File.Copy(RealLog.Original, RealLog.Log(app));
        using var again = await (await app.SignedInAs("reviewer")).PostAsync(new Uri($"/api/v1/requests/{number}/extraction", UriKind.Relative), null);
        Assert.Equal(202, (int)again.StatusCode);
        var done = await app.AFinishedExtraction(number);
        Assert.Equal("complete-with-rejects", done["state"]!.ToString());
        Assert.Equal(482, done["manifest"]!["result"]!["rowCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Is_finished_once_after_the_desk_was_killed_in_the_middle()
    {
        await app.MakeLogLarge();
        var number = await app.AnApprovedWarrant();
        await app.InTheMiddle(number);
        var workers = Workers.Of(app);
        Assert.NotEmpty(workers);

        // The program alone, as kill -9 does: its worker has to end by itself.
        app.Carrier.Kill();
        await app.Carrier.WaitForExitAsync();
        await Workers.Ended(workers);
        await app.Kill();
        await app.Start();

        var done = await app.AFinishedExtraction(number);
        Assert.Equal("complete-with-rejects", done["state"]!.ToString());
        Assert.Equal(482, done["manifest"]!["result"]!["rowCount"]!.GetValue<int>());
        var entries = await app.Entries();
        Assert.Single(entries, e => e["action"]?.ToString() == "job.extract.complete");
        Assert.Single(Directory.GetDirectories(Path.Combine(app.Data, "extractions")));
        Assert.Empty(Directory.GetFileSystemEntries(app.Data, "*.casedesk-tmp", SearchOption.AllDirectories));
        await Workers.Ended(Workers.Of(app));
        await LedgerVerifies();
    }

    private async Task LedgerVerifies()
    {
        await app.Kill();
        var export = Path.Combine(app.Directory, "export");
        Assert.Equal(0, (await app.Run(["ledger", "export", export])).ExitCode);
        using var said = new StringWriter();
        Assert.True(VerifyTool.Run(["ledger", export, "--policy", Path.Combine(export, "tlog-policy")], said, said) == 0, said.ToString());
    }

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
