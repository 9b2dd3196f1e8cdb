namespace CaseDesk.Model.Requests;

/// <summary>A question to the agency about what it demands. While it is open nothing is approved, and the clock stands still.</summary>
public sealed class Clarification
{
    public const int TextMaxLength = 4000;

    private Clarification()
    {
    }

    internal Clarification(Guid request, IReadOnlyList<int> items, string question, Guid by, DateTimeOffset at) =>
        (RequestId, Items, Question, AskedBy, AskedAt) = (request, items, question, by, at);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    /// <summary>Numbers of the items that it is about; empty where it is about the whole request.</summary>
    public IReadOnlyList<int> Items { get; private init; } = [];

    public string Question { get; private init; } = "";

    public Guid AskedBy { get; private init; }

    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>What the agency answered, in the words of the clerk who recorded it; null where it never did.</summary>
    public string? Answer { get; private set; }

    public Guid? AnsweredBy { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>When it was answered, or the request ended without an answer.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public bool IsOpen => ClosedAt is null;

    internal void AnswerIs(string answer, Guid by, DateTimeOffset at) => (Answer, AnsweredBy, AnsweredAt, ClosedAt) = (answer, by, at, at);

    internal void Close(DateTimeOffset at) => ClosedAt = at;
}
