using System.Globalization;
using System.IO.Compression;
using CaseDesk.Policy;
using ZstdSharp;

namespace CaseDesk.Extraction.Generating;

/// <summary>Writes invented look-up logs of any size in constant memory. Each file is whole or not there.</summary>
public static class GeneratedLogs
{
    private const int ZstdLevel = 3;

    /// <summary>Fills a directory with the logs, <c>policy.yaml</c>, which describes them, and <c>generated.json</c>, which says what is to be found in them.</summary>
    /// <param name="directory">New, empty, or filled by an earlier call, whose files go.</param>
    /// <param name="pool">Addresses and user agents, as <see cref="DemoLogs.ReadPool"/> gives them.</param>
    /// <param name="made">Told each file when it stands.</param>
    /// <exception cref="IOException">The directory holds something else, or cannot be written; the message says which.</exception>
    public static GenerationReport Write(string directory, LogRecipe recipe, IReadOnlyList<(string Ip, string UserAgent)> pool, Action<GeneratedFile> made)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(made);
        ArgumentOutOfRangeException.ThrowIfZero(pool.Count);
        if (recipe.Problem is { } problem)
            throw new ArgumentException(problem, nameof(recipe));

        var run = new Run(new GeneratedDirectory(directory), recipe, new ClientPool(pool), made);
        return run.WriteAll();
    }

    /// <summary>Why logs may not be made in a directory, in a sentence: something else lies there. Null where they may.</summary>
    public static string? Problem(string directory) => new GeneratedDirectory(directory).Problem();

    /// <summary>Names of the files that a recipe makes, in the order in which they are made.</summary>
    public static IEnumerable<string> FileNames(LogRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Formats.Distinct().SelectMany(format => format == GeneratedFormat.Parquet
            ? Months(recipe).Select(month => Name(month.Key))
            : recipe.EachDay.Select(day => Name(format, recipe.Compression, day)));
    }

    /// <summary>Where the files of one format lie, as a policy writes it; a day in braces.</summary>
    internal static string Location(GeneratedFormat format, SourceCompression compression) =>
        format == GeneratedFormat.Parquet ? "lookup-{yyyy-MM}.parquet" : $"lookup-{{yyyy-MM-dd}}{Ending(format)}{Ending(compression)}";

    private static string Name(GeneratedFormat format, SourceCompression compression, DateOnly day) =>
        Location(format, compression).Replace("{yyyy-MM-dd}", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Name(DateOnly month) => string.Create(CultureInfo.InvariantCulture, $"lookup-{month:yyyy-MM}.parquet");

    private static string Ending(GeneratedFormat format) => format switch
    {
        GeneratedFormat.Jsonl => ".jsonl",
        GeneratedFormat.Csv => ".csv",
        GeneratedFormat.Combined => ".log",
        GeneratedFormat.Clf => ".clf.log",
        GeneratedFormat.Syslog => ".syslog",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static string Ending(SourceCompression compression) => compression switch
    {
        SourceCompression.Gzip => ".gz",
        SourceCompression.Zstd => ".zst",
        _ => "",
    };

    private static IEnumerable<IGrouping<DateOnly, DateOnly>> Months(LogRecipe recipe) => recipe.EachDay.GroupBy(day => new DateOnly(day.Year, day.Month, 1));

    private sealed class Run(GeneratedDirectory directory, LogRecipe recipe, ClientPool pool, Action<GeneratedFile> made)
    {
        private readonly AccountRanks ranks = new(recipe.AccountCount, recipe.Skew, recipe.Seed);
        private readonly List<GeneratedFile> files = [];

        public GenerationReport WriteAll()
        {
            directory.Begin(recipe, FileNames(recipe));
            var counts = new SubjectCounts(ranks, recipe.AccountCount, pool);
            foreach (var format in recipe.Formats.Distinct())
            {
                // All formats hold the same records: they are counted once.
                var counting = files.Count == 0 ? counts : null;
                if (format == GeneratedFormat.Parquet)
                    WriteMonths(counting);
                else
                    WriteDays(format, counting);
            }

            var report = new GenerationReport(recipe, files, counts.Rows, counts.DistinctAccounts, counts.Accounts(), counts.Addresses());
            directory.End(report);
            return report;
        }

        private void WriteDays(GeneratedFormat format, SubjectCounts? counts)
        {
            foreach (var day in recipe.EachDay)
            {
                var (rows, damaged) = (new LookupDay(recipe, ranks, pool, day), 0L);
                var name = Name(format, recipe.Compression, day);
                DurableFile.Write(directory.PathOf(name), output =>
                {
                    using var compressing = Compress(output);
                    damaged = LineFormat.Of(format, day).Write(compressing ?? output, rows, recipe.Seed, counts);
                });
                Made(name, format, rows.Rows, damaged);
            }
        }

        private void WriteMonths(SubjectCounts? counts)
        {
            using var scratch = directory.MakeScratch();
            var parquet = new SortedParquet(recipe, ranks, pool);
            foreach (var month in Months(recipe))
            {
                var name = Name(month.Key);
                var sorted = parquet.Write(scratch.Path, [.. month], counts);
                using (var file = File.OpenRead(sorted))
                    DurableFile.Write(directory.PathOf(name), file.CopyTo);
                File.Delete(sorted);
                Made(name, GeneratedFormat.Parquet, month.Sum(recipe.RowsOn), 0);
            }
        }

        private void Made(string name, GeneratedFormat format, long rows, long damaged)
        {
            var file = new GeneratedFile(name, format, rows, damaged, new FileInfo(directory.PathOf(name)).Length);
            files.Add(file);
            made(file);
        }

        private Stream? Compress(Stream output) => recipe.Compression switch
        {
            SourceCompression.Gzip => new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true),
            SourceCompression.Zstd => new CompressionStream(output, ZstdLevel, leaveOpen: true),
            _ => null,
        };
    }
}
