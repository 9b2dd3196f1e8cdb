using System.Text;
using System.Text.Json;
using CaseDesk.Extraction;
using CaseDesk.Policy;
using Json.Schema;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>Workers take turns: a test that looks for its worker must find only its own.</summary>
[CollectionDefinition(Name)]
public sealed class Workers
{
    public const string Name = "extraction workers";
}

/// <summary>A logs directory and a result directory of one test.</summary>
internal sealed class Sample : IDisposable
{
    public const string PlanHash = "00000000000000000000000000000000000000000000000000000000000000aa";
    public const string Bot = "66.249.73.135";

    public static readonly DateTimeOffset May2015 = new(2015, 5, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset June2015 = new(2015, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ExtractionLimits Limits = ExtractionLimits.Standard with { WallTime = TimeSpan.FromSeconds(60) };

    public static readonly PlannedSource AccessLog =
        new("access-log", SourceFormat.Combined, SourceCompression.None, "access-log/access.log", "time", TimeFormat.CommonLog, "An address is not a person.");

    public static readonly PlannedSource LookupLog =
        new("lookup-log", SourceFormat.Jsonl, SourceCompression.Gzip, "lookup-log/lookup-{yyyy-MM-dd}.jsonl.gz", "time", TimeFormat.Rfc3339, "A look-up is not a communication.");

    public static readonly PlannedSource Accounts =
        new("accounts", SourceFormat.Csv, SourceCompression.None, "accounts/accounts.csv", null, TimeFormat.Rfc3339, "As entered by the subscriber.");

    public Sample()
    {
        Root = Directory.CreateTempSubdirectory("casedesk-extraction-").FullName;
        Places = new ExtractionPlaces(Logs, Result);
    }

    public string Root { get; }

    public string Logs => Path.Combine(Root, "logs");

    public string Result => Path.Combine(Root, "result");

    public string Surveys => Path.Combine(Root, "surveys");

    /// <summary>No surveys are kept, unless a test asks for them.</summary>
    public ExtractionPlaces Places { get; set; }

    public static string RealLog { get; } = Path.Combine(Repository(), "tests", "data", "access-logs", "apache_logs");

    public static PlannedRead Read(PlannedSource source, string type, string value, string from, DateTimeOffset start, DateTimeOffset end, params string[] fields) =>
        new(1, source, [new PlannedSubject(type, value, from)], [new PlannedWindow(start, end, [.. fields.Select(f => new PlannedField(f, f))])]);

    public static ExtractionPlan Plan(params PlannedRead[] reads) => new("CD-2026-000123", "courier-1", PlanHash, reads);

    public static PlannedRead ReadBot(params string[] fields) => Read(AccessLog, "ip", Bot, "ip", May2015, June2015, fields);

    public string Put(string path, byte[] content)
    {
        var full = Path.Combine(Logs, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        return full;
    }

    public string Put(string path, string content) => Put(path, Encoding.UTF8.GetBytes(content));

    public void PutRealLog() => Put(AccessLog.Location, File.ReadAllBytes(RealLog));

    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(Repository(), "docs", "manifest.schema.json")));

    public Task<ExtractionOutcome> Run(ExtractionPlan plan, IReadOnlyList<string>? expected = null, IProgress<ExtractionProgress>? progress = null, ExtractionLimits? limits = null, CancellationToken? cancel = null) =>
        ExtractionRun.Execute(plan, PlanHash, Places, limits ?? Limits, progress ?? new Heard(_ => { }), TimeProvider.System, cancel ?? TestContext.Current.CancellationToken, expected);

    /// <summary>Runs a plan that must succeed.</summary>
    public async Task<ExtractionOutcome> Extract(ExtractionPlan plan)
    {
        var outcome = await Run(plan);
        Assert.True(outcome.IsComplete, $"{outcome.Reason}: {outcome.Message}");
        // Whatever comes out is of the published form.
        var read = Schema.Evaluate(JsonSerializer.SerializeToElement(outcome.Manifest), new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(read.IsValid, string.Join('\n', (read.Details ?? []).Where(d => d.Errors is not null).Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Values)}")));
        return outcome;
    }

    /// <summary>Runs a plan that must fail, and leave nothing behind.</summary>
    public async Task Refuse(ExtractionPlan plan, string reason, IReadOnlyList<string>? expected = null)
    {
        var outcome = await Run(plan, expected);
        Assert.Equal((ExtractionState.Failed, reason), (outcome.State, outcome.Reason));
        Assert.Null(outcome.Manifest);
        AssertNothingStored();
    }

    public void AssertNothingStored() => Assert.Equal([Logs], Directory.GetFileSystemEntries(Root));

    public string ResultText(string file) => File.ReadAllText(Path.Combine(Result, file));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "CaseDesk.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("CaseDesk.sln");
        return directory.FullName;
    }

    /// <summary>Progress on the run's own thread; <see cref="Progress{T}"/> would post it elsewhere.</summary>
    internal sealed class Heard(Action<ExtractionProgress> hear) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => hear(value);
    }
}
