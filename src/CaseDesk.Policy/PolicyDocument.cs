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

    /// <summary>The bodies of law that the instruments come from; empty where the file names none.</summary>
    public IReadOnlyList<Regime> Regimes { get; init; } = [];

    /// <summary>What the file says of single instruments; an instrument that it does not name has rules all the same, if there are any.</summary>
    public IReadOnlyList<InstrumentBasis> Instruments { get; init; } = [];

    public required IReadOnlyList<AuthorityRule> Rules { get; init; }

    /// <summary>Instruments in the order of their authority. Checked when the file is read: a later one reaches all that an earlier one does.</summary>
    public IReadOnlyList<AuthorityChain> Chains { get; init; } = [];

    /// <summary>What makes the desk propose narrowing. A limit never changes an outcome.</summary>
    public IReadOnlyList<DemandLimit> Limits { get; init; } = [];

    /// <summary>Words of orders and what they mean here.</summary>
    public IReadOnlyList<Phrase> Phrases { get; init; } = [];

    public required IReadOnlyList<SourceDefinition> Sources { get; init; }

    /// <summary>Lower-case hex SHA-256 of the file's bytes.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whose instrument a rule is about; empty means anybody's. What is forbidden is forbidden to a wrong issuer too.</summary>
    public IReadOnlyList<string> IssuersOf(AuthorityRule rule, string instrument) =>
        rule.IssuerKinds.Count > 0 || rule.Effect == RuleEffect.Forbid
            ? rule.IssuerKinds
            : Instruments.FirstOrDefault(basis => string.Equals(basis.Name, instrument, StringComparison.Ordinal))?.IssuerKinds ?? [];
}

/// <summary>Which instrument, from whom, reaches which data category. Forbids outweigh permits; silence forbids.</summary>
public sealed record AuthorityRule
{
    /// <summary>Stable id in lower case, for example <c>sca.subpoena.identification</c>.</summary>
    public required string Id { get; init; }

    public required RuleEffect Effect { get; init; }

    /// <summary>Instrument names of the contract.</summary>
    public required IReadOnlyList<string> Instruments { get; init; }

    /// <summary>Issuer kinds of the contract; empty means whoever may issue the instrument (and anybody, where the rule forbids).</summary>
    public required IReadOnlyList<string> IssuerKinds { get; init; }

    public required IReadOnlyList<DataCategory> Categories { get; init; }

    /// <summary>Sources, and single fields as <c>source.field</c>, that the rule is about; empty means every field of its categories.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>False where nobody has held the rule against its source yet: it is shown, and decides nothing.</summary>
    public bool Verified { get; init; } = true;

    /// <summary>Source of the rule, for example <c>18 U.S.C. § 2703(c)(2)</c>. Never empty.</summary>
    public required string Citation { get; init; }

    /// <summary>One plain sentence for the person who reads the answer.</summary>
    public required string Explanation { get; init; }
}

public enum RuleEffect
{
    /// <summary>The instrument reaches the data.</summary>
    Permit,

    /// <summary>It does not, whatever permits it.</summary>
    Forbid,

    /// <summary>The provider may disclose if it determines that it may (18 U.S.C. § 2702(b)(8), (c)(4)): its own decision, never <c>available</c>.</summary>
    Discretion,

    /// <summary>The instrument reaches keeping the data, and no disclosure (18 U.S.C. § 2703(f); Regulation (EU) 2023/1543, Art. 4(3)).</summary>
    Preserve,
}

/// <summary>A body of law.</summary>
/// <param name="Id">Short lower-case name, for example <c>sca</c>.</param>
/// <param name="Label">As people call it.</param>
/// <param name="Citation">Where it stands.</param>
public sealed record Regime(string Id, string Label, string Citation);

/// <summary>Where an instrument comes from.</summary>
/// <param name="Name">Instrument name of the contract.</param>
/// <param name="Regime">Id of its regime.</param>
/// <param name="Basis">Legal basis, for example <c>18 U.S.C. § 2703(d)</c>.</param>
/// <param name="IssuerKinds">Who may issue it, where a permit names nobody; empty means anybody.</param>
/// <param name="Note">What people who send one need to know; empty where nothing.</param>
public sealed record InstrumentBasis(string Name, string Regime, string Basis, IReadOnlyList<string> IssuerKinds, string Note);

/// <summary>Instruments in the order of their authority, least first.</summary>
public sealed record AuthorityChain(string Id, IReadOnlyList<string> Instruments);

