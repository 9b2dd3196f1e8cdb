namespace CaseDesk.Model.Requests;

/// <summary>What a clerk registers, checked and normalised.</summary>
public sealed record Registration(
    string Instrument,
    string IssuerKind,
    string Jurisdiction,
    string Reference,
    DateOnly IssuedOn,
    DateTimeOffset ServedAt,
    string? ServedAtReason,
    DateTimeOffset? DueAt,
    bool NonDisclosure,
    DateOnly? NonDisclosureUntil,
    IReadOnlyList<ItemRegistration> Items);

/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
public sealed record ItemRegistration(string Text, IReadOnlyList<string> Wants, IReadOnlyList<SubjectIdentifier> Identifiers, DateTimeOffset From, DateTimeOffset To);

/// <summary>What names the subject, normalised.</summary>
public sealed record SubjectIdentifier(string Type, string Value, int? Port = null, DateTimeOffset? At = null);
