using System.Globalization;
using System.Text.Json;
using CaseDesk.Demo;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Generating;
using CaseDesk.Policy;

namespace CaseDesk.Bench.Extraction;

/// <summary>
/// One subject, found by cat (which finds nothing: it is the limit), by ripgrep (whole lines) and by the worker (exact, typed, projected, gated), at 1x, 4x and 16x rows.
/// All ways take turns in each round, so that what else the machine does weighs on all; ratios are taken within a round.
/// </summary>
internal sealed class Extractions(long rows, int rounds, string directory, string pictures, CancellationToken cancel)
{
    private const int MadeUpAddresses = 100_000;
    private const string Limit = "cat", Peer = "rg", Ours = "CaseDesk", First = "CaseDesk, files not surveyed before";
    // Thirty days at 16x, in one month.
    private const int FirstDays = 2;
    private static readonly int[] Scales = [1, 4, 16];
    private static readonly DateOnly Newest = new(2026, 6, 30);

    // Plain and compressed JSON Lines are found by their names, which differ.
    private static readonly (SourceCompression Compression, GeneratedFormat[] Formats)[] Made =
    [
        (SourceCompression.None, [GeneratedFormat.Jsonl, GeneratedFormat.Csv, GeneratedFormat.Combined, GeneratedFormat.Parquet]),
        (SourceCompression.Gzip, [GeneratedFormat.Jsonl]),
        (SourceCompression.Zstd, [GeneratedFormat.Jsonl]),
    ];

    private readonly List<(Case Case, List<Sample> Samples)> all = [];
    private bool isSound = true;

    public static async Task<int> Run(string[] options, CancellationToken cancel)
    {
        var (rows, rounds, parent, pictures) = (500_000L, 3, Path.GetTempPath(), Path.Combine("docs", "pictures"));
        for (var i = 0; i + 1 < options.Length; i += 2)
        {
            switch (options[i])
            {
                case "--rows" when long.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rows) && rows > 0: break;
                case "--rounds" when int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0: break;
                case "--directory": parent = options[i + 1]; break;
                case "--pictures": pictures = options[i + 1]; break;
                default: return Usage();
            }
        }
        if (options.Length % 2 == 1) return Usage();

