using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>
/// The collectors against a reader that shares not a line with them (tests/data/reference/extract.py): the same plans over the same logs, and no row may be
/// missing in either, nor any damaged record.
/// </summary>
[Collection(Workers.Name)]
public sealed class JudgedByAnotherReader
{
    private static readonly JsonSerializerOptions AsText = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private const string SeedName = "CASEDESK_JUDGED_SEED";

    // Fewer show a mistake sooner, on a busy machine.
    private const string PlansName = "CASEDESK_JUDGED_PLANS";

    private static readonly SourceEngine[] Engines = [SourceEngine.Auto, SourceEngine.Scanner, SourceEngine.DuckDb];

    private static readonly string[] LookedAt = [Reasons.RejectedDuplicateKey, Reasons.RejectedEncoding, Reasons.RejectedTime, Reasons.RejectedAmbiguousTime];

    [Fact]
    public async Task Finds_no_row_missing_and_none_too_many()
    {
        var seed = Given(SeedName, 20260601);
        var count = Given(PlansName, 200);
        using var sample = new Sample();
        var plain = Path.Combine(sample.Root, "plain");
        var invented = new InventedLogs(seed, sample.Logs, plain);
        var plans = Enumerable.Range(0, count).Select(_ => invented.Plan(Engines)).ToList();
        using var python = StartPython();
        var answers = Answers(python, sample.Logs, plain, plans);

        var differences = new List<string>[count];
        var rows = new long[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (number, _) =>
        {
            // Makes surveys, or finds those of earlier plans.
            var places = new ExtractionPlaces(sample.Logs, Path.Combine(sample.Root, $"surveyed-{number}"), sample.Surveys) { SettledFor = TimeSpan.Zero };
            var outcome = await Extract(plans[number], places);
            differences[number] = outcome.IsComplete ? [.. Compare((await answers)[number], outcome.Result!, places.Result)] : [$"failed: {outcome.Reason} {outcome.Message}"];
            // Every other plan once more without any: starting workers is what takes the time here.
            if (number % 2 == 0 && outcome.IsComplete)
            {
                var fresh = new ExtractionPlaces(sample.Logs, Path.Combine(sample.Root, $"fresh-{number}"));
                differences[number].AddRange(Same(outcome, await Extract(plans[number], fresh), places.Result, fresh.Result));
            }

            rows[number] = outcome.Result is { } result ? (long)result["rowCount"]! : 0;
        });

        var wrong = Enumerable.Range(0, count).Where(n => differences[n].Count > 0).ToList();
        Assert.True(wrong.Count == 0, $"{SeedName}={seed}: {wrong.Count} plans differ.\n" + string.Join('\n', wrong.Take(5).Select(n =>
            $"--- plan {n}\n{string.Join('\n', differences[n].Take(12))}\n{JsonSerializer.Serialize(plans[n], AsText)}")));
        // A seed under which nothing is found would prove nothing.
        Assert.True(rows.Count(r => r > 0) > count / 2, $"{SeedName}={seed}: few plans have rows.");
    }

