using CaseDesk.Model.People;

namespace CaseDesk.Model.Requests;

/// <summary>One legal demand as received. Every change goes through its methods and moves <see cref="Version"/>, which decides races.</summary>
public sealed class LegalRequest
{
    public const int ReferenceMaxLength = 100;

    private readonly List<DemandedItem> items = [];
    private readonly List<OrderDocument> documents = [];
    private readonly List<Approval> approvals = [];
    private readonly List<Clarification> clarifications = [];

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

    /// <summary>As it stands now; see <see cref="Deadline"/>.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>What was left until <see cref="DueAt"/> when a question stopped the clock; null while it runs.</summary>
    public TimeSpan? ClockLeft { get; private set; }

    /// <summary>By how much questions have moved <see cref="DueAt"/> from what was received.</summary>
    public TimeSpan ClockStoppedFor { get; private set; }

    public Deadline Deadline
    {
        get => new(DueAt, ClockLeft, ClockStoppedFor);
        private set => (DueAt, ClockLeft, ClockStoppedFor) = (value.At, value.Left, value.StoppedFor);
    }

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

    public IReadOnlyList<Clarification> Clarifications => clarifications;

    public Clarification? OpenClarification => clarifications.FirstOrDefault(c => c.IsOpen);

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
        if (!AwaitsDecision) throw new Refused(RequestRefusals.IsDecided(Number));

        var document = new OrderDocument(Id, documents.Count + 1, fileName, size, sha256, storedAs, by, at);
        documents.Add(document);
        Version++;
        return document;
    }

    /// <summary>Corrects an item. What was approved was something else: the approval is void. A question stays open until its answer is recorded.</summary>
    public void Amend(int item, ItemRegistration registration, Guid by, DateTimeOffset at)
    {
        if (!AwaitsDecision && Status is not (RequestStatus.Approved or RequestStatus.Extracted)) throw new Refused(RequestRefusals.IsClosed(Number));
        var demanded = items.FirstOrDefault(i => i.Number == item) ?? throw new Refused(RequestRefusals.NotFound);

        demanded.Amend(registration, by);
        VoidApproval(at);
        if (Status != RequestStatus.Clarification) Status = RequestStatus.Registered;
        Version++;
    }

    public void ScopeIs(string hash, string policy, DateTimeOffset? firstDataExpiresAt, DateTimeOffset at)
    {
        // Whoever decides under the version before loses the race: an approval is never taken for one that was held against this version.
        if (ScopePolicy.Length > 0 && policy != ScopePolicy) Version++;
        (ScopeHash, ScopePolicy, FirstDataExpiresAt, ScopeDecidedAt) = (hash, policy, firstDataExpiresAt, at);
    }

    public bool MayDecide(Guid person) => RegisteredBy != person && items.All(i => i.LastEditedBy != person);

    /// <summary>Nothing is decided on it yet: it is registered, or the agency was asked about it.</summary>
    public bool AwaitsDecision => Status is RequestStatus.Registered or RequestStatus.Clarification;

    /// <summary>While a question is open nothing is approved. All of it may be refused: an agency that never answers does not keep a request open for ever.</summary>
    public void MustAwaitDecision(bool everythingRefused)
    {
        if (!AwaitsDecision) throw new Refused(RequestRefusals.AlreadyDecided(Number));
        if (Status == RequestStatus.Clarification && !everythingRefused) throw new Refused(RequestRefusals.ClarificationOpen(Number));
    }

    public Approval Decide(Approval approval, bool everythingRefused)
    {
        MustAwaitDecision(everythingRefused);
        if (!MayDecide(approval.DecidedBy)) throw new Refused(RequestRefusals.DeciderRegistered(Number));

        CloseQuestion(approval.DecidedAt);
        approvals.Add(approval);
        Status = everythingRefused ? RequestStatus.Refused : RequestStatus.Approved;
        Version++;
        return approval;
    }

    /// <summary>A policy that came into force allows less than was approved: the request is decided anew.</summary>
    public void ApprovalIsUnlawful(DateTimeOffset at)
    {
        if (Status is not (RequestStatus.Approved or RequestStatus.Extracted)) return;

        VoidApproval(at);
        Status = RequestStatus.Registered;
        Version++;
    }

    /// <summary>
    /// Asks the agency, which stops the clock. Whoever registered the request may ask too: neither a question nor its answer changes what may leave,
    /// only an amendment does, and whoever amends does not decide.
    /// </summary>
    public Clarification Ask(IReadOnlyList<int> about, string question, Guid by, DateTimeOffset at)
    {
        if (Status == RequestStatus.Clarification) throw new Refused(RequestRefusals.ClarificationOpen(Number));
        if (Status != RequestStatus.Registered) throw new Refused(RequestRefusals.AlreadyDecided(Number));

        var asked = new Clarification(Id, about, question, by, AsKept(at));
        clarifications.Add(asked);
        (Status, Deadline) = (RequestStatus.Clarification, Deadline.Stop(asked.AskedAt));
        Version++;
        return asked;
    }

    /// <summary>Records what the agency answered: the clock runs again, and the request waits for its decision.</summary>
    public void Answer(string answer, Guid by, DateTimeOffset at)
    {
        var open = OpenClarification ?? throw new Refused(RequestRefusals.ClarificationClosed(Number));

        open.AnswerIs(answer, by, AsKept(at));
        (Status, Deadline) = (RequestStatus.Registered, Deadline.Start(AsKept(at)));
        Version++;
    }

    private void VoidApproval(DateTimeOffset at)
    {
        foreach (var approval in approvals.Where(a => a.IsInForce)) approval.Void(at);
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

    /// <summary>What was released is wrong and is taken back: the approval that it rested on is void, and the request is decided anew.</summary>
    internal void DisclosureRecalled(DateTimeOffset at)
    {
        if (Status is not (RequestStatus.Disclosed or RequestStatus.Closed)) throw new Refused(RequestRefusals.NothingToRecall(Number));

        VoidApproval(at);
        Status = RequestStatus.Registered;
        Version++;
    }

    /// <param name="isRecall">What was handed out has to be called back, whatever became of the demand.</param>
    internal void LetterWritten(bool isRecall)
    {
        if (Status == RequestStatus.Withdrawn && !isRecall) throw new Refused(RequestRefusals.IsClosed(Number));

        Version++;
    }

    public void Withdraw(string reason, DateTimeOffset at)
    {
        if (Status.IsEnded()) throw new Refused(RequestRefusals.IsClosed(Number));

        VoidApproval(at);
        CloseQuestion(at);
        (Status, ClosingReason) = (RequestStatus.Withdrawn, reason);
        Version++;
    }

    /// <summary>The request ends: what was asked is not answered any more.</summary>
    private void CloseQuestion(DateTimeOffset at)
    {
        OpenClarification?.Close(AsKept(at));
        Deadline = Deadline.Start(AsKept(at));
    }

    // PostgreSQL keeps microseconds: finer ones would be lost from instants and stay in lengths of time, and the sum would not come out.
    private static DateTimeOffset AsKept(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
