using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class StoppingAWorker
{
    private const string FileSaid = "{\"type\":\"file\",\"file\":{\"source\":\"access-log\",\"path\":\"endless.gz\",\"size\":1,\"sha256\":";
    private const string Hash = "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"";

    private const string Kept = ",\"known\":false,\"checkedAt\":\"2026-01-01T00:00:00Z\"";

    private static readonly PlannedSource Endless = Sample.AccessLog with { Location = "endless.gz", Compression = SourceCompression.Gzip };

    internal static readonly ExtractionPlan Plan = Sample.Plan(Sample.ReadBot("ip") with { Source = Endless });

    [Fact]
    public async Task Happens_within_a_second_of_the_cancel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the worker in /proc.");
        using var sample = WithEndlessLog();
        using var cancel = new CancellationTokenSource();
        var begun = new TaskCompletionSource();

        var run = sample.Run(Plan, progress: new Sample.Heard(_ => begun.TrySetResult()), cancel: cancel.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.NotEmpty(RunningWorkers.Find());
        var clock = Stopwatch.StartNew();
        await cancel.CancelAsync();
        while (RunningWorkers.Find().Count > 0)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        // On a calm machine a few milliseconds; the bound is the promise.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
        var outcome = await run;
        Assert.Equal((ExtractionState.Cancelled, Reasons.Cancelled), (outcome.State, outcome.Reason));
        sample.AssertNothingStored();
    }

    [Fact]
    public async Task Is_needless_when_the_cancel_came_first()
    {
        using var sample = WithEndlessLog();

        var outcome = await sample.Run(Plan, cancel: new CancellationToken(canceled: true));

        Assert.Equal(ExtractionState.Cancelled, outcome.State);
        sample.AssertNothingStored();
    }

    [Fact]
    public async Task By_a_stranger_fails_the_job_and_stores_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the worker in /proc.");
        using var sample = WithEndlessLog();

        var outcome = await sample.Run(Plan, progress: new Sample.Heard(_ => RunningWorkers.Find().ForEach(w => w.Kill())));

        Assert.Equal((ExtractionState.Failed, Reasons.WorkerDied), (outcome.State, outcome.Reason));
        sample.AssertNothingStored();
    }

    [Fact]
    public async Task Happens_at_the_limits_of_time_and_memory()
    {
        using var sample = WithEndlessLog();

        var time = await sample.Run(Plan, limits: Sample.Limits with { WallTime = TimeSpan.FromMilliseconds(1) });
        var memory = await sample.Run(Plan, limits: Sample.Limits with { WorkerMemory = 24 * 1024 * 1024 });

        Assert.Equal(Reasons.TimeLimit, time.Reason);
        // The watch ends it, or its own heap limit does before the watch looks.
        Assert.Contains(memory.Reason, new[] { Reasons.MemoryLimit, Reasons.WorkerDied });
        sample.AssertNothingStored();
    }

    [Fact]
    public async Task Is_not_left_to_the_parent_when_the_parent_is_gone()
    {
        using var sample = WithEndlessLog();
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", [typeof(Worker).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var worker = Process.Start(start)!;
        await worker.StandardInput.WriteLineAsync(Encoding.UTF8.GetString(new WorkerJob(Plan, sample.Logs, null, [], TimeSpan.Zero, 600, Sample.Limits.WorkerMemory).ToJson()));
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.False(worker.HasExited);

        worker.StandardInput.Close();

        var rest = worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await rest;
        Assert.Equal(Worker.Orphaned, worker.ExitCode);
    }

    [Theory]
    [InlineData("{\"type\":\"end\",\"rows\":1,\"walls\":{\"writing\":true,\"files\":true,\"network\":true,\"cpu\":true},\"user\":0,\"milliseconds\":1}\n")]
    [InlineData("{\"type\":\"nonsense\"}\n")]
    [InlineData("{\"type\":\"row\",\"gate\":{},\"values\":{}}\n")]
    [InlineData("{\"type\":\"progress\",\"type\":\"progress\",\"done\":1,\"total\":1}\n")]
    [InlineData("{\"type\":\"progress\",\"done\":-1,\"total\":1}\n")]
    [InlineData("{\"type\":\"absent\",\"source\":null,\"path\":\"x\"}\n")]
    [InlineData("{\"type\":\"absent\",\"source\":\"access-log\",\"path\":\"a secret\"}\n")]
    [InlineData("{\"type\":\"failed\",\"reason\":\"a secret\",\"message\":\"\"}\n")]
    [InlineData(FileSaid + "\"a secret\",\"grew\":false,\"lines\":1,\"records\":1,\"rejected\":0,\"possiblySubject\":0,\"listed\":[],\"engine\":\"scanner/2\"" + Kept + "}}\n")]
    [InlineData(FileSaid + Hash + ",\"grew\":false,\"lines\":1,\"records\":1,\"rejected\":2,\"possiblySubject\":0,\"listed\":[],\"engine\":\"scanner/2\"" + Kept + "}}\n")]
    [InlineData(FileSaid + Hash + ",\"grew\":false,\"lines\":1,\"records\":1,\"rejected\":1,\"possiblySubject\":0,\"listed\":[{\"line\":1,\"offset\":0,\"reason\":\"a secret\"}],\"engine\":\"scanner/2\"" + Kept + "}}\n")]
    [InlineData(FileSaid + Hash + ",\"grew\":false,\"lines\":1,\"records\":1,\"rejected\":0,\"possiblySubject\":0,\"listed\":[],\"engine\":\"a secret\"" + Kept + "}}\n")]
    [InlineData(FileSaid + Hash + ",\"grew\":false,\"lines\":1,\"records\":1,\"rejected\":0,\"possiblySubject\":0,\"listed\":[],\"columns\":[\"a secret\"],\"engine\":\"scanner/2\"" + Kept + "}}\n")]
    [InlineData("{\"type\":\"end\",\"rows\":0,\"walls\":{\"writing\":true,\"files\":true,\"network\":true,\"cpu\":true},\"user\":0,\"milliseconds\":1}\n")]
    [InlineData("{\"type\":\"end\",\"rows\":0,\"walls\":null,\"user\":0,\"milliseconds\":1}\n")]
    [InlineData("[1]\n")]
    [InlineData("\n")]
    public void Is_right_when_what_it_says_makes_no_sense(string said)
    {
        var collected = new CaseDesk.Extraction.Results.CollectedRows(Plan, Sample.Limits);
        var reader = new FrameReader(new MemoryStream(Encoding.UTF8.GetBytes(said)));

        Assert.Throws<InvalidDataException>(() => collected.Take(reader.Next()!, new Sample.Heard(_ => { })));
    }

    [Fact]
    public void Is_right_when_it_hands_over_a_row_that_was_not_planned_or_hands_it_over_twice()
    {
        var right = new GatedRow(0, 1, "access-log", "endless.gz", 1, "ip", Sample.Bot, null, Sample.May2015, new Dictionary<string, string?> { ["ip"] = Sample.Bot });
        var collected = new CaseDesk.Extraction.Results.CollectedRows(Plan, Sample.Limits);
        var progress = new Sample.Heard(_ => { });

        collected.Take(new RowFrame(right), progress);

        Assert.Equal(Reasons.Gate, Assert.Throws<SourceException>(() => collected.Take(new RowFrame(right), progress)).Reason);
        Assert.Equal(Reasons.Gate, Assert.Throws<SourceException>(() => collected.Take(new RowFrame(right with { Line = 2, Instant = Sample.June2015 }), progress)).Reason);
    }

    // A few megabytes that unpack to many gigabytes.
    internal static Sample WithEndlessLog()
    {
        var sample = new Sample();
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("198.51.100.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 12 \"-\" \"agent\"\n", 10_000)));
            for (var i = 0; i < 20; i++)
                gzip.Write(lines);
        }

        using var file = File.Create(sample.Put(Endless.Location, []));
        for (var i = 0; i < 1000; i++)
            file.Write(member.GetBuffer(), 0, (int)member.Length);
        return sample;
    }
}
