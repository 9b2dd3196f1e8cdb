namespace CaseDesk.Policy;

/// <summary>A half-open interval, [From, To): its end belongs to the next one, so neighbours neither overlap nor leave a hole.</summary>
internal readonly record struct Period(DateTimeOffset From, DateTimeOffset To)
{
    public bool IsEmpty => From >= To;

    public Period Within(Period other) => new(Later(From, other.From), Earlier(To, other.To));

    public Period Before(DateTimeOffset end) => new(From, Earlier(To, end));

    public Period Since(DateTimeOffset start) => new(Later(From, start), To);

    public string ForPeople() => $"{Instants.ForPeople(From)} to {Instants.ForPeople(To)}";

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
