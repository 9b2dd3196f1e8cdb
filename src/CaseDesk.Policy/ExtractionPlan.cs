namespace CaseDesk.Policy;

/// <summary>What a reviewer decided on one item.</summary>
/// <param name="Fields">With <see cref="Verdict.Narrow"/>: the <c>source.field</c> names that stay; null keeps all that are available.</param>
/// <param name="From">With <see cref="Verdict.Narrow"/>: later start, or null.</param>
/// <param name="To">With <see cref="Verdict.Narrow"/>: earlier end, or null.</param>
public sealed record ItemVerdict(int Item, Verdict Decision, IReadOnlyList<string>? Fields = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

public enum Verdict
{
    Approve,
    Narrow,
    Refuse,
}

/// <summary>Exactly what may be read: compiled from an approval only, and never wider than it. Its hash is recorded before it runs.</summary>
/// <param name="Request">Number of the request, <c>CD-2026-000123</c>.</param>
/// <param name="ScopeHash">Hash of the scope decision that was approved.</param>
/// <param name="Reads">In order of item, then source in policy order. Empty when nothing was approved.</param>
public sealed record ExtractionPlan(string Request, string PolicyVersion, string ScopeHash, IReadOnlyList<PlannedRead> Reads);

/// <summary>One pass over one source for one item.</summary>
/// <param name="Source">The source as the policy of the decision describes it (only what the collector needs of it).</param>
/// <param name="Subjects">A record is the subject's when any of these matches.</param>
/// <param name="Windows">Disjoint, in order of time, none empty.</param>
public sealed record PlannedRead(int Item, PlannedSource Source, IReadOnlyList<PlannedSubject> Subjects, IReadOnlyList<PlannedWindow> Windows);

/// <summary>The part of a source's description that a collector needs.</summary>
/// <param name="TimeFrom">Parsed part that holds the instant; null for records without one: every record of the subject is then inside every window.</param>
public sealed record PlannedSource(string Name, SourceFormat Format, SourceCompression Compression, string Location, string? TimeFrom, TimeFormat TimeFormat, string Caveat)
{
    /// <summary>How bytes become text, in text formats.</summary>
    public SourceEncoding Encoding { get; init; }

    /// <summary>Zone of instants that do not tell theirs: an IANA name or an offset such as <c>+02:00</c>; null where each instant tells its own.</summary>
    public string? Zone { get; init; }

    /// <summary>Year of instants that tell none (RFC 3164); null where the file's name gives it.</summary>
    public int? Year { get; init; }

    /// <summary>Regular expression over a whole line, whose named groups are the parts; only with <see cref="SourceFormat.Regex"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>How far from its own period the records of a file may lie: files within this margin of a window are read too.</summary>
    public TimeSpan Lateness { get; init; } = Durations.UsualLateness;

    /// <summary>False where a value may be recorded in a spelling that its bytes do not show, so that every record must be parsed.</summary>
    public bool LiteralSafe { get; init; } = true;

    /// <summary>Part by which the rows of each file are in order, where the store promises so; null where nothing is promised.</summary>
    public string? SortedBy { get; init; }

    /// <summary>The engine that reads the source.</summary>
    public SourceEngine Engine { get; init; }

    /// <summary>What a collector needs of a source, with its fields resolved to the parts that hold them.</summary>
    public static PlannedSource Of(SourceDefinition source)
    {
        string? Part(string? field) => field is null ? null : source.Field(field)!.From;

        return new PlannedSource(source.Name, source.Format, source.Compression, source.Location, Part(source.TimeField), source.TimeFormat, source.Caveat)
        {
            Encoding = source.Encoding,
            Zone = source.Zone,
            Year = source.Year,
            Pattern = source.Pattern,
            Lateness = source.Lateness,
            LiteralSafe = source.LiteralSafe,
            SortedBy = Part(source.SortedBy),
            Engine = source.Engine,
        };
    }
}

/// <param name="Type">Identifier type of the contract.</param>
/// <param name="Value">Normalised value to match after normalising the record's value in the same way.</param>
/// <param name="From">Parsed part of the record that holds the key.</param>
/// <param name="Port">Where given, the record's port must be equal; only where the source has a port part.</param>
/// <param name="PortFrom">Parsed part that holds the port, where <paramref name="Port"/> applies.</param>
public sealed record PlannedSubject(string Type, string Value, string From, int? Port = null, string? PortFrom = null)
{
    /// <summary>True where upper and lower case name the same subject in this source.</summary>
    public bool FoldCase { get; init; }
}

/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
/// <param name="Fields">Allow-list, in policy order, never empty.</param>
public sealed record PlannedWindow(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<PlannedField> Fields);

/// <param name="Name">Field name in the output.</param>
/// <param name="From">Parsed part of the record that gives the value.</param>
/// <param name="Derive">The slice of the part that is the value; null for the whole part.</param>
/// <param name="Parameter">Name of the query parameter, with <see cref="Derivation.RequestParameter"/> and <see cref="Derivation.UrlParameter"/> only.</param>
public sealed record PlannedField(string Name, string From, Derivation? Derive = null, string? Parameter = null)
{
    /// <summary>Whether a derivation is about one query parameter, which must then be named.</summary>
    internal static bool NamesParameter(Derivation? derive) => derive is Derivation.RequestParameter or Derivation.UrlParameter;
}
