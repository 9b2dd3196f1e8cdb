namespace CaseDesk.Model.Requests;

/// <summary>
/// What a reviewer has seen of what a request reaches, so that she is shown what changed since. One row for each request and person: what she sees now, and what she had
/// seen before it became that. The same seen again moves only the time: a page that is loaded twice loses no mark.
/// </summary>
public sealed class ScopeLook
{
    private ScopeLook()
    {
    }

    public ScopeLook(Guid request, Guid person, string scopeHash, string scopeJson, DateTimeOffset at) =>
        (RequestId, PersonId, ScopeHash, ScopeJson, SeenAt) = (request, person, scopeHash, scopeJson, at);

    public Guid RequestId { get; private init; }

    public Guid PersonId { get; private init; }

    public DateTimeOffset SeenAt { get; private set; }

    public string ScopeHash { get; private set; } = "";

    /// <summary>Canonical JSON of the facts and the decision, as an approval keeps it.</summary>
    public string ScopeJson { get; private set; } = "";

    /// <summary>When she last saw <see cref="BeforeJson"/>; null where she has seen one thing only.</summary>
    public DateTimeOffset? BeforeSeenAt { get; private set; }

    public string? BeforeJson { get; private set; }

    public void Again(string scopeHash, string scopeJson, DateTimeOffset at)
    {
        if (scopeHash != ScopeHash) (BeforeSeenAt, BeforeJson, ScopeHash, ScopeJson) = (SeenAt, ScopeJson, scopeHash, scopeJson);
        SeenAt = at;
    }
}
