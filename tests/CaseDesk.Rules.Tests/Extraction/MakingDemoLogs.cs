using System.Globalization;
using System.Text;
using CaseDesk.Extraction;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class MakingDemoLogs
{
    private static readonly DateOnly Newest = new(2026, 6, 20);

    [Fact]
    public void Moves_the_days_of_the_real_log_and_no_other_byte()
    {
        var original = File.ReadAllBytes(Sample.RealLog);
        using var output = new MemoryStream();

        DemoLogs.ShiftAccessLog(new MemoryStream(original), output, Newest);

        var shifted = output.ToArray();
        Assert.Equal(original.Length, shifted.Length);
        var (before, after) = (Lines(original), Lines(shifted));
        for (var i = 0; i < before.Length; i++)
        {
            var at = before[i].IndexOf('[', StringComparison.Ordinal) + 1;
            Assert.Equal(before[i].Remove(at, 11), after[i].Remove(at, 11));
            var moved = Day(after[i].Substring(at, 11)).DayNumber - Day(before[i].Substring(at, 11)).DayNumber;
            Assert.Equal(Newest.DayNumber - new DateOnly(2015, 5, 20).DayNumber, moved);
        }

        Assert.Throws<InvalidDataException>(() => DemoLogs.ShiftAccessLog(new MemoryStream("no date\n"u8.ToArray()), Stream.Null, Newest));

        static string[] Lines(byte[] log) => Encoding.Latin1.GetString(log).TrimEnd('\n').Split('\n');
        static DateOnly Day(string text) => DateOnly.ParseExact(text, "dd/MMM/yyyy", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Gives_the_same_bytes_for_the_same_seed()
    {
        using var sample = new Sample();
        using var log = File.OpenRead(Sample.RealLog);
        var pool = DemoLogs.ReadPool(log);
        Assert.Contains((Sample.Bot, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"), pool);
        Assert.Equal(pool.Count, pool.Distinct().Count());

        DemoLogs.GenerateLookups(Path.Combine(sample.Root, "one"), Newest, 3, 50, 11, pool);
        DemoLogs.GenerateLookups(Path.Combine(sample.Root, "more days"), Newest, 5, 50, 11, pool);
        DemoLogs.GenerateLookups(Path.Combine(sample.Root, "other seed"), Newest, 3, 50, 12, pool);

        Assert.Equal(5, Directory.GetFiles(Path.Combine(sample.Root, "more days")).Length);
        foreach (var path in Directory.GetFiles(Path.Combine(sample.Root, "one")))
        {
            var name = Path.GetFileName(path);
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(sample.Root, "more days", name)));
            Assert.NotEqual(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(sample.Root, "other seed", name)));
        }
    }

    [Fact]
    public void Invents_subscribers_who_can_be_found()
    {
        using var sample = new Sample();
        var (one, other) = (Path.Combine(sample.Root, "accounts", "a.csv"), Path.Combine(sample.Root, "b.csv"));

        DemoLogs.GenerateAccounts(one, 11);
        DemoLogs.GenerateAccounts(other, 11);

        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(other));
        var lines = File.ReadAllLines(one);
        Assert.Equal("account,name,email,phone,created,payment", lines[0]);
        Assert.StartsWith(DemoLogs.WellKnownAccount + ",\"", lines[1], StringComparison.Ordinal);
        Assert.Equal(241, lines.Length);
        Assert.Equal(241, lines.Select(l => l.Split(',')[0]).Distinct().Count());
    }
}
