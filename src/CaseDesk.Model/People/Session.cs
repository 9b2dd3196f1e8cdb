namespace CaseDesk.Model.People;

/// <summary>One sign-in, in a browser or by token. Checked on every request, so that ending it works at once.</summary>
public sealed class Session
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid PersonId { get; private init; }

    public Person? Person { get; private init; }

    /// <summary>SHA-256 of the secret that the client holds: a stolen database signs nobody in.</summary>
    public byte[] SecretHash { get; private init; } = [];

    public SessionKind Kind { get; private init; }

    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public static Session Start(Guid person, SessionKind kind, byte[] secretHash, DateTimeOffset at, TimeSpan life) =>
        new() { PersonId = person, Kind = kind, SecretHash = secretHash, StartedAt = at, ExpiresAt = at + life };

    public bool IsAlive(DateTimeOffset at) => EndedAt is null && at < ExpiresAt;

    public void End(DateTimeOffset at) => EndedAt ??= at;
}

public enum SessionKind
{
    Browser,
    Token,
}
