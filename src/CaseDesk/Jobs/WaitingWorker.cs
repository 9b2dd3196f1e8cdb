using CaseDesk.Extraction;
using Microsoft.Extensions.Options;

namespace CaseDesk.Jobs;

/// <summary>What extractions of this process may use, and the worker that waits for the next of them.</summary>
internal sealed class WaitingWorker : BackgroundService
{
    public WaitingWorker(IOptions<CaseDeskOptions> options)
    {
        Limits = ExtractionLimits.Standard with { WallTime = options.Value.LongestExtraction, CpuTime = 2 * options.Value.LongestExtraction };
        if (options.Value.SpareWorker) Spare = new SpareWorker(Limits, options.Value.WorkerLauncher);
    }

    public ExtractionLimits Limits { get; }

    public SpareWorker? Spare { get; }

    public override void Dispose()
    {
        Spare?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Spare?.Prepare();
        return Task.CompletedTask;
    }
}
