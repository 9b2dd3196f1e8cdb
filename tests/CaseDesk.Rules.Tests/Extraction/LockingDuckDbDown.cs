using CaseDesk.Extraction.Engines;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>Through the door that production uses. The worker's walls (landlock, seccomp) stand around it besides.</summary>
public sealed class LockingDuckDbDown : IDisposable
{
    private readonly Sample sample = new();
    private readonly string allowed;
    private readonly string other;
    private readonly DuckDbDoor door;

    public LockingDuckDbDown()
    {
        allowed = sample.Put("it's, allowed.csv", "a\n1\n");
        other = sample.Put("other.csv", "a\n2\n");
        File.CreateSymbolicLink(Path.Combine(sample.Logs, "link.csv"), other);
        door = new DuckDbDoor([allowed], Sample.Limits.WorkerMemory, []);
    }

    [Fact]
    public void Leaves_the_planned_files_readable()
    {
        Assert.Equal(["1"], Ask("SELECT a::VARCHAR FROM read_csv(?)", allowed));
        Assert.Equal(["v" + DuckDbDoor.Version], Ask("SELECT version()"));
    }

    [Theory]
    [InlineData("other.csv")]
    [InlineData("it's, allowed.csv/../other.csv")]
    [InlineData("../logs/other.csv")]
    [InlineData("link.csv")]
    [InlineData("*.csv")]
    public void Refuses_any_other_file(string path)
    {
        var full = Path.Combine(sample.Logs, path);

        Assert.Throws<DuckDbFault>(() => Ask("SELECT a::VARCHAR FROM read_csv(?)", full));
        Assert.Throws<DuckDbFault>(() => Ask("SELECT content FROM read_text(?)", full));
        Assert.Throws<DuckDbFault>(() => Ask($"SELECT a::VARCHAR FROM {DuckDbDoor.Identifier(full)}"));
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO '{0}' (FORMAT csv, USE_TMP_FILE false)")]
    [InlineData("ATTACH '{0}' AS mine")]
    [InlineData("ATTACH ':memory:' AS mine")]
    [InlineData("EXPORT DATABASE '{0}'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET threads=1")]
    [InlineData("SET enable_external_access=true")]
    [InlineData("SET VARIABLE a=1")]
    [InlineData("RESET lock_configuration")]
    [InlineData("PRAGMA threads=1")]
    [InlineData("CALL pragma_version()")]
    [InlineData("CREATE TABLE t (a INTEGER)")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT ';'; SET threads=1")]
    [InlineData("SELECT \"\"\";\"; SET threads=1")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '{0}' (FORMAT csv, USE_TMP_FILE false)")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT * FROM query('COPY (SELECT 1) TO ''x'' ')")]
    public void Lets_no_other_word_through(string sql)
    {
        Assert.Throws<DuckDbFault>(() => Ask(sql.Replace("{0}", allowed.Replace("'", "''", StringComparison.Ordinal), StringComparison.Ordinal)));

        Assert.Equal("a\n1\n", File.ReadAllText(allowed));
        Assert.Equal("a\n2\n", File.ReadAllText(other));
    }

    [Theory]
    [InlineData("enable_external_access", "false")]
    [InlineData("lock_configuration", "true")]
    [InlineData("autoinstall_known_extensions", "false")]
    [InlineData("autoload_known_extensions", "false")]
    [InlineData("allow_community_extensions", "false")]
    [InlineData("threads", "2")]
    [InlineData("TimeZone", "UTC")]
    [InlineData("temp_directory", "")]
    [InlineData("preserve_insertion_order", "true")]
    public void Sets_what_must_be_set(string setting, string value) =>
        Assert.Equal([value], Ask("SELECT current_setting(?)::VARCHAR", setting));

    [Fact]
    public void Says_nothing_of_what_it_read_when_it_fails()
    {
        File.WriteAllText(allowed, "a\na secret\n");

        var fault = Assert.Throws<DuckDbFault>(() => Ask("SELECT a::VARCHAR FROM read_csv(?, columns={'a': 'INTEGER'}, header=true, auto_detect=false)", allowed));

        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public void Takes_what_is_looked_for_as_a_value()
    {
        var hostile = "'; DROP TABLE held; --";
        var many = new KeyGroup(0, "account", "account", false, [hostile, .. Enumerable.Range(0, 100).Select(i => $"{i}\"';")]);
        using var holding = new DuckDbDoor([], Sample.Limits.WorkerMemory, [many]);
        var held = new List<string>();

        holding.Select("SELECT key FROM held WHERE key = ?", [hostile], row => held.Add(row.GetString(0)));
        holding.Select("SELECT count(*)::VARCHAR FROM held", [], row => held.Add(row.GetString(0)));

        Assert.Equal([hostile, "101"], held);
    }

    public void Dispose()
    {
        door.Dispose();
        sample.Dispose();
    }

    private List<string> Ask(string sql, params object[] values)
    {
        var answers = new List<string>();
        door.Select(sql, values, row => answers.Add(row.GetString(0)));
        return answers;
    }
}
