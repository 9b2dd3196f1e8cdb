namespace CaseDesk.Extraction;

/// <summary>A row as the worker hands it over: where it stands, why it is said to belong, and the values.</summary>
/// <param name="Read">Index into the plan's reads, from 0.</param>
/// <param name="File">Relative to the logs directory, forward slashes.</param>
/// <param name="Line">Physical line, from 1; in Parquet the row of the file, from 1.</param>
/// <param name="KeyType">Identifier type of the subject that matched.</param>
/// <param name="KeyValue">The record's key, as found.</param>
/// <param name="Port">The record's port, where the subject names one.</param>
/// <param name="Instant">The record's instant; null where the source has none.</param>
/// <param name="Values">Field name to value as recorded; null where the record has none.</param>
public sealed record GatedRow(
    int Read, int Item, string Source, string File, long Line,
    string KeyType, string KeyValue, int? Port, DateTimeOffset? Instant,
    IReadOnlyDictionary<string, string?> Values);
