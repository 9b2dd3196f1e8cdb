using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Bench.Extraction;

/// <summary>
/// One extraction through the library's public door, in a process of its own: <c>extract LOGS SOURCE TYPE VALUE FROM TO known|new</c>, days.
/// Says how it ended as one line of JSON. With <c>known</c> surveys are kept beside the logs, as a desk keeps them: the first of a series surveys, the others look up.
/// This is the only file of the bench that knows how an extraction is called.
/// </summary>
internal static class OneExtraction
{
    public static async Task<int> Run(string logs, string sourceName, string type, string value, DateOnly from, DateOnly to, bool known)
    {
        var result = Directory.CreateTempSubdirectory("casedesk-bench-result-").FullName;
        try
        {
            // As in a desk: the application has extracted before, and a worker waits.
            using var spare = new SpareWorker(ExtractionLimits.Standard, []);
            var (source, surveys) = (GeneratedSources.Of(sourceName), known ? Path.Combine(logs, "surveys") : null);
            var before = await Extract(logs, Path.Combine(result, "before"), surveys, null, Plan(source, type, value, from, from.AddDays(1)));
            if (!before.IsComplete)
                throw new InvalidOperationException($"{before.Reason}: {before.Message}");
            var used = ChildUsage.Seconds;
            spare.Prepare();
            await Task.Delay(TimeSpan.FromSeconds(1.5));

            var watch = Stopwatch.StartNew();
            var outcome = await Extract(logs, Path.Combine(result, "result"), surveys, spare, Plan(source, type, value, from, to));
            watch.Stop();
            var rows = outcome.IsComplete ? Rows(Path.Combine(result, "result", "data.json")) : 0;
            Console.Out.WriteLine(JsonSerializer.Serialize(new Ended(outcome.IsComplete, outcome.IsComplete ? null : $"{outcome.Reason}: {outcome.Message}", rows, watch.Elapsed.TotalSeconds, ChildUsage.Seconds - used, (outcome.Manifest?["run"]!["readingMilliseconds"]!.GetValue<long>() ?? 0) / 1000.0)));
            return 0;
        }
        finally
        {
            Directory.Delete(result, recursive: true);
        }
    }

    private static Task<ExtractionOutcome> Extract(string logs, string result, string? surveys, SpareWorker? spare, ExtractionPlan plan) => ExtractionRun.Execute(
        plan, new string('0', 64), new ExtractionPlaces(logs, result, surveys) { Spare = spare }, ExtractionLimits.Standard, new Unheard(), TimeProvider.System, CancellationToken.None);

    private static ExtractionPlan Plan(PlannedSource source, string type, string value, DateOnly from, DateOnly to)
    {
        string[] fields = source.Format == SourceFormat.Combined ? ["time", "ip", "method", "path", "status", "user_agent"] : ["time", "account", "ip", "port", "queried_handle", "response_code"];
        return new ExtractionPlan("CD-2026-000001", "generated-1", "scope",
            [new PlannedRead(1, source, [new PlannedSubject(type, value, type)], [new PlannedWindow(new(from, TimeOnly.MinValue, TimeSpan.Zero), new(to, TimeOnly.MinValue, TimeSpan.Zero), [.. fields.Select(field => new PlannedField(field, field))])])]);
    }

    private static int Rows(string dataJson)
    {
        using var data = JsonDocument.Parse(File.ReadAllBytes(dataJson));
        return data.RootElement.GetProperty("items").EnumerateArray().SelectMany(item => item.GetProperty("sources").EnumerateArray()).Sum(source => source.GetProperty("rows").GetArrayLength());
    }

    /// <param name="Seconds">From the start of the worker to the stored result.</param>
    /// <param name="WorkerProcessor">Seconds of processor, user and system, of the worker alone.</param>
    /// <param name="Reading">Seconds from the first byte read to the last, within the worker: without the start of it.</param>
    internal sealed record Ended(bool IsComplete, string? Failure, int Rows, double Seconds, double WorkerProcessor, double Reading);

    private sealed class Unheard : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value)
        {
        }
    }
}

/// <summary>The sources of generated logs, as a plan names them to the collector.</summary>
internal static class GeneratedSources
{
    public static readonly string[] Names = ["jsonl", "csv", "combined", "gzip", "zstd", "parquet"];

    public static PlannedSource Of(string name) => name switch
    {
        "jsonl" => Lookups(SourceFormat.Jsonl, SourceCompression.None, "lookup-{yyyy-MM-dd}.jsonl"),
        "csv" => Lookups(SourceFormat.Csv, SourceCompression.None, "lookup-{yyyy-MM-dd}.csv"),
        "combined" => Lookups(SourceFormat.Combined, SourceCompression.None, "lookup-{yyyy-MM-dd}.log") with { TimeFormat = TimeFormat.CommonLog },
        "gzip" => Lookups(SourceFormat.Jsonl, SourceCompression.Gzip, "lookup-{yyyy-MM-dd}.jsonl.gz"),
        "zstd" => Lookups(SourceFormat.Jsonl, SourceCompression.Zstd, "lookup-{yyyy-MM-dd}.jsonl.zst"),
        "parquet" => Lookups(SourceFormat.Parquet, SourceCompression.None, "lookup-{yyyy-MM}.parquet") with { SortedBy = "account" },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name.ToString(CultureInfo.InvariantCulture)),
    };

    private static PlannedSource Lookups(SourceFormat format, SourceCompression compression, string location) =>
        new("lookups", format, compression, location, "time", TimeFormat.Rfc3339, "Invented.");
}
