namespace CaseDesk.Model.Requests;

/// <summary>One numbered demand inside a request. Decisions are per item, never per request.</summary>
public sealed class DemandedItem
{
    public const int TextMaxLength = 4000;

    private DemandedItem()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    /// <summary>From 1, as in the order.</summary>
    public int Number { get; private init; }

    /// <summary>The words of the order.</summary>
    public string Text { get; private set; } = "";

    public IReadOnlyList<string> Wants { get; private set; } = [];

    public IReadOnlyList<SubjectIdentifier> Identifiers { get; private set; } = [];

    public DateTimeOffset From { get; private set; }

    public DateTimeOffset To { get; private set; }

    public Guid LastEditedBy { get; private set; }

    internal static DemandedItem Register(Guid request, int number, ItemRegistration registration, Guid by)
    {
        var item = new DemandedItem { RequestId = request, Number = number };
        item.Amend(registration, by);
        return item;
    }

    internal void Amend(ItemRegistration registration, Guid by)
    {
        (Text, Wants, Identifiers) = (registration.Text, registration.Wants, registration.Identifiers);
        (From, To, LastEditedBy) = (registration.From, registration.To, by);
    }
}
