using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>A throw-away logs directory, plans over it, and runs of them.</summary>
public sealed class LogStore : IDisposable
{
    public const string Caveat = "Look-ups only; \"no\" content.";

    public static readonly DateTimeOffset Start = new(2015, 5, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = new(2015, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public LogStore()
    {
        Root = Directory.CreateTempSubdirectory("casedesk-").FullName;
        Logs = Directory.CreateDirectory(Path.Combine(Root, "logs")).FullName;
        Result = Path.Combine(Root, "result");
    }

    public string Root { get; }

    public string Logs { get; }

    public string Result { get; }

    public static string RealLog
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "CaseDesk.sln")))
                folder = folder.Parent!;
            return Path.Combine(folder.FullName, "tests", "data", "access-logs", "apache_logs");
        }
    }

    public static PlannedSource Combined(string location = "access.log") =>
        new("access-log", SourceFormat.Combined, SourceCompression.None, location, "time", TimeFormat.CommonLog, Caveat);

    public static PlannedSource Jsonl(string location = "events.jsonl", SourceCompression compression = SourceCompression.None) =>
        new("lookup-log", SourceFormat.Jsonl, compression, location, "time", TimeFormat.Rfc3339, Caveat);

    public static PlannedSource Csv(string location = "accounts.csv") =>
        new("accounts", SourceFormat.Csv, SourceCompression.None, location, null, TimeFormat.Rfc3339, Caveat);

    public static PlannedWindow Window(DateTimeOffset from, DateTimeOffset to, params string[] fields) =>
        new(from, to, [.. fields.Select(f => new PlannedField(f, f))]);

    public static ExtractionPlan Plan(params PlannedRead[] reads) => new("CD-2026-000123", "courier-1", "scope", reads);

    public static ExtractionPlan PlanFor(PlannedSource source, PlannedSubject subject, params string[] fields) =>
        Plan(new PlannedRead(1, source, [subject], [Window(Start, End, fields)]));

    public static PlannedSubject Ip(string value) => new("ip", value, "ip");

    public static PlannedSubject Account(string value) => new("account", value, "account");

    public void Put(string path, string content) => Put(path, Encoding.UTF8.GetBytes(content));

    public void Put(string path, byte[] content)
    {
        var full = Path.Combine(Logs, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }

    public static byte[] Gzip(string content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(content));
        return bytes.ToArray();
    }

    public Task<ExtractionOutcome> Run(ExtractionPlan plan, ExtractionLimits? limits = null, IReadOnlyList<string>? expected = null, string? result = null, CancellationToken? cancel = null) =>
        ExtractionRun.Execute(plan, "planhash", Logs, result ?? Result, limits ?? ExtractionLimits.Default, new Progress<double>(), TimeProvider.System, cancel ?? TestContext.Current.CancellationToken, expected);

    public async Task<JsonArray> Rows(ExtractionPlan plan)
    {
        var outcome = await Run(plan);
        Assert.True(outcome.IsComplete, $"{outcome.Code}: {outcome.Reason}");
        var data = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(Result, "data.json"), TestContext.Current.CancellationToken))!;
        return data["items"]![0]!["sources"]![0]!["rows"]!.AsArray();
    }

    public async Task<string> FailureOf(ExtractionPlan plan, IReadOnlyList<string>? expected = null)
    {
        var outcome = await Run(plan, expected: expected);
        Assert.Equal(ExtractionEnd.Failed, outcome.End);
        Assert.Null(outcome.Manifest);
        Assert.False(Directory.Exists(Result));
        Assert.Equal([Logs], Directory.GetFileSystemEntries(Root));
        return outcome.Code!;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
