using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Results;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class WritingResults
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0", true)]
    [InlineData("+1-202-555-0100;=1+1", true)]
    [InlineData("+12025550100", false)]
    [InlineData("+0123", false)]
    [InlineData("+1 202", true)]
    [InlineData("-", false)]
    [InlineData("--", true)]
    [InlineData("-5", false)]
    [InlineData("-5.25e-3", false)]
    [InlineData("-5.", true)]
    [InlineData("-2+3", true)]
    [InlineData("@SUM(A1)", true)]
    [InlineData("\t=1", true)]
    [InlineData("\r=1", true)]
    [InlineData("\n=1", false)]
    [InlineData(" =1", false)]
    [InlineData("plain", false)]
    [InlineData("'=1", false)]
    [InlineData("", false)]
    public void Puts_an_apostrophe_before_a_formula_and_before_nothing_else(string cell, bool escaped)
    {
        var written = CsvCells.Harmless(cell, out var counted);

        Assert.Equal(escaped ? "'" + cell : cell, written);
        Assert.Equal(escaped, counted);
    }

    [Fact]
    public void Writes_csv_as_rfc_4180_has_it()
    {
        ResultRow row = new("log,1", 3, null, new Dictionary<string, string?> { ["a"] = "x\"y", ["b"] = null, ["c"] = "=1\n" });
        ResultRow other = new("log", 9, null, new Dictionary<string, string?> { ["d"] = "+14155550123" });

        var csv = DataFiles.Csv([new ResultSection(1, "s", "-care, \"full\"", ["a", "b", "c"], [row]), new ResultSection(2, "t", "", ["c", "d"], [other])], out var escaped);

        Assert.Equal(
            "item,source,line,a,b,c,d,caveat\r\n"
            + "1,s,\"log,1:3\",\"x\"\"y\",,\"'=1\n\",,\"'-care, \"\"full\"\"\"\r\n"
            + "2,t,log:9,,,,+14155550123,\r\n",
            Encoding.UTF8.GetString(csv));
        Assert.Equal(2, escaped);
    }

    [Fact]
    public void Keeps_the_fields_of_a_source_in_policy_order()
    {
        Assert.Equal("a b c d", Order(["a", "c"], ["b", "c", "d"]));
        Assert.Equal("a b c", Order(["a", "b"], ["c"], ["b", "c"]));
        Assert.Equal("x y", Order(["x", "y"], ["y", "x"]));

        static string Order(params string[][] lists) =>
            string.Join(' ', PlannedFields.Union(lists.Select(l => (IReadOnlyList<PlannedField>)[.. l.Select(n => new PlannedField(n, n))])).Select(f => f.Name));
    }

    [Fact]
    public async Task Is_complete_with_no_rows_for_an_empty_plan()
    {
        using var sample = new Sample();
        Directory.CreateDirectory(sample.Logs);

        var outcome = await sample.Extract(Sample.Plan());

        Assert.Equal(ExtractionState.Complete, outcome.State);
        Assert.Equal(0, (long)outcome.Result!["rowCount"]!);
        Assert.Equal("item,source,line,caveat\r\n", sample.ResultText("data.csv"));
        Assert.Empty(JsonNode.Parse(sample.ResultText("data.json"))!["items"]!.AsArray());
    }

    [Fact]
    public async Task Stores_what_the_manifest_says()
    {
        using var sample = new Sample();
        sample.PutRealLog();

        var outcome = await sample.Extract(Sample.Plan(Sample.ReadBot("ip", "time")));

        Assert.Equal(["data.csv", "data.json", "manifest.json"], Directory.GetFileSystemEntries(sample.Result).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var (name, output) in outcome.Result!["outputs"]!.AsObject())
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(sample.Result, name), TestContext.Current.CancellationToken);
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), (string?)output!["sha256"]);
            Assert.Equal(bytes.Length, (int)output["size"]!);
            Assert.NotEqual(0xEF, bytes[0]);
        }

        var stored = JsonNode.Parse(sample.ResultText("manifest.json"))!;
        Assert.True(JsonNode.DeepEquals(stored, outcome.Manifest));
        Assert.True(JsonNode.DeepEquals(stored["result"], outcome.Result));
        Assert.Equal((Sample.PlanHash, "courier-1", Sample.PlanHash), ((string?)stored["result"]!["planHash"], (string?)stored["result"]!["policyVersion"], (string?)stored["result"]!["scopeHash"]));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(sample.Result, "data.json")));
        AssertOnlyStringsAndIntegers(stored);
    }

    [Fact]
    public async Task Keeps_an_equal_result_and_replaces_an_older_one_of_the_same_plan()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var plan = Sample.Plan(Sample.ReadBot("ip"));
        var first = await sample.Extract(plan);

        var again = await sample.Extract(plan);
        Assert.True(JsonNode.DeepEquals(first.Manifest, again.Manifest));

        await File.AppendAllTextAsync(Path.Combine(sample.Logs, Sample.AccessLog.Location), "x\n", TestContext.Current.CancellationToken);
        var later = await sample.Extract(plan);
        Assert.Equal(2, (long)later.Result!["rejectedCount"]!);
        Assert.True(JsonNode.DeepEquals(later.Manifest, JsonNode.Parse(sample.ResultText("manifest.json"))));
        Assert.Equal(2, Directory.GetFileSystemEntries(sample.Root).Length);
    }

    [Fact]
    public async Task Never_replaces_the_result_of_another_plan_or_a_strangers_files()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var plan = Sample.Plan(Sample.ReadBot("ip"));
        await sample.Extract(plan);

        var other = await ExtractionRun.Execute(plan, "bb", sample.Places, Sample.Limits, new Sample.Heard(_ => { }), TimeProvider.System, TestContext.Current.CancellationToken);
        var strange = await ExtractionRun.Execute(plan, "bb", sample.Places with { Result = sample.Logs }, Sample.Limits, new Sample.Heard(_ => { }), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(Reasons.ResultConflict, other.Reason);
        Assert.Equal(Reasons.ResultConflict, strange.Reason);
        Assert.Contains(Sample.PlanHash, sample.ResultText("manifest.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_with_nothing_stored_when_the_result_is_too_large()
    {
        using var sample = new Sample();
        sample.PutRealLog();

        var rows = await sample.Run(Sample.Plan(Sample.ReadBot("ip")), limits: Sample.Limits with { Rows = 481 });
        var bytes = await sample.Run(Sample.Plan(Sample.ReadBot("ip")), limits: Sample.Limits with { ResultBytes = 1000 });

        Assert.Equal((Reasons.ResultLimit, Reasons.ResultLimit), (rows.Reason, bytes.Reason));
        sample.AssertNothingStored();
    }

    // RFC 8785, 3.2.2.3: numbers beyond 2^53 and fractions are where canonical forms differ.
    private static void AssertOnlyStringsAndIntegers(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject parts:
                foreach (var (_, part) in parts)
                    AssertOnlyStringsAndIntegers(part);
                break;
            case JsonArray parts:
                foreach (var part in parts)
                    AssertOnlyStringsAndIntegers(part);
                break;
            default:
                Assert.Matches("^(\".*\"|-?[0-9]{1,15})$", node!.ToJsonString());
                break;
        }
    }
}
