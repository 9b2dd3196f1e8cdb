using System.Collections.Concurrent;
using CaseDesk.Features.Account;
using MediatR;

namespace CaseDesk.Security;

/// <summary>Failures of people nobody knows: throttled first, then counted in one entry per address and minute, so that noise cannot fill the ledger.</summary>
internal sealed class Strangers(TimeProvider clock)
{
    public const int FailuresPerMinute = 20;
    private const int AddressesKept = 10_000;

    private readonly ConcurrentDictionary<(string Address, long Minute), int> failures = new();

    public bool IsThrottled(string address) => failures.GetValueOrDefault((address, Minute())) >= FailuresPerMinute;

    public void Failed(string address)
    {
        // A flood of addresses is itself one event: past the cap they share one row.
        if (failures.Count >= AddressesKept) address = "many";
        failures.AddOrUpdate((address, Minute()), 1, (_, n) => n + 1);
    }

    /// <summary>Takes out what belongs to minutes that are over (or everything, at the end).</summary>
    public IReadOnlyList<(string Address, DateTimeOffset Minute, int Count)> Take(bool everything)
    {
        List<(string, DateTimeOffset, int)> taken = [];
        foreach (var key in failures.Keys.Where(key => everything || key.Minute < Minute()))
        {
            if (failures.TryRemove(key, out var count)) taken.Add((key.Address, DateTimeOffset.FromUnixTimeSeconds(key.Minute * 60), count));
        }
        return taken;
    }

    private long Minute() => clock.GetUtcNow().ToUnixTimeSeconds() / 60;
}

/// <summary>Writes the counts of the minutes that are over, and what is left when the desk stops.</summary>
internal sealed class StrangerCounts(Strangers strangers, IServiceScopeFactory scopes, TimeProvider clock, ILogger<StrangerCounts> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Write(everything: false);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Write(everything: true);
    }

    private async Task Write(bool everything)
    {
        foreach (var (address, minute, count) in strangers.Take(everything))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Worker;
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new CountStrangers(address, minute, count));
            }
            catch (Exception fault)
            {
                log.LogError(fault, "A count of strangers' failures could not be recorded.");
            }
        }
    }
}
