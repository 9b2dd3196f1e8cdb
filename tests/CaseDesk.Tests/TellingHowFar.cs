using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests;

/// <summary>What a program learns of an extraction while it runs, on a desk of its own.</summary>
public sealed class TellingHowFar : IAsyncLifetime
{
    private readonly CaseDeskApp app = RealLog.ADesk();

    [Fact]
    public async Task Says_bytes_and_an_end_once_that_can_be_measured_and_begins_anew_after_a_kill()
    {
        await app.MakeLogLarge();
        await app.MakeLogLarge();
        var size = new FileInfo(RealLog.Log(app)).Length;
        var number = await app.AnApprovedWarrant();
        await app.InTheMiddle(number);
        await app.Kill();
        await app.Start();

        var seen = await Follow(number);

        var running = seen.Where(view => view.State == "running").ToList();
        Assert.All(seen, view => Assert.InRange(view.Done, 0, view.Total));
        Assert.All(seen.Where(view => view.Total > 0), view => Assert.Equal((size, (double)view.Done / size), (view.Total, view.Progress)));
        Assert.True(running.Where(view => view.Attempt == 2).Select(view => view.Done).Distinct().Count() > 2);
        // It began anew, however late the first look at it came on a busy machine.
        Assert.True(running.First(view => view.Attempt == 2).Progress < 0.5);
        Assert.True(running.Where(view => view.Attempt == 2).Select(view => view.Done).SequenceEqual(running.Where(view => view.Attempt == 2).Select(view => view.Done).Order()));
        // Honest: not before there is something to measure, and later within a time that can be believed. Near the end what is told may already be past when it arrives.
        Assert.All(running.Where(view => view.Progress < 0.01), view => Assert.Null(view.End));
        var said = running.Where(view => view.End is not null).ToList();
        Assert.NotEmpty(said);
        Assert.All(said, view => Assert.True(view.Progress >= 0.01));
        Assert.All(said, view => Assert.InRange(view.End!.Value, view.At.AddSeconds(-10), seen[^1].At.AddMinutes(10)));
        var done = seen[^1];
        Assert.Equal(("complete-with-rejects", 1.0, size, size, (DateTimeOffset?)null), (done.State, done.Progress, done.Done, done.Total, done.End));
    }

    private async Task<List<Glance>> Follow(string number)
    {
        List<Glance> seen = [];
        for (var i = 0; i < 1200; i++)
        {
            var view = await app.Extraction(number);
            Assert.True(view["estimatedEnd"] is not null || !view.AsObject().ContainsKey("estimatedEnd"));
            seen.Add(Glance.Of(view));
            if (seen[^1].State is not ("queued" or "running")) return seen;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The extraction did not finish.");
    }

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private sealed record Glance(DateTimeOffset At, string State, int Attempt, double Progress, long Done, long Total, DateTimeOffset? End)
    {
        public static Glance Of(JsonNode view) => new(
            TimeProvider.System.GetUtcNow(), view["state"]!.ToString(), (int)view["attempt"]!, (double)view["progress"]!, (long)view["bytesDone"]!, (long)view["bytesTotal"]!,
            view["estimatedEnd"] is { } end ? DateTimeOffset.Parse(end.ToString(), CultureInfo.InvariantCulture) : null);
    }
}
