using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

/// <summary>What entries say of rows, against rows as somebody exports them.</summary>
public sealed class FollowingRows
{
    private readonly List<byte[]> entries = [];
    private readonly List<Opening> lists = [];

    [Fact]
    public void Each_row_is_held_against_the_last_entry_that_speaks_of_it()
    {
        var (first, other) = (Writes(("Items", "a", "1")), Writes(("Items", "b", "1")));
        var now = Writes(("Items", "a", "2"));

        Assert.Empty(Found(Line("Items", "a", "2", now), Line("Items", "b", "1", other)));
        Assert.Equal(["state.changed 2"], Found(Line("Items", "a", "3", now), Line("Items", "b", "1", other)));
        Assert.Equal(["state.changed 1"], Found(Line("Items", "a", "2", now), Line("Items", "b", "2", other)));
        // The row of its day with the salt of its day: it was good once.
        Assert.Equal(["state.changed 2"], Found(Line("Items", "a", "1", first), Line("Items", "b", "1", other)));
        // One row does not pass for another, nor in another table.
        Assert.Equal(["state.changed 1", "state.missing 2"], Found(Line("Items", "b", "2", now)).Order());
        Assert.Equal(["state.inserted", "state.missing 2"], Found(Line("Letters", "a", "2", now), Line("Items", "b", "1", other)).Order());
    }

    [Fact]
    public void A_row_that_the_desk_removed_stays_away()
    {
        var first = Writes(("Items", "a", "1"));
        _ = Writes(("Items", "a", null));

        Assert.Empty(Found());
        Assert.Equal(["state.resurrected 1"], Found(Line("Items", "a", "1", first)));
        var again = Writes(("Items", "a", "1"));
        Assert.Empty(Found(Line("Items", "a", "1", again)));
        Assert.Equal(["state.twice 2"], Found(Line("Items", "a", "1", again), Line("Items", "a", "1", again)));
        Assert.Equal(["state.missing 2"], Found());
    }

    [Fact]
    public void Many_rows_enter_as_one_root_and_none_can_leave_the_list_beside()
    {
        _ = Writes(("Items", "a", "1"));
        (string, string, string?)[] many = [.. Enumerable.Range(0, 200).Select(i => ("Items", string.Create(CultureInfo.InvariantCulture, $"row-{i}"), (string?)"1"))];
        var salts = Writes(many);
        var after = Writes(("Items", "a", "2"));
        StateLine[] rows = [Line("Items", "a", "2", after), .. many.Select(row => Line(row.Item1, row.Item2, "1", salts))];

        Assert.True(entries[1].Length < 500);
        Assert.Single(lists);
        Assert.Empty(Found(rows));
        Assert.Equal(["state.missing 1"], Found(rows[..^1]));
        var list = lists[0];
        lists[0] = list with { Value = list.Value.Replace("row-7\"", "row-x\"", StringComparison.Ordinal) };
        Assert.Contains("state.list 1", Found(rows));
        lists.Clear();
        Assert.Contains("state.list 1", Found(rows));
    }

    [Fact]
    public void A_list_that_is_missing_accuses_no_other_entry()
    {
        (string, string, string?)[] many = [.. Enumerable.Range(0, 200).Select(i => ("Items", string.Create(CultureInfo.InvariantCulture, $"row-{i}"), (string?)"1"))];
        _ = Writes(many);
        _ = Writes(many);
        var last = Writes(many);
        StateLine[] rows = [.. many.Select(row => Line(row.Item1, row.Item2, "1", last))];

        Assert.Empty(Found(rows));
        lists.RemoveAt(1);
        Assert.Equal(["state.list 1"], Found(rows));
        lists.RemoveAt(0);
        Assert.Equal(["state.list 0", "state.list 1"], Found(rows));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    [InlineData("{\"key\":\"a\",\"row\":{\"v\":1.5},\"table\":\"Items\"}")]
    [InlineData("{\"key\":\"a\",\"row\":{\"v\":1,\"v\":2},\"table\":\"Items\"}")]
    [InlineData("{\"key\":\"a\",\"row\":{},\"salt\":\"AAAA\",\"seq\":0,\"table\":\"Items\"}")]
    [InlineData("{\"key\":\"a\",\"row\":{},\"seq\":\"0\",\"table\":\"Items\"}")]
    [InlineData("{\"key\":\"a\",\"row\":{},\"table\":\"Items\"} and more")]
    public void A_line_of_another_form_is_a_finding_and_no_fault(string line)
    {
        _ = Writes(("Items", "a", "1"));
        using var export = Export.Signed(entries);
        export.Write("state/rows.jsonl", Encoding.UTF8.GetBytes(line + "\n"));

        var report = LedgerCheck.Check(export.Folder, Vectors.LogPolicy, [], state: true);

        Assert.Contains(report.Findings, finding => finding.Code.StartsWith("state.malformed", StringComparison.Ordinal) || finding.Code.StartsWith("json.", StringComparison.Ordinal));
        Assert.Contains(report.Findings, finding => finding.Code == "state.missing");
    }

    [Fact]
    public void An_entry_whose_state_cannot_be_read_is_named()
    {
        entries.Add(Encoding.UTF8.GetBytes("{\"seq\":0,\"state\":{\"rows\":[{\"key\":\"a\",\"table\":\"Items\"}],\"v\":1}}"));
        entries.Add(Encoding.UTF8.GetBytes("{\"seq\":1,\"state\":{\"rows\":[],\"v\":2}}"));

        Assert.Equal(["state.malformed 0", "state.malformed 1"], Found());
    }

    [Fact]
    public void Without_the_file_of_rows_nothing_is_good()
    {
        using var export = Export.Signed([.. Export.Entries(3)]);

        var report = LedgerCheck.Check(export.Folder, Vectors.LogPolicy, [], state: true);

        Assert.Equal("file.missing", Assert.Single(report.Findings).Code);
    }

    /// <summary>An entry that leaves these rows; null for one that it removes. Answers its number and the salts.</summary>
    private (long Seq, Dictionary<string, byte[]> Salts) Writes(params (string Table, string Key, string? Value)[] rows)
    {
        var seq = entries.Count;
        var salts = rows.ToDictionary(row => row.Key, row => Enumerable.Repeat((byte)(seq + 1), 32).ToArray());
        var state = EntryState.Write(
            [.. rows.Select(row => new RowCommitment(row.Table, row.Key, row.Value is null ? null : RowCommitment.Commit(salts[row.Key], row.Table, row.Key, Row(row.Value))))],
            list =>
            {
                lists.Add(new Opening(seq, EntryState.Field, new byte[32], list));
                return Commitment.Commit(new byte[32], EntryState.Field, list);
            });
        entries.Add(CanonicalJson.Serialize(new JsonObject { ["seq"] = seq, ["state"] = state }));
        return (seq, salts);
    }

    private static string Row(string value) => $"{{\"v\":\"{value}\"}}";

    private static StateLine Line(string table, string key, string value, (long Seq, Dictionary<string, byte[]> Salts) of) =>
        new(table, key, Row(value), of.Seq, of.Salts.GetValueOrDefault(key) ?? of.Salts.Values.First());

    private List<string> Found(params StateLine[] rows)
    {
        using var export = Export.Signed(entries);
        LedgerDirectory.WriteState(export.Folder, rows, lists);
        var report = LedgerCheck.Check(export.Folder, Vectors.LogPolicy, [], state: true);
        if (report.IsGood) Assert.Equal(rows.Length, report.Rows);
        return [.. report.Findings.Select(finding => $"{finding.Code} {finding.Entry}".TrimEnd())];
    }
}
