namespace CaseDesk.Model.Requests;

/// <summary>When an answer is owed, and how that came to be: a question to the agency stops the clock.</summary>
/// <param name="At">As it stands; null where no day was named. While the clock stands still it does not count down.</param>
/// <param name="Left">What was left when the clock was stopped; null while it runs.</param>
/// <param name="StoppedFor">How long it has stood still before, all in all.</param>
public readonly record struct Deadline(DateTimeOffset? At, TimeSpan? Left, TimeSpan StoppedFor)
{
    public DateTimeOffset? AsReceived => At - StoppedFor;

    public DateTimeOffset? StoppedSince => At - Left;

    /// <summary>A deadline that has passed does not come back to life: a question that is asked after it moves nothing.</summary>
    public Deadline Stop(DateTimeOffset at) => Left is null && At > at ? this with { Left = At - at } : this;

    /// <summary>The deadline moves by exactly the time that the clock stood still.</summary>
    public Deadline Start(DateTimeOffset at)
    {
        // Two sites' clocks may differ by a little: time does not run backwards for it.
        if (StoppedSince is not { } since || at <= since) return this with { Left = null };

        return new Deadline(At + (at - since), null, StoppedFor + (at - since));
    }
}
