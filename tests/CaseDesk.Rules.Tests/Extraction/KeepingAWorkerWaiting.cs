using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class KeepingAWorkerWaiting : IDisposable
{
    private static readonly PlannedSource Source = Sample.LookupLog with { Name = "jsonl", Location = "log", Compression = SourceCompression.None };
    private static readonly ExtractionPlan Plan = Sample.Plan(Sample.Read(Source, "account", "acct-0001", "account", Sample.May2015, Sample.June2015, "note"));

    private readonly Sample sample = new();
    private readonly SpareWorker spare = new(Sample.Limits, []);

    public KeepingAWorkerWaiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for the worker in /proc.");
        sample.Put("log", "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"acct-0001\",\"note\":1}\n");
        sample.Places = sample.Places with { Spare = spare };
    }

    [Fact]
    public async Task Gives_each_extraction_a_worker_that_is_gone_afterwards()
    {
        spare.Prepare();
        spare.Prepare();
        var first = Assert.Single(RunningWorkers.Find());

        Assert.Equal(1, await Rows());
        Assert.Empty(RunningWorkers.Find());

        spare.Prepare();
        Assert.NotEqual(first.Id, Assert.Single(RunningWorkers.Find()).Id);
        Assert.Equal(1, await Rows());
        Assert.Equal(1, await Rows());
    }

    [Fact]
    public async Task Needs_none_that_died_while_it_waited()
    {
        spare.Prepare();
        var waiting = Assert.Single(RunningWorkers.Find());
        waiting.Kill();
        await waiting.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await Rows());
    }

    [Fact]
    public async Task Ends_with_the_application()
    {
        spare.Prepare();
        spare.Dispose();
        spare.Prepare();

        for (var patience = 0; RunningWorkers.Find().Count > 0; patience++)
        {
            Assert.True(patience < 500);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        spare.Dispose();
        sample.Dispose();
    }

    private async Task<long> Rows()
    {
        if (Directory.Exists(sample.Result))
            Directory.Delete(sample.Result, recursive: true);
        return (long)(await sample.Extract(Plan)).Result!["rowCount"]!;
    }
}
