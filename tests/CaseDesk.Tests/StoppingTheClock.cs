using CaseDesk.Model.Requests;

namespace CaseDesk.Tests;

/// <summary>The deadline by itself: moved by exactly the time that the clock stood still, and never brought back to life.</summary>
public sealed class StoppingTheClock
{
    private static readonly DateTimeOffset Due = new(2026, 11, 30, 17, 0, 0, TimeSpan.Zero);
    private static readonly Deadline Received = new(Due, null, TimeSpan.Zero);

    [Fact]
    public void While_it_stands_still_what_was_left_stays()
    {
        var stopped = Received.Stop(Due.AddDays(-3).AddHours(-4));

        Assert.Equal(new TimeSpan(3, 4, 0, 0), stopped.Left);
        Assert.Equal(Due.AddDays(-3).AddHours(-4), stopped.StoppedSince);
        Assert.Equal(Due, stopped.At);
    }

    [Fact]
    public void Each_stop_moves_it_by_its_own_length_and_the_sum_is_kept()
    {
        var first = Received.Stop(Due.AddDays(-3)).Start(Due.AddDays(-1).AddSeconds(7));
        var second = first.Stop(Due).Start(Due.AddHours(5));

        Assert.Equal(Due.AddDays(2).AddSeconds(7), first.At);
        Assert.Equal(new TimeSpan(2, 5, 0, 7), second.StoppedFor);
        Assert.Equal(Due.Add(second.StoppedFor), second.At);
        Assert.Equal(Due, second.AsReceived);
        Assert.Null(second.StoppedSince);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void One_that_has_passed_does_not_move(long secondsLate)
    {
        var asked = Received.Stop(Due.AddSeconds(secondsLate));

        Assert.Null(asked.Left);
        Assert.Equal(Received, asked.Start(Due.AddDays(30)));
    }

    [Fact]
    public void Where_no_day_was_named_none_is_made()
    {
        var none = new Deadline(null, null, TimeSpan.Zero);

        Assert.Equal(none, none.Stop(Due).Start(Due.AddDays(1)));
    }

    [Fact]
    public void A_clock_that_is_set_back_takes_nothing_away() =>
        Assert.Equal(Received, Received.Stop(Due.AddDays(-1)).Start(Due.AddDays(-2)));

    [Fact]
    public void A_stop_during_a_stop_changes_nothing()
    {
        var stopped = Received.Stop(Due.AddDays(-3));

        Assert.Equal(stopped, stopped.Stop(Due.AddDays(-1)));
    }
}
