namespace CaseDesk.Extraction;

/// <summary>One value of a row.</summary>
/// <param name="Field">Field name of the policy.</param>
/// <param name="Value">Verbatim text, or null where the record has none.</param>
public sealed record RowValue(string Field, string? Value);

/// <summary>Where a row comes from and why it was taken: for the second gate. Only its place is kept.</summary>
/// <param name="File">Below the logs directory.</param>
/// <param name="Line">Number of the record's first line, from 1.</param>
/// <param name="Offset">Byte offset in the uncompressed file.</param>
/// <param name="KeyType">Identifier type of the contract.</param>
/// <param name="Key">The record's key as it stands there.</param>
/// <param name="Port">The record's port as it stands there, where the subject has one.</param>
/// <param name="Instant">UTC; null for a source without times.</param>
public sealed record RowGate(int Item, string Source, string File, long Line, long Offset, string KeyType, string? Key, string? Port, DateTimeOffset? Instant);

/// <summary>A row that a worker hands over.</summary>
public sealed record ExtractedRow(RowGate Gate, IReadOnlyList<RowValue> Values);
