using System.Text.Json;

namespace CaseDesk.Tests;

/// <summary>An operator makes logs of any size, is told what is to be found in them, and can point a desk at them: 0 made, 1 not writable, 2 usage.</summary>
public sealed class MakingLogsToTryItOn : IAsyncDisposable
{
    // Never started: making logs needs no desk.
    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task Makes_them_the_same_twice_and_says_what_is_in_them()
    {
        var (code, said) = await app.Run(["logs", "generate", "--rows", "900", "--days", "3", "--out", "logs"]);
        var (again, _) = await app.Run(["logs", "generate", "--rows", "900", "--days", "3", "--out", "again"]);
        var (check, _) = await app.Run(["policy", "check", In("logs", "policy.yaml")]);

        Assert.Equal((0, 0, 0), (code, again, check));
        var yesterday = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
        var newest = In("logs", $"lookup-{yesterday:yyyy-MM-dd}.jsonl");
        Assert.Equal(300, File.ReadAllText(newest).Count(letter => letter == '\n'));
        Assert.Equal(5, Directory.GetFiles(In("logs")).Length);
        Assert.All(Directory.GetFiles(In("logs")), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(In("again", Path.GetFileName(file)))));

        using var report = JsonDocument.Parse(File.ReadAllBytes(In("logs", "generated.json")));
        var frequent = report.RootElement.GetProperty("accounts")[0];
        var (account, rows) = (frequent.GetProperty("value").GetString()!, frequent.GetProperty("rows").GetInt32());
        Assert.Equal(rows, Directory.GetFiles(In("logs"), "*.jsonl").Sum(file => File.ReadAllText(file).Split('\n').Count(line => line.Contains($"\"account\":\"{account}\"", StringComparison.Ordinal))));
        Assert.Contains($"account {account} (frequent): {rows} rows", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_every_format_from_every_option()
    {
        var (code, said) = await app.Run(
        [
            "logs", "generate", "--rows", "60", "--days", "2", "--out", "logs", "--to", "2026-07-01", "--seed", "-4", "--skew", "0", "--hostile", "1", "--damaged", "0.5",
            "--accounts", "9", "--formats", "all", "--compression", "zstd",
        ]);
        var (check, _) = await app.Run(["policy", "check", In("logs", "policy.yaml")]);

        Assert.True(code == 0, said);
        Assert.Equal(0, check);
        string[] days = [.. new[] { "jsonl", "csv", "log", "clf.log", "syslog" }.SelectMany(ending => new[] { $"lookup-2026-06-30.{ending}.zst", $"lookup-2026-07-01.{ending}.zst" })];
        Assert.Equal(
            days.Concat(["lookup-2026-06.parquet", "lookup-2026-07.parquet", "policy.yaml", "generated.json"]).Order(StringComparer.Ordinal),
            Directory.GetFiles(In("logs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refuses_in_a_sentence_and_makes_nothing()
    {
        Directory.CreateDirectory(In("full"));
        File.WriteAllText(In("full", "lookup-2026-06-01.jsonl"), "real");
        foreach (var (options, sentence) in new (string, string)[]
        {
            ("--rows 10 --days 1", "--out is missing."),
            ("--rows 10 --out new", "--days is missing."),
            ("--rows 10 --days 1 --out", "--out needs a value."),
            ("--rows -10 --days 1 --out new", "Rows must be"),
            ("--rows 10 --days 0 --out new", "Days must be"),
            ("--rows ten --days 1 --out new", "\"ten\" is no value for --rows."),
            ("--rows 10 --days 1 --out new --hostile 2", "The hostile share must be"),
            ("--rows 10 --days 1 --out new --accounts 0", "Accounts must be"),
            ("--rows 10 --days 1 --out new --formats jsonl,xml", "\"jsonl,xml\" is no value for --formats."),
            ("--rows 10 --days 1 --out new --surprise 1", "--surprise is not an option of logs generate."),
            ("--rows 10 --days 1 --rows 11 --out new", "--rows is given twice."),
            ("--rows 10 --days 1 --out full", "full is not empty: \"lookup-2026-06-01.jsonl\" was not made by logs generate."),
        })
        {
            var (code, said) = await app.Run(["logs", "generate", .. options.Split(' ')]);

            Assert.Equal(2, code);
            Assert.StartsWith(sentence, said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        }
        Assert.False(Path.Exists(In("new")));
        Assert.Equal("real", File.ReadAllText(In("full", "lookup-2026-06-01.jsonl")));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string In(params string[] names) => Path.Combine([app.Directory, .. names]);
}
