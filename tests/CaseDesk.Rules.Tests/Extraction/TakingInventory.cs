using System.Globalization;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class TakingInventory
{
    private static readonly SourceDefinition Daily = Definition("log-{yyyy-MM-dd}.gz");

    [Fact]
    public void Counts_daily_files_by_whole_days_and_names_the_gaps()
    {
        using var sample = new Sample();
        foreach (var day in new[] { "2026-06-01", "2026-06-02", "2026-06-05", "2026-06-09" })
            sample.Put($"log-{day}.gz", "");
        sample.Put("log-2026-06-31.gz", "");
        sample.Put("log-2026-06-07.gz.old", "");
        sample.Put("xlog-2026-06-07.gz", "");

        var inventory = SourceInventories.Of(Daily, sample.Logs);

        Assert.Equal((Day("2026-06-01"), Day("2026-06-10")), (inventory.First!.Value, inventory.Last!.Value));
        Assert.Equal([(Day("2026-06-03"), Day("2026-06-05")), (Day("2026-06-06"), Day("2026-06-09"))], inventory.Gaps);
        Assert.Equal(["log-2026-06-01.gz", "log-2026-06-02.gz", "log-2026-06-05.gz", "log-2026-06-09.gz"], SourceInventories.Files(Daily, sample.Logs));
    }

    [Fact]
    public void Finds_a_day_that_names_a_folder()
    {
        using var sample = new Sample();
        sample.Put("a/2026-06-01/log.gz", "");
        sample.Put("a/2026-06-02/other.gz", "");

        Assert.Equal(["a/2026-06-01/log.gz"], SourceInventories.Files(Definition("a/{yyyy-MM-dd}/log.gz"), sample.Logs));
    }

    [Fact]
    public void Reads_the_first_and_last_instant_of_a_single_log_whatever_their_order()
    {
        using var sample = new Sample();
        sample.PutRealLog();
        var times = File.ReadLines(Sample.RealLog)
            .Select(l => DateTimeOffset.ParseExact(l.Split('[')[1].Split(']')[0], "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture)).ToList();
        var source = Definition(Sample.AccessLog.Location) with { Format = SourceFormat.Combined, Compression = SourceCompression.None, TimeFormat = TimeFormat.CommonLog };

        var inventory = SourceInventories.Of(source, sample.Logs);

        Assert.Equal((times.Min(), times.Max().AddTicks(1)), (inventory.First!.Value, inventory.Last!.Value));
        Assert.NotEqual(times[^1], times.Max());
        Assert.Empty(inventory.Gaps);
    }

    [Fact]
    public void Looks_again_when_the_file_has_changed()
    {
        using var sample = new Sample();
        var path = sample.Put("log.jsonl", "{\"time\":\"2026-06-01T00:00:00Z\"}\nx\n{\"time\":5}\n");
        var source = Definition("log.jsonl") with { Compression = SourceCompression.None };
        Assert.Equal(Day("2026-06-01").AddTicks(1), SourceInventories.Of(source, sample.Logs).Last);

        File.AppendAllText(path, "{\"time\":\"2026-06-03T00:00:00Z\"}\n");

        Assert.Equal(Day("2026-06-03").AddTicks(1), SourceInventories.Of(source, sample.Logs).Last);
    }

    [Fact]
    public void Says_all_of_time_for_records_without_time_and_nothing_for_nothing()
    {
        using var sample = new Sample();
        sample.Put("accounts.csv", "account\n");
        var source = Definition("accounts.csv") with { Format = SourceFormat.Csv, TimeField = null };

        Assert.Equal(new SourceInventory(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, []) with { Gaps = SourceInventory.Empty.Gaps }, SourceInventories.Of(source, sample.Logs) with { Gaps = SourceInventory.Empty.Gaps });
        Assert.Equal(SourceInventory.Empty, SourceInventories.Of(source with { Location = "missing.csv" }, sample.Logs));
        Assert.Equal(SourceInventory.Empty, SourceInventories.Of(source with { NeverCollected = "end-to-end encrypted" }, sample.Logs));
        Assert.Equal(SourceInventory.Empty, SourceInventories.Of(Daily, sample.Logs));
        Assert.Equal(SourceInventory.Empty, SourceInventories.Of(Daily, Path.Combine(sample.Root, "nowhere")));
    }

    [Fact]
    public void Never_calls_held_data_gone_because_it_cannot_be_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links are made differently there.");
        using var sample = new Sample();
        sample.Put("real", "");
        File.CreateSymbolicLink(Path.Combine(sample.Logs, "log-2026-06-01.gz"), Path.Combine(sample.Logs, "real"));
        File.CreateSymbolicLink(Path.Combine(sample.Logs, "single.gz"), Path.Combine(sample.Logs, "real"));

        Assert.Equal(Day("2026-06-01"), SourceInventories.Of(Daily, sample.Logs).First);
        Assert.Equal(Reasons.SourceLink, Assert.Throws<SourceException>(() => SourceInventories.Of(Definition("single.gz"), sample.Logs)).Reason);
    }

    private static SourceDefinition Definition(string location) => new()
    {
        Name = "log",
        Label = "Log",
        Description = "A log.",
        Format = SourceFormat.Jsonl,
        Compression = SourceCompression.Gzip,
        Location = location,
        TimeField = "at",
        Fields = [new FieldDefinition { Name = "at", Label = "At", Category = DataCategory.Traffic, From = "time" }],
    };

    private static DateTimeOffset Day(string day) => DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);
}
