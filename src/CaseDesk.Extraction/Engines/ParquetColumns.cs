using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>
/// The planned columns of one Parquet file, and how their values become text: numbers and truth values plain, instants as RFC 3339 writes them with as many
/// decimals as they need. A column without a zone gives its local time without an offset, which only a source that says its zone can read. Bytes, intervals and
/// nested values have no text that two readers would agree on: a plan that names one is refused.
/// </summary>
internal sealed class ParquetColumns
{
    /// <summary>The name that DuckDB gives to the number of a row, from 0.</summary>
    public const string RowNumber = "file_row_number";

    private const string ZonedTime = "TIMESTAMP WITH TIME ZONE";

    private readonly Dictionary<string, string> types = new(StringComparer.Ordinal);

    /// <exception cref="SourceException">A planned column is missing, ambiguous or has no text.</exception>
    public ParquetColumns(IReadOnlyList<(string Name, string? Type)> top, PlannedSource source, string file, IEnumerable<string> parts)
    {
        // DuckDB does not tell upper from lower case in names, and its own name for the row's number would give way to a column's.
        var spellings = top.ToLookup(c => c.Name, StringComparer.OrdinalIgnoreCase);
        if (spellings.Contains(RowNumber))
            throw Refused(source, file, $"has a column '{RowNumber}', a name that the engine keeps for itself");
        foreach (var part in parts)
        {
            var named = spellings[part].ToList();
            if (named.All(c => c.Name != part))
                throw Refused(source, file, $"has no column '{part}'");
            if (named.Count > 1)
                throw Refused(source, file, $"has more than one column '{part}', upper and lower case being the same to the engine");
            types[part] = named[0].Type is { } type && HasText(type) ? type : throw Refused(source, file, $"has a column '{part}' whose values have no plain text");
        }

        if (source.TimeFrom is { } time && types[time].StartsWith("TIMESTAMP", StringComparison.Ordinal) && types[time] != ZonedTime && source.TimeFormat != TimeFormat.Local)
            throw Refused(source, file, $"has instants without a zone in column '{time}', and the source does not say which zone is meant");
    }

    /// <summary>The file's top columns.</summary>
    /// <exception cref="DuckDbFault"/>
    public static IReadOnlyList<(string Name, string? Type)> Read(DuckDbDoor door, SourceFile file)
    {
        var all = new List<(string Name, long Children, string? Type)>();
        door.Select("SELECT name, coalesce(num_children, 0), duckdb_type FROM parquet_schema(?)", [file.FullPath], row =>
            all.Add((row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2))));
        return Top(all);
    }

    /// <summary>True where the column's own values can be compared with instants in UTC.</summary>
    public bool IsZonedTime(string part) => types[part] == ZonedTime;

    /// <summary>SQL for the column's text.</summary>
    public string Text(string part) => types[part] switch
    {
        "VARCHAR" => DuckDbDoor.Identifier(part),
        ZonedTime => $"replace(replace({DuckDbDoor.Identifier(part)}::VARCHAR, ' ', 'T'), '+00', 'Z')",
        var type when type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => $"replace({DuckDbDoor.Identifier(part)}::VARCHAR, ' ', 'T')",
        _ => $"{DuckDbDoor.Identifier(part)}::VARCHAR",
    };

    private static bool HasText(string type) => type is
        "VARCHAR" or "JSON" or "UUID" or "BOOLEAN" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT"
        or "FLOAT" or "DOUBLE" or "DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" or ZonedTime
        || type.StartsWith("DECIMAL(", StringComparison.Ordinal);

    // The schema is a tree in one list, each element before its children; the first is the root.
    private static List<(string Name, string? Type)> Top(List<(string Name, long Children, string? Type)> all)
    {
        var top = new List<(string, string?)>();
        for (var at = 1; at < all.Count; at++)
        {
            top.Add((all[at].Name, all[at].Children == 0 ? all[at].Type : null));
            for (var open = all[at].Children; open > 0 && at + 1 < all.Count; open--)
                open += all[++at].Children;
        }

        return top;
    }

    private static SourceException Refused(PlannedSource source, string file, string what) =>
        new(Reasons.SourceFormat, $"Source '{source.Name}', file '{file}' {what}.");
}

/// <summary>One row of a Parquet file: the planned columns and nothing else.</summary>
internal sealed class ParquetRow() : RecordFormat(SourceEncoding.Utf8)
{
    private readonly Dictionary<string, string?> values = new(StringComparer.Ordinal);

    public void Put(string part, string? value) => values[part] = value;

    public override string? Take(ReadOnlyMemory<byte> record, bool wanted) => null;

    public override string? Part(string name) => values.GetValueOrDefault(name);
}
