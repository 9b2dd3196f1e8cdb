namespace CaseDesk.Policy;

/// <summary>What a legal request states, and nothing else: the input of a scope decision.</summary>
public sealed record RequestFacts
{
    /// <summary>Instrument name of the contract, for example <c>us-2703d-order</c>.</summary>
    public required string Instrument { get; init; }

    /// <summary>Issuer kind of the contract, for example <c>court</c>.</summary>
    public required string IssuerKind { get; init; }

    /// <summary>ISO 3166-1 alpha-2, or ISO 3166-2 where it matters (<c>US-IL</c>).</summary>
    public required string Jurisdiction { get; init; }

    /// <summary>Name of the agency as registered.</summary>
    public required string Agency { get; init; }

    public required string Reference { get; init; }

    public required DateOnly IssuedOn { get; init; }

    /// <summary>The instant of service, UTC: retention is judged here, and every item ends here.</summary>
    public required DateTimeOffset ServedAt { get; init; }

    /// <summary>In the order of their numbers, from 1.</summary>
    public required IReadOnlyList<ItemFacts> Items { get; init; }
}

/// <param name="Item">Number of the item, from 1.</param>
/// <param name="Wants">Each a data category, a source, or <c>source.field</c>.</param>
/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
public sealed record ItemFacts(int Item, string Text, IReadOnlyList<string> Wants, IReadOnlyList<IdentifierFacts> Identifiers, DateTimeOffset From, DateTimeOffset To);

/// <param name="Type">account, phone, email, ip, device.</param>
/// <param name="Value">Normalised: E.164 phone, canonical IP text (RFC 5952), lower-case e-mail domain.</param>
/// <param name="Port">1 to 65535, with an IP address only.</param>
/// <param name="At">Instant at which the address was in use, UTC, with an IP address only.</param>
public sealed record IdentifierFacts(string Type, string Value, int? Port = null, DateTimeOffset? At = null);

/// <summary>What the store of one source holds, as found: a fact, not a rule.</summary>
/// <param name="First">First instant held, inclusive; null when the store holds nothing.</param>
/// <param name="Last">Last instant held, exclusive; null when the store holds nothing.</param>
/// <param name="Gaps">Half-open intervals within [First, Last) of which the store holds nothing, in order.</param>
public sealed record SourceInventory(DateTimeOffset? First, DateTimeOffset? Last, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Gaps)
{
    public static SourceInventory Empty { get; } = new(null, null, []);
}