/// <summary>A size of a demand above which the desk proposes to narrow it.</summary>
/// <param name="Instruments">Instruments that it is about; empty means any.</param>
/// <param name="LongestPeriodDays">Longest period of an item, in days of 24 hours; null where the limit is not about periods.</param>
/// <param name="MostIdentifiers">Most identifiers of an item; null where it is not about them.</param>
public sealed record DemandLimit(string Id, IReadOnlyList<string> Instruments, int? LongestPeriodDays, int? MostIdentifiers, string Citation, string Explanation);

/// <summary>Words of orders and what they mean under this policy: exactly one of <see cref="Means"/>, <see cref="Choose"/>, <see cref="NotReached"/> and <see cref="NeverCollected"/> is set.</summary>
public sealed record Phrase
{
    public required string Id { get; init; }

    /// <summary>Spellings, as orders have them; compared without case, marks and repeated spaces.</summary>
    public required IReadOnlyList<string> Say { get; init; }

    /// <summary>Categories, sources and <c>source.field</c> that the words mean.</summary>
    public IReadOnlyList<string> Means { get; init; } = [];

    /// <summary>What the words may mean: a clerk chooses, since nothing is widened in silence.</summary>
    public IReadOnlyList<string> Choose { get; init; } = [];

    /// <summary>Why no process reaches what the words mean; null where one may.</summary>
    public string? NotReached { get; init; }

    /// <summary>Why there is no such data; null where there may be.</summary>
    public string? NeverCollected { get; init; }

    public required string Citation { get; init; }

    /// <summary>One plain sentence for the person who reads the answer; empty where the meaning says all.</summary>
    public string Explanation { get; init; } = "";
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
    /// Path below the logs directory, forward slashes, no <c>..</c>. Date tokens in braces, made of <c>yyyy</c>, <c>MM</c>, <c>dd</c>, <c>HH</c> with
    /// <c>-</c> or <c>_</c> or nothing between, name the UTC month, day or hour that a file holds: <c>{yyyy-MM-dd}</c>, <c>{yyyy}/{MM}/{dd}/{HH}</c>.
    /// Empty for a source that was never collected.
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

    /// <summary>How bytes become text.</summary>
    public SourceEncoding Encoding { get; init; }

    /// <summary>Zone of instants without one: an IANA name or an offset such as <c>+02:00</c>; null where each instant tells its own.</summary>
    public string? Zone { get; init; }

    /// <summary>Year of instants without one; null where the location's date gives it.</summary>
    public int? Year { get; init; }

    /// <summary>Regular expression with named groups; only with <see cref="SourceFormat.Regex"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>How far from its own period the records of a file may lie.</summary>
    public TimeSpan Lateness { get; init; } = Durations.UsualLateness;

    /// <summary>False where every record must be parsed, because bytes do not show values as they are.</summary>
    public bool LiteralSafe { get; init; } = true;

    /// <summary>Field by which the rows of each file are in order; null where nothing is promised.</summary>
    public string? SortedBy { get; init; }

    /// <summary>What reads the source.</summary>
    public SourceEngine Engine { get; init; }

    /// <summary>Identifier types of <see cref="SubjectKeys"/> that are compared without regard to case.</summary>
    public IReadOnlySet<string> FoldedKeys { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Words about retention for people, for example <c>life of the account plus 90 days</c>; empty where the period says all.</summary>
    public string RetentionNote { get; init; } = "";

    /// <summary>Words that must accompany the data everywhere. Never empty for a collected source.</summary>
    public string Caveat { get; init; } = "";

    /// <summary>Where the clock of the records comes from, for example <c>UTC, NTP-disciplined servers</c>.</summary>
    public string Clock { get; init; } = "";

    /// <summary>Notes for whoever reads the data, a sentence each: what a value means, and what it does not.</summary>
    public IReadOnlyList<string> Interpretation { get; init; } = [];

    /// <summary>What a custodian can certify of the records; null where the provider states nothing, and nothing is then certified.</summary>
    public BusinessRecord? BusinessRecord { get; init; }

    public required IReadOnlyList<FieldDefinition> Fields { get; init; }

    public FieldDefinition? Field(string name) => Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal));
}

/// <summary>The facts of a regularly conducted activity (Federal Rules of Evidence 803(6)) and of the process that makes the records (902(13)), as the provider states them.</summary>
public sealed record BusinessRecord
{
    /// <summary>When a record is made, relative to what it records; 803(6)(A).</summary>
    public required string Made { get; init; }

    /// <summary>Who or what makes it, or from whose knowledge it comes; 803(6)(A).</summary>
    public required string By { get; init; }

    /// <summary>In the course of which regularly conducted activity it is kept; 803(6)(B).</summary>
    public required string Kept { get; init; }

    /// <summary>That making it is a regular practice of that activity; 803(6)(C).</summary>
    public required string Practice { get; init; }

