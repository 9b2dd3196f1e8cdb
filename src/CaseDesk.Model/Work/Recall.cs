using CaseDesk.Model.Requests;

namespace CaseDesk.Model.Work;

/// <summary>A released disclosure that is wrong and was taken back. It stays what it was, and so do its files: what was handed out cannot be unsaid, only corrected.</summary>
public sealed class Recall
{
    public const int ReasonMaxLength = 1000;

    private Recall()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    public Guid DisclosureId { get; private init; }

    /// <summary>In the words of the person who recalled it; the agency reads them.</summary>
    public string Reason { get; private init; } = "";

    public Guid RecalledBy { get; private init; }

    public DateTimeOffset RecalledAt { get; private init; }

    /// <summary>The approval that the disclosure rested on is void with it, and the request waits for another decision.</summary>
    public static Recall Make(LegalRequest request, Disclosure disclosure, string reason, Guid by, DateTimeOffset at)
    {
        if (!disclosure.IsReleased) throw new Refused(RequestRefusals.NothingToRecall(request.Number));

        request.DisclosureRecalled(at);
        return new() { RequestId = request.Id, DisclosureId = disclosure.Id, Reason = reason, RecalledBy = by, RecalledAt = at };
    }
}
