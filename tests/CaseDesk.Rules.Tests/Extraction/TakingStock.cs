using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class TakingStock : IDisposable
{
    private readonly LogStore _store = new();

    [Fact]
    public void Dated_files_give_days_and_the_missing_ones_as_gaps()
    {
        foreach (var day in new[] { "2015-05-16", "2015-05-17", "2015-05-20", "2015-13-01", "latest" })
            _store.Put($"d/l-{day}.gz", "");
        var held = SourceInventories.Of(Source("d/l-{yyyy-MM-dd}.gz", SourceFormat.Jsonl), _store.Logs);
        Assert.Equal((Day(16), Day(21)), (held.First, held.Last));
        Assert.Equal([(Day(18), Day(20))], held.Gaps);
    }

    [Fact]
    public void One_log_gives_its_first_and_last_record_and_is_read_again_when_it_changes()
    {
        File.Copy(LogStore.RealLog, Path.Combine(_store.Logs, "access.log"));
        var source = Source("access.log", SourceFormat.Combined);
        var held = SourceInventories.Of(source, _store.Logs);
        Assert.Equal(new DateTimeOffset(2015, 5, 17, 10, 5, 0, TimeSpan.Zero), held.First);
        Assert.Equal(new DateTimeOffset(2015, 5, 20, 21, 5, 59, TimeSpan.Zero).AddTicks(1), held.Last);
        Assert.Empty(held.Gaps);

        File.AppendAllText(Path.Combine(_store.Logs, "access.log"), "192.0.2.7 - - [21/May/2015:00:00:00 +0200] \"GET / HTTP/1.1\" 200 -\n");
        Assert.Equal(new DateTimeOffset(2015, 5, 20, 22, 0, 0, TimeSpan.Zero).AddTicks(1), SourceInventories.Of(source, _store.Logs).Last);
    }

    [Fact]
    public void What_does_not_exist_is_empty_and_what_cannot_be_read_is_an_error()
    {
        Assert.Equal(SourceInventory.Empty, SourceInventories.Of(Source("access.log", SourceFormat.Combined), _store.Logs));
        Assert.Equal(SourceInventory.Empty, SourceInventories.Of(Source("d/{yyyy-MM-dd}", SourceFormat.Combined), _store.Logs));
        Directory.CreateDirectory(Path.Combine(_store.Logs, "access.log"));
        Assert.Throws<IOException>(() => SourceInventories.Of(Source("access.log", SourceFormat.Combined), _store.Logs));
    }

    [Fact]
    public void Records_without_a_time_are_always_held()
    {
        _store.Put("accounts.csv", "account\n");
        var held = SourceInventories.Of(Source("accounts.csv", SourceFormat.Csv) with { TimeField = null }, _store.Logs);
        Assert.Equal(DateTimeOffset.MinValue, held.First);
        Assert.True(held.Last > Day(1).AddYears(1000));
    }

    public void Dispose() => _store.Dispose();

    private static DateTimeOffset Day(int day) => new(2015, 5, day, 0, 0, 0, TimeSpan.Zero);

    private static SourceDefinition Source(string location, SourceFormat format) => new()
    {
        Name = "s",
        Label = "S",
        Description = "",
        Location = location,
        Format = format,
        TimeField = "when",
        TimeFormat = TimeFormat.CommonLog,
        Fields = [new FieldDefinition { Name = "when", Label = "", Category = DataCategory.Traffic, From = "time" }],
    };
}