        var directory = Path.Combine(parent, $"casedesk-bench-{Environment.ProcessId}");
        try
        {
            return await new Extractions(rows, rounds, directory, pictures, cancel).Measure() ? 0 : 1;
        }
        finally
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }

    private static int Usage()
    {
        Console.Error.WriteLine("CaseDesk.Bench extraction [--rows N at 1x, usually 500000] [--rounds N, usually 3] [--directory for what is generated] [--pictures where the chart is drawn]");
        return 2;
    }

    private async Task<bool> Measure()
    {
        foreach (var scale in Scales) Make(scale);
        // The same subjects at every size, such as the smallest one has.
        var account = Subject(1, "accounts", "busy");
        var address = Subject(1, "addresses", "busy");
        foreach (var scale in Scales)
        {
            foreach (var source in GeneratedSources.Names)
                await Measure(scale, source, source == "combined" ? ("ip", address) : ("account", account));
        }

        Tell();
        Draw();
        return isSound;
    }

    private void Make(int scale)
    {
        using var log = File.OpenRead(DemoData.OriginalLog);
        // The real log has some hundred addresses, each of which would have many thousand rows among millions; a service has as many as it has customers. These are of RFC 2544's range.
        var real = DemoLogs.ReadPool(log);
        List<(string Ip, string UserAgent)> pool = [.. real, .. Enumerable.Range(0, MadeUpAddresses).Select(i => (string.Create(CultureInfo.InvariantCulture, $"198.{18 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}"), real[i % real.Count].UserAgent))];
        foreach (var (compression, formats) in Made)
        {
            var recipe = new LogRecipe { Rows = rows * scale, Days = FirstDays * scale, NewestDay = Newest, Accounts = (int)Math.Clamp(rows * 2, 100, 2_000_000), Formats = formats, Compression = compression };
            GeneratedLogs.Write(In(scale, compression), recipe, pool, _ => cancel.ThrowIfCancellationRequested());
        }
        Console.Error.WriteLine($"{scale}x made");
    }

    private string In(int scale, SourceCompression compression) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{scale}x"), compression.ToString());

    private string Subject(int scale, string list, string kind)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(In(scale, SourceCompression.None), "generated.json")));
        return report.RootElement.GetProperty(list).EnumerateArray().Single(s => s.GetProperty("kind").GetString() == kind).GetProperty("value").GetString()!;
    }

    private async Task Measure(int scale, string name, (string Type, string Value) subject)
    {
        var source = GeneratedSources.Of(name);
        var logs = In(scale, source.Compression);
        string[] files = [.. Directory.GetFiles(logs, Pattern(source.Location)).Order(StringComparer.Ordinal)];
        // Parquet has no lines: its peer searches the JSON Lines that it was made instead of.
        var searched = source.Format == SourceFormat.Parquet ? Directory.GetFiles(In(scale, SourceCompression.None), "lookup-*.jsonl") : files;
        var flag = source.Compression == SourceCompression.None ? "-F" : "-zF";
        var expected = await Expected(scale, subject);
        List<Way> ways =
        [
            new(Limit, () => Measured.Run("sh", ["-c", "exec cat \"$@\" > /dev/null", "sh", .. searched])),
            new(Peer, () => Measured.Run("sh", ["-c", "exec rg --no-config \"$@\" > /dev/null", "sh", flag, "--", subject.Value, .. searched])),
            new(Ours, () => Extract("known")),
            new(First, () => Extract("new")),
        ];
        Task<Measured> Extract(string surveys) => Measured.Run(
            Environment.ProcessPath!, [.. Itself(), "extract", logs, name, subject.Type, subject.Value, Day(Newest.AddDays(1 - FirstDays * scale)), Day(Newest.AddDays(1)), surveys]);

        // Once unmeasured: files into memory, and a look whether the worker reads this at all.
        foreach (var way in ways.ToList())
        {
            cancel.ThrowIfCancellationRequested();
            var first = await way.Run();
            if (IsOurs(way.Name) && Ended(first) is not { IsComplete: true })
            {
                // A figure that is missing must not pass for one that is met.
                isSound = false;
                Console.Error.WriteLine($"{name} is not measured: {Ended(first)?.Failure ?? "the extraction broke off"}");
                ways.Remove(way);
            }
            else if (IsOurs(way.Name) && Ended(first)!.Rows != expected)
            {
                isSound = false;
                Console.Error.WriteLine($"NOT SOUND: {name} at {scale}x gave {Ended(first)!.Rows} rows, and there are {expected}");
            }
        }
        var samples = ways.ToDictionary(way => way.Name, _ => new List<Sample>());
        for (var round = 0; round < rounds; round++)
        {
            // The order changes, so that none always comes after the same one.
            foreach (var way in ways.Skip(round % ways.Count).Concat(ways.Take(round % ways.Count)))
            {
                cancel.ThrowIfCancellationRequested();
                var measured = await way.Run();
                var ended = IsOurs(way.Name) ? Ended(measured) : null;
                samples[way.Name].Add(new Sample(ended?.Seconds ?? measured.Wall, ended?.Reading, measured.Processor, ended?.WorkerProcessor, IsOurs(way.Name) ? measured.PeakOfChildren : measured.Peak));
            }
        }
        foreach (var way in ways) all.Add((new Case(scale, name, way.Name, files.Sum(f => new FileInfo(f).Length), expected), samples[way.Name]));
        Console.Error.WriteLine($"{scale}x {name} measured");
    }

    private static bool IsOurs(string way) => way is Ours or First;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string[] Itself() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Extractions).Assembly.Location] : [];

    private static string Pattern(string location) => location.Replace("{yyyy-MM-dd}", "*-*-*", StringComparison.Ordinal).Replace("{yyyy-MM}", "*-*", StringComparison.Ordinal);

    /// <summary>Counted by another program, in another format than most: the member as it is written, which no value can imitate since its quotes would be escaped.</summary>
    private async Task<int> Expected(int scale, (string Type, string Value) subject)
    {
        var counted = await Measured.Run("sh", ["-c", "cat \"$@\" | rg --no-config -cF -- \"$0\" || true", $"\"{subject.Type}\":\"{subject.Value}\"", .. Directory.GetFiles(In(scale, SourceCompression.None), "lookup-*.jsonl")]);
        return int.TryParse(counted.Said, NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    private static OneExtraction.Ended? Ended(Measured measured) => measured.ExitCode == 0 ? JsonSerializer.Deserialize<OneExtraction.Ended>(measured.Said) : null;

    private void Tell()
    {
        Figures.Say($"| rows | source | MB | way | rows found | wall s, median (least) | reading s | CPU s | worker's CPU s | peak MB | wall/rg | reading/rg | worker's CPU/rg | worker's CPU/cat |");
        Figures.Say($"|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (one, samples) in all)
        {
            var (peer, limit) = (Of(one, Peer), Of(one, Limit));
            Figures.Say($"| {rows * one.Scale:#,0} | {one.Source} | {one.Bytes / 1e6:0} | {one.Way} | {one.Rows:#,0} | {Figures.Median(samples.Select(s => s.Wall)):0.00} ({samples.Min(s => s.Wall):0.00}) | {(samples[0].Reading is null ? "" : Text(Figures.Median(samples.Select(s => s.Reading!.Value))))} | {Figures.Median(samples.Select(s => s.Processor)):0.00} | {(samples[0].Worker is null ? "" : Text(Figures.Median(samples.Select(s => s.Worker!.Value))))} | {(samples.Max(s => s.Peak) is > 0 and var peak ? Text(peak / 1e6) : "")} | {Ratio(samples, peer, s => s.Wall)} | {(samples[0].Reading is null ? "" : Ratio(samples, peer, s => s.Reading ?? s.Wall))} | {Ratio(samples, peer, Work)} | {Ratio(samples, limit, Work)} |");
        }
    }

    // The parent is a desk that runs already.
    private static double Work(Sample sample) => sample.Worker ?? sample.Processor;

    private List<Sample> Of(Case one, string way) => all.Single(other => other.Case == one with { Way = way }).Samples;

    private static string Ratio(List<Sample> ours, List<Sample> theirs, Func<Sample, double> of) => Text(Figures.Median(ours.Zip(theirs, (one, other) => of(one) / Math.Max(0.001, of(other)))));

    private static string Text(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    private void Draw()
    {
        var lines = all.Where(one => one.Case.Way == Ours || one.Case is { Way: Peer, Source: "jsonl" or "gzip" } or { Way: Limit, Source: "jsonl" })
            .GroupBy(one => one.Case.Way == Ours ? $"CaseDesk, {one.Case.Source}" : $"{one.Case.Way}, {one.Case.Source}")
            .Select(group => (group.Key, (IReadOnlyList<(double, double)>)[.. group.Select(one => ((double)rows * one.Case.Scale, Figures.Median(one.Samples.Select(s => s.Processor))))]))
            .ToList();
        Directory.CreateDirectory(pictures);
        var file = Path.Combine(pictures, "extraction-growth.svg");
        File.WriteAllText(file, GrowthChart.Draw("Seconds of processor to find one subject", lines));
        Console.Error.WriteLine($"{file} drawn");
    }

    private sealed record Way(string Name, Func<Task<Measured>> Run);

    private sealed record Case(int Scale, string Source, string Way, long Bytes, int Rows);

    private sealed record Sample(double Wall, double? Reading, double Processor, double? Worker, long Peak);
}
