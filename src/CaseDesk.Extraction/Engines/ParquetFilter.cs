using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>
/// SQL that leaves out rows which cannot be rows of the reads. What it passes is matched again in C#, so it may pass too much and must never pass too little.
/// An exact key is compared with the bare column: DuckDB then skips every row group whose least and greatest value exclude it.
/// </summary>
internal sealed class ParquetFilter(PlannedSource source, IReadOnlyList<PlannedRead> reads, IReadOnlyList<KeyGroup> groups, ParquetColumns columns, bool instantsAreReadable)
{
    private readonly List<object> values = [];

    public IReadOnlyList<object> Values => values;

    public string Sql()
    {
        var keys = string.Join(" OR ", groups.Select(g => $"({Key(g)})"));
        return source.TimeFrom is { } time && columns.IsZonedTime(time) && source.TimeFormat is TimeFormat.Rfc3339 or TimeFormat.Local && instantsAreReadable
            ? $"({keys}) AND ({string.Join(" OR ", Windows().Select(w => Window(DuckDbDoor.Identifier(time), w)))})"
            : $"({keys})";
    }

    private string Key(KeyGroup group)
    {
        var text = columns.Text(group.From);
        return group.Type switch
        {
            // An IPv4 address has one spelling, and those of the mapped form of IPv6; IPv6 has many, all with a colon (RFC 4291, 2.2).
            "ip" when group.Keys.Any(k => k.Contains(':', StringComparison.Ordinal)) => $"{group.Contains(text, "", values)} OR contains({text}, ':')",
            "ip" => $"{group.Contains(text, "", values)} OR contains(lower({text}), 'ffff')",
            "phone" => group.Contains($"regexp_replace({text}, '[^0-9]', '', 'g')", "", values),
            // Beyond ASCII two tables of letters may differ.
            "email" when !group.Keys.All(k => System.Text.Ascii.IsValid(k)) => "true",
            "email" => group.Contains($"lower({text})", "lower", values),
            _ when group.FoldCase => group.Contains($"lower({text})", "lower", values),
            _ => group.Contains(text, "", values),
        };
    }

    // A row without an instant, or with one that no calendar has, is a rejected record that may be the subject's; so it must not be left out by its time.
    public static bool AllInstantsAreReadable(DuckDbDoor door, SourceFile file, string time)
    {
        var all = false;
        door.Select(
            """
            SELECT coalesce(bool_and(coalesce(stats_null_count = 0
                AND TRY_CAST(stats_min_value AS TIMESTAMPTZ) >= TIMESTAMPTZ '0001-01-01 00:00:00+00'
                AND TRY_CAST(stats_max_value AS TIMESTAMPTZ) < TIMESTAMPTZ '9999-12-31 00:00:00+00', false)), false)
            FROM parquet_metadata(?) WHERE path_in_schema = ?
            """, [file.FullPath, time], row => all = row.GetBoolean(0));
        return all;
    }

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Windows() => reads.SelectMany(r => r.Windows).Select(w => (w.From, w.To)).Distinct();

    private string Window(string column, (DateTimeOffset From, DateTimeOffset To) window)
    {
        // DuckDB counts microseconds: rounded outwards, so that none is lost.
        values.Add(Microseconds(window.From.UtcTicks));
        values.Add(Microseconds(window.To.UtcTicks + TimeSpan.TicksPerMicrosecond - 1));
        return $"({column} >= make_timestamptz(?) AND {column} < make_timestamptz(?))";
    }

    private static long Microseconds(long ticks) => (ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond - (ticks < DateTimeOffset.UnixEpoch.Ticks ? 1 : 0);
}
