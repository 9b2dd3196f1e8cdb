using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace CaseDesk.Extraction.Engines;

/// <summary>DuckDB could not do what was asked of it. Its own words stay behind: they can quote a record.</summary>
internal sealed class DuckDbFault(DuckDBErrorType kind) : Exception
{
    public DuckDBErrorType Kind { get; } = kind;
}

/// <summary>
/// The only way to DuckDB: locked down before the first question, and asked by SELECT only. DuckDB's own lock keeps it from other files, but not from writing to
/// the allowed ones (COPY TO, ATTACH), so those words do not pass here at all.
/// </summary>
internal sealed partial class DuckDbDoor : IDisposable
{
    public const string Version = "1.5.6";

    /// <summary>The planned identifiers that are too many to be listed in a question.</summary>
    public const string Held = "held";

    private static DuckDBConnection? ahead;

    // One thread at first: those that DuckDB starts later are as confined as who tells it to.
    private readonly DuckDBConnection connection = Interlocked.Exchange(ref ahead, null) ?? new DuckDBConnection("DataSource=:memory:;threads=1");

    /// <param name="files">Full paths of the only files that it may open.</param>
    /// <param name="memoryBytes">What the whole process may use.</param>
    /// <param name="groups">Those of them that are held are put into the table <see cref="Held"/>.</param>
    /// <exception cref="DuckDbFault"/>
    /// <exception cref="SourceException">There is not enough memory.</exception>
    public DuckDbDoor(IReadOnlyCollection<string> files, long memoryBytes, IReadOnlyList<KeyGroup> groups)
    {
        try
        {
            if (connection.State != System.Data.ConnectionState.Open)
                connection.Open();
            foreach (var group in groups.Where(g => g.IsHeld))
                Hold(group);
            // The order matters: what is allowed can be said only while anything still is, and the lock comes last.
            Do($"SET allowed_paths=[{string.Join(',', files.Select(Text))}]");
            Do("SET autoinstall_known_extensions=false");
            Do("SET autoload_known_extensions=false");
            Do("SET allow_community_extensions=false");
            // The rest is for the runtime, and for what DuckDB allocates without counting it.
            Do(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit='{memoryBytes / 2 / 1024} KiB'"));
            Do("SET threads=2");
            Do("SET temp_directory=''");
            Do("SET max_temp_directory_size='0B'");
            Do("SET TimeZone='UTC'");
            Do("SET preserve_insertion_order=true");
            Do("SET enable_external_access=false");
            Do("SET lock_configuration=true");
            Select("SELECT version()", [], row => Known(row.GetString(0)));
        }
        catch (DuckDBException fault)
        {
            connection.Dispose();
            throw Fault(fault);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens DuckDB for the next door, which then need not wait for it.</summary>
    public static void OpenAhead()
    {
        var opened = new DuckDBConnection("DataSource=:memory:;threads=1");
        opened.Open();
        Interlocked.Exchange(ref ahead, opened)?.Dispose();
    }

    /// <summary>A name of the catalogue or of a file.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <param name="sql">One SELECT, made of our own words and quoted identifiers.</param>
    /// <param name="values">Everything else, in the order of the question marks.</param>
    /// <exception cref="DuckDbFault"/>
    public void Select(string sql, IReadOnlyCollection<object> values, Action<DuckDBDataReader> row)
    {
        if (!sql.StartsWith("SELECT ", StringComparison.Ordinal) || Quoted().Replace(sql, "").Contains(';', StringComparison.Ordinal))
            throw new DuckDbFault(DuckDBErrorType.Permission);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            // Without it the whole answer is held in memory first.
            command.UseStreamingMode = true;
            foreach (var value in values)
                command.Parameters.Add(new DuckDBParameter(value));
            using var reader = command.ExecuteReader();
            while (reader.Read())
                row(reader);
        }
        catch (DuckDBException fault)
        {
            throw Fault(fault);
        }
    }

    public void Dispose() => connection.Dispose();

    private void Hold(KeyGroup group)
    {
        Do($"CREATE TEMP TABLE IF NOT EXISTS {Held} (number INTEGER, key VARCHAR)");
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {Held} SELECT ?, unnest(?)";
        insert.Parameters.Add(new DuckDBParameter(group.Number));
        insert.Parameters.Add(new DuckDBParameter(group.Keys.ToList()));
        insert.ExecuteNonQuery();
    }

    private void Do(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    // Manifests name the version; another one than the tests were made with would not be the engine that they vouch for.
    private static void Known(string version)
    {
        if (version != "v" + Version)
            throw new DuckDbFault(DuckDBErrorType.Settings);
    }

    private static Exception Fault(DuckDBException fault) =>
        fault.ErrorType == DuckDBErrorType.OutOfMemory
            ? new SourceException(Reasons.MemoryLimit, "The engine that reads the source needs more memory than this installation allows.")
            : new DuckDbFault(fault.ErrorType);

    [GeneratedRegex("""
        "(?:[^"]|"")*"|'(?:[^']|'')*'
        """, RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
