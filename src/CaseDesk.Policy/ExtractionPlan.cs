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
public sealed record PlannedSource(string Name, SourceFormat Format, SourceCompression Compression, string Location, string? TimeFrom, TimeFormat TimeFormat, string Caveat);

/// <param name="Type">Identifier type of the contract.</param>
/// <param name="Value">Normalised value to match after normalising the record's value in the same way.</param>
/// <param name="From">Parsed part of the record that holds the key.</param>
/// <param name="Port">Where given, the record's port must be equal; only where the source has a port part.</param>
/// <param name="PortFrom">Parsed part that holds the port, where <paramref name="Port"/> applies.</param>
public sealed record PlannedSubject(string Type, string Value, string From, int? Port = null, string? PortFrom = null);

/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
/// <param name="Fields">Allow-list, in policy order, never empty.</param>
public sealed record PlannedWindow(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<PlannedField> Fields);

/// <param name="Name">Field name in the output.</param>
/// <param name="From">Parsed part of the record that gives the value.</param>
public sealed record PlannedField(string Name, string From);
