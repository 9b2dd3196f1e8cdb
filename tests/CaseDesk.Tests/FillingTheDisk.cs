using System.Text;

namespace CaseDesk.Tests;

/// <summary>A small file system of its own under the data directory; only an administrator may mount one.</summary>
public sealed class FillingTheDisk : IAsyncLifetime
{
    private readonly CaseDeskApp app = RealLog.ADesk();
    private string? mounted;

    private string Filler => Path.Combine(app.Data, "filler");

    [Fact]
    public async Task An_upload_is_refused_clearly_and_taken_once_there_is_room()
    {
        await OnASmallDisk();
        var number = await app.ARegisteredRequest();
        var order = Encoding.ASCII.GetBytes($"%PDF-1.4\n{new string('0', 3_000_000)}\n%%EOF\n");
        Fill(leave: 1_000_000);

        using var refused = await app.Attach("clerk", number, order);

        await refused.IsRefused(507, "storage-full");
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "documents")));
        File.Delete(Filler);
        using var taken = await app.Attach("clerk", number, order);
        Assert.Equal(201, (int)taken.StatusCode);
    }

    [Fact]
    public async Task An_extraction_leaves_nothing_half_written_and_ends_well_once_there_is_room()
    {
        await OnASmallDisk();
        // Room for the ledger's entries, not for the result.
        await MakeManyRows();
        Fill(leave: 2_500_000);
        var number = await app.AnApprovedWarrant();

        var failed = await app.AFinishedExtraction(number);

        Assert.Equal("failed", failed["state"]!.ToString());
        Assert.Equal("result-not-stored", failed["code"]!.ToString());
        Assert.Contains("No space left", failed["reason"]!.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(app.Data, "extractions")));
        File.Delete(Filler);
        using var again = await (await app.SignedInAs("reviewer")).PostAsync(new Uri($"/api/v1/requests/{number}/extraction", UriKind.Relative), null);
        Assert.Equal(202, (int)again.StatusCode);
        Assert.Equal("complete-with-rejects", (await app.AFinishedExtraction(number))["state"]!.ToString());
    }

    [Fact]
    public async Task A_ledger_without_room_stops_every_act_until_there_is_room()
    {
        await OnASmallDisk();
        await app.SignedInAs("clerk");
        Fill(leave: 0);

        using var refused = await app.Attach("clerk", "CD-2026-000001", "%PDF-1.4"u8.ToArray());

        await refused.IsRefused(503, "ledger-unavailable");
        File.Delete(Filler);
        await app.ARequestWithItsOrder();
    }

    private async Task OnASmallDisk()
    {
        Directory.CreateDirectory(app.Data);
        if (!OperatingSystem.IsLinux() || !Tools.Has("mount") || await Tools.Run("mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "casedesk-test", app.Data) is { Length: > 0 } why)
        {
            Assert.Skip("A small file system cannot be mounted here (it takes an administrator on Linux).");
            return;
        }
        mounted = app.Data;
        await app.InitializeAsync();
    }

    private async Task MakeManyRows()
    {
        await using var log = new StreamWriter(RealLog.Log(app), append: true);
        for (var i = 0; i < 20_000; i++)
            await log.WriteAsync("66.249.73.135 - - [20/May/2015:21:05:59 +0000] \"GET /images/web/2009/banner.png HTTP/1.1\" 200 52315 \"-\" \"Mozilla/5.0 (filler)\"\n");
    }

    private void Fill(long leave)
    {
        using var filler = new FileStream(Filler, FileMode.Create);
        var chunk = new byte[4096];
        while (new DriveInfo(app.Data).AvailableFreeSpace > leave)
        {
            try
            {
                filler.Write(chunk);
                filler.Flush();
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await app.Kill();
        if (mounted is not null) await Tools.Run("umount", mounted);
        await app.DisposeAsync();
    }
}