    private static int Given(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : otherwise;

    private static Task<ExtractionOutcome> Extract(ExtractionPlan plan, ExtractionPlaces places) =>
        ExtractionRun.Execute(plan, Sample.PlanHash, places, Sample.Limits, new Sample.Heard(_ => { }), TimeProvider.System, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Same(ExtractionOutcome one, ExtractionOutcome other, string oneDirectory, string otherDirectory)
    {
        if (!other.IsComplete)
        {
            yield return $"failed without surveys: {other.Reason} {other.Message}";
            yield break;
        }

        if (one.Result!.ToJsonString() != other.Result!.ToJsonString())
            yield return $"the result part is another without surveys:\n{one.Result!.ToJsonString()}\n{other.Result!.ToJsonString()}";
        foreach (var file in new[] { "data.json", "data.csv" })
        {
            if (!File.ReadAllBytes(Path.Combine(oneDirectory, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(otherDirectory, file))))
                yield return $"{file} is another without surveys";
        }
    }

    private static IEnumerable<string> Compare(JsonNode expected, JsonObject result, string directory)
    {
        var found = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "data.json")))!;
        return Lines("row", Rows(expected), Rows(found))
            .Concat(Lines("file", Parts(expected["files"]!, "source", "path", "size", "sha256", "lines", "records"), Parts(result["files"]!, "source", "path", "size", "sha256", "lines", "records")))
            .Concat(Lines("absent", Parts(expected["absent"]!, "source", "path"), Parts(result["absent"]!, "source", "path")))
            .Concat(Lines("section", Sections(expected), Parts(result["rows"]!, "item", "source", "count", "firstInstant", "lastInstant")))
            .Concat(Rejected(expected, result));
    }

    // Damage is the same whoever asks. What only a look-up shows must be told of where the record is the subject's, and may be where it could be.
    private static IEnumerable<string> Rejected(JsonNode expected, JsonObject result)
    {
        var told = result["rejected"]!.AsArray().ToDictionary(r => Place(r!), r => (string)r!["reason"]!);
        if ((long)result["rejectedCount"]! != told.Count)
            yield return "more is rejected than listed: make less damage";
        var damaged = expected["damaged"]!.AsArray().ToDictionary(r => Place(r!), r => (string)r!["reason"]!);
        var unusable = expected["unusable"]!.AsArray().ToDictionary(r => Place(r!), r => r!);
        foreach (var (place, reason) in damaged)
        {
            if (told.GetValueOrDefault(place) is var other && other != reason)
                yield return $"damaged {place}: {reason} expected, {other ?? "nothing"} found";
        }

        foreach (var (place, why) in unusable)
        {
            var reasons = why["reasons"]!.AsArray().Select(r => (string?)r);
            if (told.GetValueOrDefault(place) is not { } other)
            {
                if ((bool)why["certain"]!)
                    yield return $"unusable {place}: {string.Join('/', reasons)} expected, nothing found";
            }
            else if (!reasons.Contains(other))
            {
                yield return $"unusable {place}: {string.Join('/', reasons)} expected, {other} found";
            }
        }

        foreach (var (place, reason) in told)
        {
            if (!damaged.ContainsKey(place) && !(unusable.ContainsKey(place) && LookedAt.Contains(reason)))
                yield return $"sound {place}: rejected as {reason}";
        }

        var certainly = unusable.Values.Count(u => (bool)u["certain"]!) + expected["damaged"]!.AsArray().Count(d => (bool)d!["holds"]!);
        if ((long)result["rejectedPossiblySubject"]! < certainly)
            yield return $"{certainly} rejected records may be the subject's, {result["rejectedPossiblySubject"]} are told of";
    }

    private static string Place(JsonNode rejected) => $"{rejected["source"]} {rejected["file"]}:{rejected["line"]!.ToJsonString()} @{rejected["offset"]!.ToJsonString()}";

    private static IEnumerable<string> Lines(string what, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (one, other) = (expected.ToList(), found.ToList());
        if (one.SequenceEqual(other))
            yield break;
        foreach (var missing in one.Except(other))
            yield return $"{what} missing: {missing}";
        foreach (var extra in other.Except(one))
            yield return $"{what} too many: {extra}";
        if (!one.Except(other).Any() && !other.Except(one).Any())
            yield return $"{what}s in another order, or twice";
    }

    private static IEnumerable<string> Rows(JsonNode data) =>
        from item in data["items"]!.AsArray()
        from source in item!["sources"]!.AsArray()
        from row in source!["rows"]!.AsArray()
        let line = row!["line"] is JsonObject place ? $"{place["file"]}:{place["number"]!.ToJsonString()}" : $"{row["file"]}:{row["line"]!.ToJsonString()}"
        select $"{item["item"]!.ToJsonString()} {source["source"]} {line} "
            + string.Join(' ', row["values"]!.AsObject().OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={(v.Value is null ? "null" : JsonSerializer.Serialize((string?)v.Value))}"));

    private static IEnumerable<string> Sections(JsonNode expected) =>
        from item in expected["items"]!.AsArray()
        from source in item!["sources"]!.AsArray()
        select $"{item["item"]!.ToJsonString()} {source!["source"]} {source["rows"]!.AsArray().Count} {Instant(source["first"])} {Instant(source["last"])}";

    private static string Instant(JsonNode? ticks) => ticks is null ? "" : RecordTimes.Text(new DateTimeOffset((long)ticks, TimeSpan.Zero));

    private static IEnumerable<string> Parts(JsonNode list, params string[] names) =>
        list.AsArray().Select(part => string.Join(' ', names.Select(n => part![n] is JsonValue value && value.TryGetValue<string>(out var text) ? text : part[n]!.ToJsonString())));

    // All plans in one process: starting it costs more than most of them.
    private static async Task<IReadOnlyList<JsonNode>> Answers(Process python, string logs, string plain, List<ExtractionPlan> plans)
    {
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var reading = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            foreach (var plan in plans)
            {
                var job = new JsonObject { ["logs"] = logs, ["plain"] = plain, ["plan"] = JsonSerializer.SerializeToNode(plan, AsText) };
                await python.StandardInput.WriteLineAsync(job.ToJsonString());
            }

            python.StandardInput.Close();
        }
        catch (IOException)
        {
            // It stopped early; what it said about that is told below.
        }

        var answers = (await reading).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.True(answers.Count == plans.Count, $"The reference stopped after {answers.Count} plans: {await errors}");
        return answers;
    }

    private static Process StartPython()
    {
        var script = Path.Combine(Path.GetDirectoryName(Sample.RealLog)!, "..", "reference", "extract.py");
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-X", "utf8", script])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(false),
            })!;
        }
        catch (Win32Exception)
        {
            const string Why = "Python 3 is not installed: there is no other reader to judge by.";
            if (Environment.GetEnvironmentVariable("CASEDESK_REQUIRE_PYTHON") == "1")
                Assert.Fail(Why);
            Assert.Skip(Why);
            throw;
        }
    }
}