    /// <summary>The electronic process or system, and why its result is accurate; 902(13).</summary>
    public required string Process { get; init; }
}

/// <summary>One field of a source, in policy order.</summary>
public sealed record FieldDefinition
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    public required DataCategory Category { get; init; }

    /// <summary>
    /// Name of the parsed part that gives the value (clf: ip, time, method, path, query, protocol, status, bytes; combined: these, referrer and user_agent;
    /// jsonl: top-level property; csv, parquet: column; regex: named group).
    /// </summary>
    public required string From { get; init; }

    /// <summary>The slice of the part that is the value; null for the whole part.</summary>
    public Derivation? Derive { get; init; }

    /// <summary>Name of the query parameter, where <see cref="Derive"/> is about one.</summary>
    public string? Parameter { get; init; }

    /// <summary>Set where the field never leaves, with the reason in plain words.</summary>
    public string? NeverDisclosed { get; init; }

    /// <summary>What a value is, for people and for the column of a production.</summary>
    public FieldType Type { get; init; }

    /// <summary>Set where the field is kept shorter than the record that it stands in.</summary>
    public Retention? Retention { get; init; }
}

/// <summary>What a value is.</summary>
public enum FieldType
{
    Text,
    Instant,
    Number,
    Account,
    Phone,
    Email,
    Ip,
    Port,
    Device,
}

public enum SourceFormat
{
    /// <summary>Apache combined log format.</summary>
    Combined,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv,

    /// <summary>Common log format: combined without referrer and user agent.</summary>
    Clf,

    /// <summary>Lines that a regular expression with named groups describes.</summary>
    Regex,

    /// <summary>Apache Parquet; columns are the parts.</summary>
    Parquet,
}

/// <summary>How the bytes of a text format become characters.</summary>
public enum SourceEncoding
{
    /// <summary>RFC 3629; a record that is not well-formed is rejected.</summary>
    Utf8,

    /// <summary>ISO 8859-1: every byte is a character.</summary>
    Latin1,

    /// <summary>Windows code page 1252.</summary>
    Windows1252,
}

/// <summary>What reads a source.</summary>
public enum SourceEngine
{
    /// <summary>The scanner for text, DuckDB for Parquet.</summary>
    Auto,

    /// <summary>The byte scanner; text formats only.</summary>
    Scanner,

    /// <summary>DuckDB finds the records; in text formats the scanner's parsers make the values.</summary>
    DuckDb,
}

/// <summary>A slice of a part. What cannot be told apart is empty, never guessed.</summary>
public enum Derivation
{
    /// <summary>Of a request line (RFC 9112, 3): the method.</summary>
    RequestMethod,

    /// <summary>Of a request line: the target up to the query.</summary>
    RequestPath,

    /// <summary>Of a request line: the target's query.</summary>
    RequestQuery,

    /// <summary>Of a request line: the protocol version.</summary>
    RequestProtocol,

    /// <summary>Of a request line: the first value of one query parameter, percent-encoded as recorded.</summary>
    RequestParameter,

    /// <summary>Of a URL (RFC 3986) or request target: the path.</summary>
    UrlPath,

    /// <summary>Of a URL or request target: the query.</summary>
    UrlQuery,

    /// <summary>Of an absolute URL: the host, without user information and port.</summary>
    UrlHost,

    /// <summary>Of a URL or request target: the first value of one query parameter, percent-encoded as recorded.</summary>
    UrlParameter,
}

public enum SourceCompression
{
    None,
    Gzip,

    /// <summary>RFC 8878.</summary>
    Zstd,
}

public enum TimeFormat
{
    /// <summary>RFC 3339 with an offset.</summary>
    Rfc3339,

    /// <summary>Common log format: <c>17/May/2015:10:05:03 +0000</c>.</summary>
    CommonLog,

    /// <summary>Seconds since 1970-01-01T00:00:00Z, with or without decimals.</summary>
    UnixSeconds,

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    UnixMilliseconds,

    /// <summary>RFC 3339 whose offset may be missing: <c>2026-06-01 12:30:00.123</c>; then it is in the source's zone.</summary>
    Local,

    /// <summary>RFC 3164: <c>Jun  1 12:30:00</c>, without year and zone; the source gives both.</summary>
    Syslog,
}

/// <summary>How long records are kept. A store that deletes by whole UTC days keeps a day until none of it is within the period.</summary>
/// <param name="Days">Whole days, at least 1 (ISO 8601 <c>PnD</c> in the file).</param>
/// <param name="ByDay">True where deletion is by whole UTC days: the cut-off is then the start of the UTC day of (service − period).</param>
public sealed record Retention(int Days, bool ByDay);
