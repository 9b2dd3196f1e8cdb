namespace CaseDesk.Policy;

/// <summary>One version of the rules, as loaded and checked from a policy file. Immutable.</summary>
public sealed record PolicyDocument
{
    /// <summary>Short lower-case name, for example <c>courier</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version within the name, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>What decisions cite: <c>courier-1</c>.</summary>
    public string Id => $"{Name}-{Version}";

    /// <summary>The provider as people know it, for example <c>Courier</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>First day (UTC) on which this version applies.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>Jurisdictions served directly: ISO 3166-1 alpha-2 codes.</summary>
    public required IReadOnlyList<string> Jurisdictions { get; init; }

    /// <summary>What to do for a jurisdiction that is not served, in plain words.</summary>
    public required string OtherJurisdictions { get; init; }

    public required IReadOnlyList<AuthorityRule> Rules { get; init; }

    public required IReadOnlyList<SourceDefinition> Sources { get; init; }

    /// <summary>Lower-case hex SHA-256 of the file's bytes.</summary>
    public required string Sha256 { get; init; }
}

/// <summary>Which instrument, from whom, reaches which data category. Forbids outweigh permits; silence forbids.</summary>
public sealed record AuthorityRule
{
    /// <summary>Stable id in lower case, for example <c>sca.subpoena.identification</c>.</summary>
    public required string Id { get; init; }

    public required RuleEffect Effect { get; init; }

    /// <summary>Instrument names of the contract.</summary>
    public required IReadOnlyList<string> Instruments { get; init; }

    /// <summary>Issuer kinds of the contract; empty means any.</summary>
    public required IReadOnlyList<string> IssuerKinds { get; init; }

    public required IReadOnlyList<DataCategory> Categories { get; init; }

    /// <summary>Source of the rule, for example <c>18 U.S.C. § 2703(c)(2)</c>. Never empty.</summary>
    public required string Citation { get; init; }

    /// <summary>One plain sentence for the person who reads the answer.</summary>
    public required string Explanation { get; init; }
}

public enum RuleEffect
{
    Permit,
    Forbid,
}

public enum DataCategory
{
    Subscriber,
    Identification,
    Traffic,
    Content,
}

/// <summary>A log or record system of the provider.</summary>
public sealed record SourceDefinition
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    /// <summary>What the source records, in a sentence or two.</summary>
    public required string Description { get; init; }

    /// <summary>Set where the data was never collected; such a source has no location, no format and answers <c>never-collected</c>.</summary>
    public string? NeverCollected { get; init; }

    public SourceFormat Format { get; init; }

    public SourceCompression Compression { get; init; }

    /// <summary>
    /// Path below the logs directory, forward slashes, no <c>..</c>; one <c>{yyyy-MM-dd}</c> token at most,
    /// which names the UTC day that a file holds. Empty for a source that was never collected.
    /// </summary>
    public string Location { get; init; } = "";

    /// <summary>Name of the field that holds the record's instant; null for records without one (a subscriber record has no event time).</summary>
    public string? TimeField { get; init; }

    public TimeFormat TimeFormat { get; init; }

    /// <summary>How long a record is kept, from its instant; null for as long as the account lives.</summary>
    public Retention? Retention { get; init; }

    /// <summary>First instant (UTC) from which the source was collected; null with <see cref="CollectedSinceInventory"/>.</summary>
    public DateTimeOffset? CollectedSince { get; init; }

    /// <summary>True where collection began with the first record that the store holds (<c>collectedSince: inventory</c>).</summary>
    public bool CollectedSinceInventory { get; init; }

    /// <summary>Identifier type of the contract → field of this source that holds it.</summary>
    public IReadOnlyDictionary<string, string> SubjectKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>Field that holds the port of an <c>ip</c> key; null where the source records none: the address alone is then matched.</summary>
    public string? PortField { get; init; }

    /// <summary>Words about retention for people, for example <c>life of the account plus 90 days</c>; empty where the period says all.</summary>
    public string RetentionNote { get; init; } = "";

    /// <summary>Words that must accompany the data everywhere. Never empty for a collected source.</summary>
    public string Caveat { get; init; } = "";

    /// <summary>Where the clock of the records comes from, for example <c>UTC, NTP-disciplined servers</c>.</summary>
    public string Clock { get; init; } = "";

    public required IReadOnlyList<FieldDefinition> Fields { get; init; }

    public FieldDefinition? Field(string name) => Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal));
}

/// <summary>One field of a source, in policy order.</summary>
public sealed record FieldDefinition
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    public required DataCategory Category { get; init; }

    /// <summary>Name of the parsed part that gives the value (combined: ip, time, method, path, query, protocol, status, bytes, referrer, user_agent; jsonl: top-level property; csv: column).</summary>
    public required string From { get; init; }

    /// <summary>Set where the field never leaves, with the reason in plain words.</summary>
    public string? NeverDisclosed { get; init; }
}

public enum SourceFormat
{
    /// <summary>Apache combined log format.</summary>
    Combined,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv,
}

public enum SourceCompression
{
    None,
    Gzip,
}

public enum TimeFormat
{
    /// <summary>RFC 3339 with an offset.</summary>
    Rfc3339,

    /// <summary>Common log format: <c>17/May/2015:10:05:03 +0000</c>.</summary>
    CommonLog,
}

/// <summary>How long records are kept. A store that deletes by whole UTC days keeps a day until none of it is within the period.</summary>
/// <param name="Days">Whole days, at least 1 (ISO 8601 <c>PnD</c> in the file).</param>
/// <param name="ByDay">True where deletion is by whole UTC days: the cut-off is then the start of the UTC day of (service − period).</param>
public sealed record Retention(int Days, bool ByDay);
