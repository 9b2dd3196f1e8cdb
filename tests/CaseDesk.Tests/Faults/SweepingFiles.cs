using System.Net.Http.Json;

namespace CaseDesk.Tests.Faults;

/// <summary>Files that no record names go, and the ledger says so; what is named, and what may be under way, stays.</summary>
[Trait("suite", "faults")]
public sealed class SweepingFiles : IAsyncLifetime
{
    private readonly CaseDeskApp app = new() { Settings = { ["CaseDesk__SweepSchedule"] = "* * * * * *" } };
    private System.Diagnostics.Process? first;

    [Fact]
    public async Task Removes_what_no_record_names_and_records_it_once()
    {
        var (number, _) = await app.AnExtractedRequest();
        using var letter = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/letters", new { kind = "acknowledgement", language = "en" }, TestContext.Current.CancellationToken);
        var kept = Directory.GetFiles(Path.Combine(app.Data, "letters"));
        foreach (var file in kept) File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        var extraction = Directory.GetDirectories(Path.Combine(app.Data, "extractions"))[0];
        var disclosure = Directory.GetDirectories(Path.Combine(app.Data, "disclosures"))[0];
        var young = Path.Combine(app.Data, "documents", Guid.CreateVersion7().ToString("n") + ".pdf");
        await File.WriteAllTextAsync(young, "an order that is being attached");
        string[] unnamed =
        [
            AFile(Path.Combine(app.Data, "documents", Guid.CreateVersion7().ToString("n") + ".pdf")),
            AFile(Path.Combine(disclosure, new string('0', 64) + ".pdf")),
            AFile(Path.Combine(disclosure, "report.pdf.0193.casedesk-tmp")),
            AFile(Path.Combine(app.Data, "letters", Guid.CreateVersion7().ToString("n") + ".pdf")),
            AFile(Path.Combine(app.Data, "letters", Guid.CreateVersion7().ToString("n") + ".txt")),
            AFile(Path.Combine(app.Data, "certificates", Guid.CreateVersion7().ToString("n") + ".txt")),
            ADirectory(extraction[..^2] + "-99"),
            ADirectory(Path.Combine(app.Data, "extractions", "0193-1.0193.casedesk-tmp")),
        ];
        foreach (var path in unnamed) Directory.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        for (var i = 0; i < 600 && unnamed.Any(Path.Exists); i++) await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(unnamed, Path.Exists);
        Assert.True(File.Exists(young));
        Assert.Equal(2, kept.Count(File.Exists));
        Assert.Empty(await Bookkeeping.Differences(app, []));
        // A sweep may come while this story still lays its files out: the next one takes the rest, and none is recorded twice.
        var entries = (await app.Entries()).Where(e => e["action"]!.ToString() == "job.sweep.files").ToList();
        Assert.Equal((1, 2, 2, 1, 1, 1), (Sum("certificates"), Sum("halfWritten"), Sum("letters"), Sum("orders"), Sum("reports"), Sum("results")));
        Assert.All(entries, entry => Assert.Equal("sys_worker", entry["actor"]!["id"]!.ToString()));

        int Sum(string fact) => entries.Sum(entry => (int)entry["facts"]![fact]!);
    }

    private static string AFile(string file)
    {
        File.WriteAllText(file, "what a crash left");
        return file;
    }

    private static string ADirectory(string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "data.csv"), "what a crash left");
        return directory;
    }

    public async ValueTask InitializeAsync()
    {
        await app.InitializeAsync();
        // Where several processes work, one of them sweeps.
        first = app.Worker;
        app.StartWorker();
    }

    public ValueTask DisposeAsync()
    {
        first?.Kill(entireProcessTree: true);
        return app.DisposeAsync();
    }
}
