using System.Globalization;
using CaseDesk.Demo;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Generating;
using CaseDesk.Policy;

namespace CaseDesk.Verbs;

/// <summary><c>logs generate</c>: invented look-up logs of any size, and what is to be found in them.</summary>
internal static class LogsGenerate
{
    private const string EveryFormat = "all";

    public static int Run(string[] args, TimeProvider clock)
    {
        if (Read(args, clock, out var directory) is not { } recipe) return 2;
        if (recipe.Problem is { } problem) return Refuse(problem);

        var (made, all) = (0, GeneratedLogs.FileNames(recipe).Count());
        try
        {
            if (GeneratedLogs.Problem(directory) is { } occupied) return Refuse(occupied);
            using var log = File.OpenRead(DemoData.OriginalLog);
            var report = GeneratedLogs.Write(directory, recipe, DemoLogs.ReadPool(log), file => Say($"[{++made}/{all}] {file.Name}: {file.Rows} rows, {Size(file.Bytes)}"));
            Summarise(report, directory);
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a directory that is not ours to write.
            Refuse(fault.Message);
            return 1;
        }
    }

    private static LogRecipe? Read(string[] args, TimeProvider clock, out string directory)
    {
        directory = "";
        var recipe = new LogRecipe { Rows = 0, Days = 0, NewestDay = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1) };
        HashSet<string> given = [];
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return Wrong($"{args[i]} needs a value.");
            if (!given.Add(args[i])) return Wrong($"{args[i]} is given twice.");
            var value = args[i + 1];
            LogRecipe? next;
            switch (args[i])
            {
                case "--rows": next = Long(value) is { } rows ? recipe with { Rows = rows } : null; break;
                case "--days": next = Int(value) is { } days ? recipe with { Days = days } : null; break;
                case "--out": (directory, next) = (value, value.Length > 0 ? recipe : null); break;
                case "--to": next = DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to) ? recipe with { NewestDay = to } : null; break;
                case "--seed": next = Long(value) is { } seed ? recipe with { Seed = seed } : null; break;
                case "--skew": next = Share(value) is { } skew ? recipe with { Skew = skew } : null; break;
                case "--hostile": next = Share(value) is { } hostile ? recipe with { Hostile = hostile } : null; break;
                case "--damaged": next = Share(value) is { } damaged ? recipe with { Damaged = damaged } : null; break;
                // Without the option there are so many as suit the rows; zero accounts cannot be asked for.
                case "--accounts": next = Int(value) is { } accounts ? recipe with { Accounts = accounts > 0 ? accounts : -1 } : null; break;
                case "--formats": next = Formats(value) is { } formats ? recipe with { Formats = formats } : null; break;
                case "--compression": next = Names.TryRead<SourceCompression>(value, out var compression) ? recipe with { Compression = compression } : null; break;
                default: return Wrong($"{args[i]} is not an option of logs generate.");
            }
            if (next is null) return Wrong($"\"{value}\" is no value for {args[i]}.");
            recipe = next;
        }
        foreach (var needed in new[] { "--rows", "--days", "--out" })
        {
            if (!given.Contains(needed)) return Wrong($"{needed} is missing.");
        }
        return recipe;
    }

    private static long? Long(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Int(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IReadOnlyList<GeneratedFormat>? Formats(string text)
    {
        if (text == EveryFormat) return Enum.GetValues<GeneratedFormat>();
        List<GeneratedFormat> formats = [];
        foreach (var word in text.Split(','))
        {
            // Words, not numbers: Enum.Parse would take both.
            if (!word.All(char.IsAsciiLetterLower) || !Enum.TryParse<GeneratedFormat>(word, ignoreCase: true, out var format)) return null;
            formats.Add(format);
        }
        return formats;
    }

    private static void Summarise(GenerationReport report, string directory)
    {
        foreach (var format in report.Files.GroupBy(file => file.Format))
            Say($"{format.Key.ToString().ToLowerInvariant()}: {format.Count()} files, {format.Sum(f => f.Rows)} rows, {format.Sum(f => f.DamagedLines)} damaged lines, {Size(format.Sum(f => f.Bytes))}");
        if (report.Recipe.Formats.Contains(GeneratedFormat.Parquet))
            Say($"parquet: one file a month, its rows in order of account and time, zstd, row groups of 20480, so that one account is found in a few of them.");
        Say($"{report.Rows} rows of {report.DistinctAccounts} accounts, {report.Recipe.OldestDay:yyyy-MM-dd} to {report.Recipe.NewestDay:yyyy-MM-dd} (UTC), seed {report.Recipe.Seed}. Among them:");
        foreach (var account in report.Accounts) Say($"  account {account.Value} ({account.Kind}): {account.Rows} rows");
        foreach (var address in report.Addresses) Say($"  ip {address.Value} ({address.Kind}): {address.Rows} rows");
        Say($"In {directory} are also policy.yaml, which describes the sources, and generated.json, which says all this.");
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private static void Say(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static LogRecipe? Wrong(string sentence)
    {
        Refuse(sentence);
        return null;
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 2;
    }
}
