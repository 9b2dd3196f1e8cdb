using System.Text;

namespace CaseDesk.Tests.Faults;

/// <summary>A disk that says EIO, or that turned read-only: the act fails, it is said, and nothing half-done counts.</summary>
[Trait("suite", "faults")]
public sealed class FailingTheDisk(DeskOfItsOwn own) : IClassFixture<DeskOfItsOwn>, IAsyncDisposable
{
    private readonly CaseDeskApp app = own.App;
    private string? mounted;

    private string Documents => Path.Combine(app.Data, "documents");

    [Fact]
    public async Task An_order_that_cannot_be_flushed_is_not_taken()
    {
        Strace.MustBeThere();
        var number = await app.ARegisteredRequest();
        // The order lies there, but its name in the directory may not survive a power cut.
        using var tracer = Strace.Inject(app.Program, "fsync", "error=EIO", Documents);
        await Strace.Attached(app.Program);

        using var refused = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));

        await Strace.End(tracer);
        await refused.IsRefused(503, "storage-unavailable");
        Assert.Empty(await Bookkeeping.Differences(app, []));
        using var taken = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        Assert.Equal(201, (int)taken.StatusCode);
        Assert.Empty(await Bookkeeping.Differences(app, []));
    }

#if !POSTGRESQL
    [Theory]
    [InlineData("fsync,fdatasync", "EIO")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "EROFS")]
    [InlineData("pwrite64", "ENOSPC")]
    public async Task A_ledger_that_cannot_be_written_stops_every_act(string calls, string error)
    {
        Strace.MustBeThere();
        var number = await app.ARegisteredRequest();
        var before = await app.UnwrittenActs();
        using var tracer = Strace.Inject(app.Program, calls, "error=" + error, Path.Combine(app.Data, "casedesk.db-wal"));
        await Strace.Attached(app.Program);

        using var write = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        using var read = await (await app.SignedInAs("clerk")).GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative), TestContext.Current.CancellationToken);

        await Strace.End(tracer);
        await write.IsRefused(503, "ledger-unavailable");
        await read.IsRefused(503, "ledger-unavailable");
        Assert.True(await app.UnwrittenActs() >= before + 2);
        using var taken = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        Assert.Equal(201, (int)taken.StatusCode);
        Assert.Empty(await Bookkeeping.Differences(app, []));
    }
#endif

    [Fact]
    public async Task A_read_only_place_for_orders_takes_none_until_it_is_writable()
    {
        var number = await app.ARegisteredRequest();
        await MakeReadOnly(Documents);

        using var refused = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));

        await refused.IsRefused(503, "storage-unavailable");
        await MakeWritable();
        using var taken = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number));
        Assert.Equal(201, (int)taken.StatusCode);
        Assert.Empty(await Bookkeeping.Differences(app, []));
    }

    [Fact]
    public async Task A_report_that_cannot_be_stored_is_not_released()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        await MakeReadOnly(Path.Combine(app.Data, "disclosures"));
        var body = new System.Text.Json.Nodes.JsonObject { ["manifestHash"] = manifest };
        async Task<HttpResponseMessage> Release()
        {
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            return await (await app.SignedInAs("custodian")).PostAsync(new Uri($"/api/v1/requests/{number}/disclosure", UriKind.Relative), content);
        }

        using var refused = await Release();

        await refused.IsRefused(503, "storage-unavailable");
        using var none = await (await app.SignedInAs("custodian")).GetAsync(new Uri($"/api/v1/requests/{number}/disclosure/report.pdf", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.False(none.IsSuccessStatusCode);
        await MakeWritable();
        using var released = await Release();
        Assert.Equal(201, (int)released.StatusCode);
        Assert.Empty(await Bookkeeping.Differences(app, []));
    }

    /// <summary>The directory over itself, read-only; only an administrator may.</summary>
    private async Task MakeReadOnly(string directory)
    {
        var may = OperatingSystem.IsLinux() && Tools.Has("mount") && await Tools.Run("mount", "--bind", directory, directory) is "";
        Assert.SkipUnless(may, "A file system cannot be mounted here (it takes an administrator on Linux).");
        mounted = directory;
        Assert.Equal("", await Tools.Run("mount", "-o", "remount,bind,ro", directory));
    }

    private async Task MakeWritable()
    {
        Assert.Equal("", await Tools.Run("umount", mounted!));
        mounted = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (mounted is not null) await Tools.Run("umount", "-l", mounted);
    }
}
