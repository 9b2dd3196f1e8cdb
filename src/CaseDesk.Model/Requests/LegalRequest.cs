using CaseDesk.Model.People;

namespace CaseDesk.Model.Requests;

/// <summary>One legal demand as received. Every change goes through its methods and moves <see cref="Version"/>, which decides races.</summary>
public sealed class LegalRequest
{
    public const int ReferenceMaxLength = 100;

    private readonly List<DemandedItem> items = [];
    private readonly List<OrderDocument> documents = [];
    private readonly List<Approval> approvals = [];

    private LegalRequest()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary><c>CD-YYYY-NNNNNN</c>; given by the ledger writer in ledger order, so that there are no gaps.</summary>
    public string Number { get; private set; } = "";

    public RequestStatus Status { get; private set; } = RequestStatus.Registered;

    public string Instrument { get; private init; } = "";

    public string IssuerKind { get; private init; } = "";

    public string Jurisdiction { get; private init; } = "";

    public Guid AgencyId { get; private init; }

    public Agency? Agency { get; private init; }

    public string Reference { get; private init; } = "";

    public DateOnly IssuedOn { get; private init; }

    public DateTimeOffset ServedAt { get; private init; }

    public string? ServedAtReason { get; private init; }

    public DateTimeOffset? DueAt { get; private init; }

    public bool NonDisclosure { get; private init; }

    public DateOnly? NonDisclosureUntil { get; private init; }

    public Guid RegisteredBy { get; private init; }

    public DateTimeOffset RegisteredAt { get; private init; }

    /// <summary>Hash of the scope decision as last computed; what a reviewer binds to.</summary>
    public string ScopeHash { get; private set; } = "";

    public string ScopePolicy { get; private set; } = "";

    public DateTimeOffset ScopeDecidedAt { get; private set; }

    /// <summary>When the store deletes the first of the data that may leave; null where nothing may, or nothing expires.</summary>
    public DateTimeOffset? FirstDataExpiresAt { get; private set; }

    /// <summary>Why it was refused or withdrawn, in the words of the person who did it.</summary>
    public string? ClosingReason { get; private set; }

    public int Version { get; private set; } = 1;

    public IReadOnlyList<DemandedItem> Items => items;

    public IReadOnlyList<OrderDocument> Documents => documents;

    public IReadOnlyList<Approval> Approvals => approvals;

    public static LegalRequest Register(Registration registration, Agency agency, Guid by, DateTimeOffset at)
    {
        var request = new LegalRequest
        {
            Instrument = registration.Instrument,
            IssuerKind = registration.IssuerKind,
            Jurisdiction = registration.Jurisdiction,
            AgencyId = agency.Id,
            Agency = agency,
            Reference = registration.Reference,
            IssuedOn = registration.IssuedOn,
            ServedAt = registration.ServedAt,
            ServedAtReason = registration.ServedAtReason,
            DueAt = registration.DueAt,
            NonDisclosure = registration.NonDisclosure,
            NonDisclosureUntil = registration.NonDisclosureUntil,
            RegisteredBy = by,
            RegisteredAt = at,
        };
        request.items.AddRange(registration.Items.Select((item, index) => DemandedItem.Register(request.Id, index + 1, item, by)));
        return request;
    }

    /// <summary>Called by the ledger writer, once, inside the transaction that stores the request.</summary>
    public void GiveNumber(string number)
    {
        if (Number.Length > 0) throw new InvalidOperationException("A request keeps its number.");
        Number = number;
    }

    public OrderDocument Attach(string fileName, long size, string sha256, string storedAs, Guid by, DateTimeOffset at)
    {
        if (Status != RequestStatus.Registered) throw new Refused(RequestRefusals.IsDecided(Number));

        var document = new OrderDocument(Id, documents.Count + 1, fileName, size, sha256, storedAs, by, at);
        documents.Add(document);
        Version++;
        return document;
    }

    /// <summary>Corrects an item. What was approved was something else: the approval is void.</summary>
    public void Amend(int item, ItemRegistration registration, Guid by, DateTimeOffset at)
    {
        if (Status is not (RequestStatus.Registered or RequestStatus.Approved or RequestStatus.Extracted)) throw new Refused(RequestRefusals.IsClosed(Number));
        var demanded = items.FirstOrDefault(i => i.Number == item) ?? throw new Refused(RequestRefusals.NotFound);

        demanded.Amend(registration, by);
        foreach (var approval in approvals.Where(a => a.IsInForce)) approval.Void(at);
        Status = RequestStatus.Registered;
        Version++;
    }

    public void ScopeIs(string hash, string policy, DateTimeOffset? firstDataExpiresAt, DateTimeOffset at) =>
        (ScopeHash, ScopePolicy, FirstDataExpiresAt, ScopeDecidedAt) = (hash, policy, firstDataExpiresAt, at);

    public bool MayDecide(Guid person) => RegisteredBy != person && items.All(i => i.LastEditedBy != person);

    public Approval Decide(Approval approval, bool everythingRefused)
    {
        if (Status != RequestStatus.Registered) throw new Refused(RequestRefusals.AlreadyDecided(Number));
        if (!MayDecide(approval.DecidedBy)) throw new Refused(RequestRefusals.DeciderRegistered(Number));

        approvals.Add(approval);
        Status = everythingRefused ? RequestStatus.Refused : RequestStatus.Approved;
        Version++;
        return approval;
    }

    public Approval? ApprovalInForce => approvals.FirstOrDefault(a => a.IsInForce);

    public void DataExtracted()
    {
        if (Status != RequestStatus.Approved) throw new Refused(RequestRefusals.NotApproved(Number));

        Status = RequestStatus.Extracted;
        Version++;
    }

    /// <summary>A new attempt throws the old result away: the request waits for data again.</summary>
    public void ExtractAgain()
    {
        if (Status is not (RequestStatus.Approved or RequestStatus.Extracted)) throw new Refused(RequestRefusals.NotApproved(Number));

        Status = RequestStatus.Approved;
        Version++;
    }

    public void Disclosed()
    {
        if (Status != RequestStatus.Extracted) throw new Refused(RequestRefusals.NotExtracted(Number));

        Status = RequestStatus.Disclosed;
        Version++;
    }

    internal void LetterWritten()
    {
        if (Status == RequestStatus.Withdrawn) throw new Refused(RequestRefusals.IsClosed(Number));

        Version++;
    }

    public void Withdraw(string reason, DateTimeOffset at)
    {
        if (Status.IsEnded()) throw new Refused(RequestRefusals.IsClosed(Number));

        foreach (var approval in approvals.Where(a => a.IsInForce)) approval.Void(at);
        (Status, ClosingReason) = (RequestStatus.Withdrawn, reason);
        Version++;
    }
}
