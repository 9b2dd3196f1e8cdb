using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>Every line but the subject's holds a word that may stand nowhere outside the logs: not in a result, a survey, a message, nor in what the worker says.</summary>
[Collection(Workers.Name)]
public sealed class ReadingOtherPeoplesLines
{
    private const string Canary = "CANARY-7f3a";

    private static readonly string Deep = new string('[', 10_000) + new string(']', 10_000);

    private static readonly PlannedSource Jsonl = Sample.LookupLog with { Name = "jsonl", Location = "log", Compression = SourceCompression.None };

    private static readonly PlannedSource Regex = Jsonl with
    {
        Format = SourceFormat.Regex,
        Pattern = "(?<time>[^ ]+) (?<account>[^ ]+) (?<note>.*)",
        TimeFormat = TimeFormat.Rfc3339,
    };

    public static TheoryData<string> Formats => ["jsonl", "csv", "combined", "regex"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Says_nothing_of_them_whatever_is_wrong_with_them(string format)
    {
        using var sample = new Sample();
        var (plan, lines, rows, rejected) = Hostile(format);
        sample.Put("log", lines);
        sample.Places = sample.Places with { Surveys = sample.Surveys, SettledFor = TimeSpan.Zero };

        // Surveyed, and then only looked up.
        var first = await sample.Extract(plan);
        Directory.Delete(sample.Result, recursive: true);
        var second = await sample.Extract(plan);

        Assert.Equal(rows, Numbers(sample));
        Assert.Equal(rejected, first.Result!["rejected"]!.AsArray().Select(r => $"{r!["line"]!.ToJsonString()} {r["reason"]}"));
        Assert.Equal(first.Result.ToJsonString(), second.Result!.ToJsonString());
        // A quote that does not close hides where records end: such a file is read whole each time.
        Assert.Equal(format == "csv" ? 0 : 1, second.Manifest!["run"]!["surveyedBefore"]!.AsArray().Count);
        foreach (var file in Directory.EnumerateFiles(sample.Root, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(sample.Logs, StringComparison.Ordinal)))
            AssertSilent(file, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        AssertSilent("manifest", first.Manifest!.ToJsonString());
        await AssertSilentWorker(sample, plan);
    }

    [Theory]
    [InlineData("csv", "account,note,time,CANARY-7f3a,CANARY-7f3a\n", Reasons.SourceFormat)]
    [InlineData("csv", "CANARY-7f3a,b\nCANARY-7f3a,acct-0001\n", Reasons.SourceFormat)]
    [InlineData("csv", "account,\"CANARY-7f3a\nacct-0001,x\n", Reasons.SourceFormat)]
    [InlineData("jsonl", "CANARY-7f3a\n{\"a\":\"CANARY-7f3a\n", Reasons.SourceUnparseable)]
    [InlineData("combined", "CANARY-7f3a\nacct-0001 CANARY-7f3a\n", Reasons.SourceUnparseable)]
    [InlineData("regex", "CANARY-7f3a\n\0CANARY-7f3a\n", Reasons.SourceUnparseable)]
    [InlineData("gzip", "CANARY-7f3a\n", Reasons.SourceDamaged)]
    [InlineData("zstd", "CANARY-7f3a\n", Reasons.SourceDamaged)]
    public async Task Says_nothing_of_them_when_it_fails(string format, string content, string reason)
    {
        using var sample = new Sample();
        var plan = format switch { "gzip" => Of(Jsonl with { Compression = SourceCompression.Gzip }), "zstd" => Of(Jsonl with { Compression = SourceCompression.Zstd }), _ => Hostile(format).Plan };
        sample.Put("log", content);

        var outcome = await sample.Run(plan);

        Assert.Equal(reason, outcome.Reason);
        AssertSilent("message", outcome.Message!);
        await AssertSilentWorker(sample, plan);
        sample.AssertNothingStored();
    }

    private static (ExtractionPlan Plan, byte[] Lines, int[] Rows, string[] Rejected) Hostile(string format) => format switch
    {
        "jsonl" => (Of(Jsonl), Lines(
            Json("acct-0001", "1"), Json("other", "2"), "{\"account\":\"other\",\"note\":\"" + Canary, Json("other", Deep), Json("acct-0001", Deep.Replace("[[[[", "[\"" + Canary, StringComparison.Ordinal)),
            "{\"account\":\"other\",\"account\":\"" + Canary + "\"}", "\0" + Json("other", "3"), Json("other", "\"\\ud800\""), Json("other", "\"\\u0041 acct-0001\""), "[\"" + Canary + "\"]", Json("other", "=1"), "  ",
            Json("acct-0001-" + Canary, "\"\\ud800 acct-0001\""), "\uFEFF" + Json("other", "5"), Json("acct-0001", "12345678901234567890.10")),
            [1, 15], ["3 format", "4 format", "5 format", "7 nul", "10 format", "11 format", "12 blank", "14 format"]),
        "csv" => (Of(Jsonl with { Format = SourceFormat.Csv }), Lines(
            "account,note,time", "acct-0001,1,2015-05-17T10:00:00Z", $"other,{Canary},2015-05-17T10:00:00Z", $"other,\"{Canary}\nacct-0001,forged,2015-05-17T10:00:00Z\n\",2015-05-17T10:00:00Z", $"other,{Canary}",
            $"other,\"{Canary}\" x,y", $"other,{Canary},2015,more", $"other,\0{Canary},2015", $"other,{Canary},soon", "acct-0001,\"two\nlines\",2015-05-17T10:00:00Z", " "),
            [2, 12], ["7 columns", "8 quote", "9 columns", "10 nul", "14 blank"]),
        "combined" => (Sample.Plan(Sample.Read(Sample.AccessLog with { Location = "log" }, "ip", "192.0.2.7", "ip", Sample.May2015, Sample.June2015, "ip", "path", "user_agent")), Lines(
            Combined("192.0.2.7", "/1", "agent"), Combined("198.51.100.1", "/" + Canary, Canary), "198.51.100.1 " + Canary, Combined("198.51.100.1", "/\0", Canary),
            Combined("198.51.100.1", "/", Canary + "\" \"192.0.2.7"), Combined("198.51.100.1 " + Canary, "/", "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \\\"GET /"),
            Combined("198.51.100.1", "/\r192.0.2.7 - - [17/May/2015:10:05:03 +0000] \\\"GET /" + Canary, "a"), "", Combined("192.0.2.7", "/2", "\u001b[2J")),
            [1, 9], ["3 format", "4 nul", "5 format", "6 format", "8 blank"]),
        _ => (Of(Regex), Lines(
            "2015-05-17T10:00:00Z acct-0001 1", $"2015-05-17T10:00:00Z other {Canary} acct-0001", Canary, $"soon other {Canary}", $"2015-05-17T10:00:00Z other {Canary}\r2015-05-17T10:00:00Z acct-0001 x", "\0" + Canary, "\t",
            "2015-05-17T10:00:00Z acct-0001 =cmd|' /C calc'!A0"),
            [1, 8], ["3 format", "6 nul", "7 blank"]),
    };

    private static ExtractionPlan Of(PlannedSource source) => Sample.Plan(Sample.Read(source, "account", "acct-0001", "account", Sample.May2015, Sample.June2015, "account", "note"));

    private static string Json(string account, string note) => $"{{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"{account}\",\"token\":\"{Canary}\",\"note\":{note}}}";

    private static string Combined(string ip, string path, string agent) => $"{ip} - - [17/May/2015:10:05:03 +0000] \"GET {path} HTTP/1.1\" 200 1 \"-\" \"{agent}\"";

    private static byte[] Lines(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    private static IEnumerable<int> Numbers(Sample sample) =>
        JsonNode.Parse(sample.ResultText("data.json"))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Select(r => (int)r!["line"]!["number"]!).Order();

    private static void AssertSilent(string where, string text) => Assert.False(text.Contains(Canary, StringComparison.Ordinal), $"{where} has content of other people's lines.");

    // The application never looks at the worker's error output; a system's log might.
    private static async Task AssertSilentWorker(Sample sample, ExtractionPlan plan)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", [typeof(Worker).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var worker = Process.Start(start)!;
        var said = worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = worker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await worker.StandardInput.WriteLineAsync(Encoding.UTF8.GetString(new WorkerJob(plan, sample.Logs, null, [], TimeSpan.Zero, 600, Sample.Limits.WorkerMemory).ToJson()));
        await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        AssertSilent("standard output", await said);
        Assert.Equal("", await errors);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains(worker.ExitCode, new[] { Worker.Done, Worker.Failed });
    }
}
