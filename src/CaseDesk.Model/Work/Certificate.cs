namespace CaseDesk.Model.Work;

/// <summary>
/// What a custodian of records declares of a released disclosure. A draft until the one person whom it names has read it and subscribes it; nobody can for her.
/// Subscribed, it is sealed by the desk: the seal is the organisation's, the declaration is hers.
/// </summary>
public sealed class Certificate
{
    public const int CountryMaxLength = 60;
    public const int PlaceMaxLength = 100;
    public const int ReasonMaxLength = 1000;

    private Certificate()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    public Guid DisclosureId { get; private init; }

    /// <summary>From 1, within the request.</summary>
    public int Number { get; private init; }

    /// <summary>Name of the form of declaration: <c>us</c>, <c>abroad</c> or <c>foreign</c>.</summary>
    public string Form { get; private init; } = "";

    /// <summary>Where it is signed and a false one would be punished; only with the form <c>foreign</c>.</summary>
    public string? Country { get; private init; }

    public Guid DeclarantId { get; private init; }

    public Guid DraftedBy { get; private init; }

    public DateTimeOffset DraftedAt { get; private init; }

    /// <summary>Of what is declared, as text; lower-case hex. A subscription binds to it.</summary>
    public string TextSha256 { get; private init; } = "";

    public long TextSize { get; private init; }

    /// <summary>Of the PDF that says on every page that nobody subscribed it, lower-case hex.</summary>
    public string DraftSha256 { get; private init; } = "";

    public long DraftSize { get; private init; }

    public DateTimeOffset? SubscribedAt { get; private set; }

    /// <summary>As the declarant typed it.</summary>
    public string? SubscribedName { get; private set; }

    public string? Place { get; private set; }

    public DateTimeOffset? DeclinedAt { get; private set; }

    public string? DeclinedReason { get; private set; }

    public DateTimeOffset? SealedAt { get; private set; }

    /// <summary>Of the sealed PDF, lower-case hex.</summary>
    public string? PdfSha256 { get; private set; }

    public long? PdfSize { get; private set; }

    public int Version { get; private set; } = 1;

    public bool IsDraft => SubscribedAt is null && DeclinedAt is null;

    public CertificateState State => SealedAt is not null ? CertificateState.Sealed : SubscribedAt is not null ? CertificateState.Subscribed : DeclinedAt is not null ? CertificateState.Declined : CertificateState.Draft;

    public static Certificate Draft(Disclosure disclosure, int number, string form, string? country, Guid declarant, LetterFileHash text, LetterFileHash draft, Guid by, DateTimeOffset at) => new()
    {
        RequestId = disclosure.RequestId,
        DisclosureId = disclosure.Id,
        Number = number,
        Form = form,
        Country = country,
        DeclarantId = declarant,
        DraftedBy = by,
        DraftedAt = at,
        TextSha256 = text.Sha256,
        TextSize = text.Size,
        DraftSha256 = draft.Sha256,
        DraftSize = draft.Size,
    };

    public void Subscribe(Guid person, string name, string place, string textSha256, DateTimeOffset at)
    {
        MustBeHers(person);
        MustBeADraft();
        if (textSha256 != TextSha256) throw new Refused(CertificateRefusals.Changed(Number));

        (SubscribedAt, SubscribedName, Place) = (at, name, place);
        Version++;
    }

    public void Decline(Guid person, string reason, DateTimeOffset at)
    {
        MustBeHers(person);
        MustBeADraft();

        (DeclinedAt, DeclinedReason) = (at, reason);
        Version++;
    }

    public void Seal(string pdfSha256, long pdfSize, DateTimeOffset at)
    {
        if (SubscribedAt is null) throw new Refused(CertificateRefusals.NotSubscribed(Number));
        if (SealedAt is not null) throw new Refused(CertificateRefusals.IsSubscribed(Number));

        (SealedAt, PdfSha256, PdfSize) = (at, pdfSha256, pdfSize);
        Version++;
    }

    private void MustBeHers(Guid person)
    {
        if (DeclarantId != person) throw new Refused(CertificateRefusals.NotTheDeclarant(Number));
    }

    private void MustBeADraft()
    {
        if (SubscribedAt is not null) throw new Refused(CertificateRefusals.IsSubscribed(Number));
        if (DeclinedAt is not null) throw new Refused(CertificateRefusals.IsDeclined(Number));
    }
}

public enum CertificateState
{
    Draft,

    /// <summary>Declared, and its sealed file is not made yet.</summary>
    Subscribed,
    Sealed,
    Declined,
}

public static class CertificateRefusals
{
    public static Refusal NotReleased(string number) =>
        new(1601, "not-released", $"Request {number} has no released disclosure in force: there is nothing to certify. A custodian releases it first.");

    public static Refusal NothingProduced(string number) =>
        new(1602, "nothing-to-certify", $"The disclosure of request {number} has no record: there is nothing to certify. The letter \"no records\" says that nothing was found.");

    public static Refusal FactsMissing(string number, string policy, string sources) =>
        new(1603, "business-record-missing", $"Policy {policy} states for none of the sources of request {number} ({sources}) how its records are made and kept (businessRecord): nothing could be certified under Rules 803(6) and 902(11). Have an administrator add it to a version of the policy for later decisions; for this one counsel writes a certificate by hand.");

    public static Refusal NotTheDeclarant(int certificate) =>
        new(1604, "not-the-declarant", $"Certificate {certificate} is the declaration of the person whom it names: nobody else can subscribe or decline it.", 403);

    public static Refusal Changed(int certificate) =>
        new(1605, "preview-changed", $"Certificate {certificate} does not read as you looked at it. Look again, then subscribe; if it still differs, draft it anew.");

    public static Refusal IsSubscribed(int certificate) => new(1606, "already-subscribed", $"Certificate {certificate} is subscribed: nothing about it changes any more.");

    public static Refusal IsDeclined(int certificate) => new(1607, "certificate-declined", $"Certificate {certificate} was declined. Draft another one.");

    public static Refusal NotSubscribed(int certificate) => new(1608, "not-subscribed", $"Certificate {certificate} is not subscribed: there is nothing to seal.");

    public static Refusal IsRecalled(string number) =>
        new(1609, "disclosure-recalled", $"The disclosure of request {number} that this certificate is about is recalled: nobody declares anything about it any more. Draft one for the corrected disclosure.");

    public static Refusal NoSuchCertificate(string number) => new(1610, "not-found", $"Request {number} has no such certificate.", 404);

    /// <summary>500: no person did anything wrong, and no other request of hers would help.</summary>
    public static Refusal Damaged { get; } =
        new(1611, "result-damaged", "The stored certificate is not the one that was made. It is not handed out. Tell the operator: the ledger has an entry of this.", 500);
}
