using System.Globalization;
using System.Text;
using DuckDB.NET.Data;

namespace CaseDesk.Extraction.Generating;

/// <summary>
/// A month of look-ups in order of account and time, which is the layout in which one account is found fastest: measured on 8 million rows,
/// sixteen times faster than daily files in order of time, with a tenth of a percent of the bytes read.
/// </summary>
internal sealed class SortedParquet(LogRecipe recipe, AccountRanks ranks, ClientPool pool)
{
    private const int RowGroup = 20_480;

    /// <summary>Writes the rows of these days, which are of one month, below <paramref name="scratch"/>, and gives the path.</summary>
    public string Write(string scratch, IReadOnlyList<DateOnly> days, SubjectCounts? counts)
    {
        var (store, file) = (Path.Combine(scratch, "rows.duckdb"), Path.Combine(scratch, "rows.parquet"));
        File.Delete(store);
        File.Delete(file);
        using (var connection = new DuckDBConnection($"Data Source={store}"))
        {
            connection.Open();
            Run(connection, "SET memory_limit='1GB'");
            Run(connection, $"SET temp_directory='{Literal(Path.Combine(scratch, "spill"))}'");
            // One thread: row groups end where they end, whatever the machine does beside.
            Run(connection, "SET threads=1");
            Run(connection, "SET TimeZone='UTC'");
            Run(connection, """
                CREATE TABLE rows (place BIGINT, time TIMESTAMP, account VARCHAR, ip VARCHAR, port INTEGER, queried_handle VARCHAR,
                    user_agent VARCHAR, app VARCHAR, response_code INTEGER, push_token VARCHAR, geo VARCHAR, contact_hash VARCHAR)
                """);
            Fill(connection, days, counts);
            // The place in time makes the order total: two look-ups of one millisecond never change places.
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
                COPY (SELECT time AT TIME ZONE 'UTC' AS time, * EXCLUDE (place, time) FROM rows ORDER BY account, place)
                TO '{Literal(file)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroup})
                """));
        }

        File.Delete(store);
        return file;
    }

    private void Fill(DuckDBConnection connection, IReadOnlyList<DateOnly> days, SubjectCounts? counts)
    {
        using var appender = connection.CreateAppender("rows");
        var place = 0L;
        foreach (var day in days)
        {
            var (rows, midnight) = (new LookupDay(recipe, ranks, pool, day), day.ToDateTime(TimeOnly.MinValue));
            for (var row = 0L; row < rows.Rows; row++)
            {
                var it = rows.Make(row);
                counts?.Take(it);
                var record = appender.CreateRow()
                    .AppendValue(place++)
                    // The text formats say milliseconds; so does this one.
                    .AppendValue(midnight.AddTicks(it.Ticks - (it.Ticks % TimeSpan.TicksPerMillisecond)))
                    .AppendValue(Text(it.Account)).AppendValue(Text(it.Ip)).AppendValue(it.Port).AppendValue(Text(it.Handle))
                    .AppendValue(Text(it.UserAgent)).AppendValue(Text(it.App)).AppendValue(it.ResponseCode).AppendValue(Text(it.PushToken));
                record = it.Geo.Count == 0 ? record.AppendNullValue() : record.AppendValue(Text(it.Geo));
                record.AppendValue(Text(it.ContactHash)).EndRow();
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static string Literal(string path) => path.Replace("'", "''", StringComparison.Ordinal);

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
