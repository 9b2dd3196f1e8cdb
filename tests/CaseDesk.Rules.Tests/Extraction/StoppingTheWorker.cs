using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseDesk.Extraction;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class StoppingTheWorker : IDisposable
{
    private static readonly JsonSerializerOptions _wire = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly LogStore _store = new();

    public StoppingTheWorker()
    {
        // A hole of 64 GiB costs no disk and keeps a worker busy for longer than any of these tests.
        using var file = File.Create(Path.Combine(_store.Logs, "access.log"));
        file.SetLength(64L << 30);
    }

    private static CaseDesk.Policy.ExtractionPlan Plan => LogStore.PlanFor(LogStore.Combined(), LogStore.Ip("192.0.2.7"), "ip");

    [Fact]
    public async Task Cancelling_kills_it_within_a_second()
    {
        using var cancel = new CancellationTokenSource();
        var run = _store.Run(Plan, cancel: cancel.Token);
        using var worker = await TheWorker();
        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        var outcome = await run;
        Assert.Equal(ExtractionEnd.Cancelled, outcome.End);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{watch.Elapsed}");
        Assert.True(worker.HasExited);
        Assert.Equal([_store.Logs], Directory.GetFileSystemEntries(_store.Root));
    }

    [Fact]
    public async Task A_worker_that_dies_leaves_a_failure_and_no_result()
    {
        var run = _store.Run(Plan);
        using var worker = await TheWorker();
        worker.Kill();
        var outcome = await run;
        Assert.Equal((ExtractionEnd.Failed, "worker-died"), (outcome.End, outcome.Code));
        Assert.Equal([_store.Logs], Directory.GetFileSystemEntries(_store.Root));
    }

    [Fact]
    public async Task Its_time_is_limited()
    {
        var outcome = await _store.Run(Plan, ExtractionLimits.Default with { WallTime = TimeSpan.FromMilliseconds(700) });
        Assert.Equal((ExtractionEnd.Failed, "time-limit"), (outcome.End, outcome.Code));
    }

    [Fact]
    public async Task Its_memory_is_watched()
    {
        var outcome = await _store.Run(Plan, ExtractionLimits.Default with { MemoryBytes = 24 << 20 });
        Assert.Equal(ExtractionEnd.Failed, outcome.End);
        Assert.Contains(outcome.Code, new[] { "memory-limit", "worker-died" });
    }

    [Fact]
    public async Task Its_environment_holds_nothing_of_ours()
    {
        Environment.SetEnvironmentVariable("CaseDesk__Signing__Pin", "1234");
        using var cancel = new CancellationTokenSource();
        var run = _store.Run(Plan, cancel: cancel.Token);
        using var worker = await TheWorker();
        var environment = await File.ReadAllTextAsync($"/proc/{worker.Id}/environ", TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        await run;
        Assert.Contains("DOTNET_GCHeapHardLimit", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("Signing", environment, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("HOME=", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_when_its_parent_is_gone()
    {
        var order = JsonSerializer.Serialize(
            new { Plan, LogsDirectory = _store.Logs, Expected = (string[]?)null, MaxLineBytes = 1 << 20 },
            _wire);
        using var worker = Process.Start(new ProcessStartInfo("dotnet", [typeof(ExtractionRun).Assembly.Location]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await worker.StandardInput.WriteLineAsync(order);
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.False(worker.WaitForExit(1500));
        worker.StandardInput.Close();
        Assert.True(worker.WaitForExit(3000));
        Assert.Equal(3, worker.ExitCode);
    }

    /// <summary>The worker of this test, once it reads the log.</summary>
    private async Task<Process> TheWorker()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the worker in /proc.");
        var log = Path.Combine(_store.Logs, "access.log");
        for (var tries = 0; tries < 200; tries++)
        {
            foreach (var process in Process.GetProcessesByName("dotnet"))
            {
                try
                {
                    if (new DirectoryInfo($"/proc/{process.Id}/fd").EnumerateFileSystemInfos().Any(fd => fd.LinkTarget == log))
                        return process;
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // Another person's process, or one that ended.
                }

                process.Dispose();
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("No worker reads the log.");
    }

    public void Dispose() => _store.Dispose();
}
