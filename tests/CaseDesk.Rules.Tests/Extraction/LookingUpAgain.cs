using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>A file that was surveyed once is only searched afterwards. Nothing that happens to it, or to the survey, may change what is found.</summary>
[Collection(Workers.Name)]
public sealed class LookingUpAgain
{
    private const string Ours = "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"acct-0001\",\"note\":1}\n";
    private const string Theirs = "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"acct-0002\",\"note\":1}\n";
    private const string Damaged = "{\"time\":\"2015-05-17T10:00:00Z\",\"account\":\"acct-0003\n";

    private static readonly PlannedSource Source = Sample.LookupLog with { Name = "jsonl", Location = "log", Compression = SourceCompression.None };

    private static readonly ExtractionPlan Plan = Sample.Plan(Sample.Read(Source, "account", "acct-0001", "account", Sample.May2015, Sample.June2015, "note"));

    [Fact]
    public async Task Uses_the_survey_of_a_file_that_did_not_change()
    {
        using var sample = Surveyed(out _);
        await LookUp(sample);

        Assert.Equal("1 4 known", await LookUp(sample));
    }

    [Theory]
    [InlineData("grown")]
    [InlineData("cut")]
    [InlineData("rewritten")]
    [InlineData("rewritten, and its time put back")]
    [InlineData("replaced, with the same size and time")]
    [InlineData("touched")]
    public async Task Surveys_anew_what_was(string change)
    {
        using var sample = Surveyed(out var path);
        await LookUp(sample);
        var time = File.GetLastWriteTimeUtc(path);

        switch (change)
        {
            case "grown":
                await File.AppendAllTextAsync(path, Ours, TestContext.Current.CancellationToken);
                break;
            case "cut":
                Rewrite(path, Ours);
                break;
            case "touched":
                File.SetLastWriteTimeUtc(path, time.AddSeconds(1));
                break;
            case "replaced, with the same size and time":
                await File.WriteAllTextAsync(path + ".new", Theirs + Ours + Damaged + Ours, TestContext.Current.CancellationToken);
                File.SetLastWriteTimeUtc(path + ".new", time);
                File.Move(path + ".new", path, overwrite: true);
                break;
            default:
                Rewrite(path, Theirs + Ours + Damaged + Ours);
                if (change != "rewritten")
                    File.SetLastWriteTimeUtc(path, time);
                break;
        }

        var expected = change switch { "grown" => "1 4 5", "cut" => "1", "touched" => "1 4", _ => "2 4" };
        Assert.Equal(expected + " surveyed", await LookUp(sample));
        Assert.Equal(expected + " known", await LookUp(sample));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("garbage")]
    [InlineData("one bit")]
    [InlineData("a count")]
    [InlineData("the seal")]
    [InlineData("of another file")]
    [InlineData("a directory")]
    [InlineData("large")]
    public async Task Surveys_anew_where_the_survey_is_not_what_was_kept(string damage)
    {
        using var sample = Surveyed(out _);
        var (_, result) = await Outcome(sample);
        var path = Assert.Single(Directory.GetFiles(sample.Surveys));
        var kept = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(kept);

        switch (damage)
        {
            case "a directory":
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            default:
                await File.WriteAllBytesAsync(path, damage switch
                {
                    "empty" => [],
                    "cut" => kept[..(kept.Length / 2)],
                    "garbage" => "null"u8.ToArray(),
                    "one bit" => [.. kept[..30], (byte)(kept[30] ^ 1), .. kept[31..]],
                    "a count" => Encoding.UTF8.GetBytes(text.Replace("\"rejected\":1", "\"rejected\":0", StringComparison.Ordinal)),
                    "the seal" => [.. kept[..^1], (byte)'g'],
                    "of another file" => Encoding.UTF8.GetBytes(text.Replace("\"path\":\"log\"", "\"path\":\"gol\"", StringComparison.Ordinal)),
                    _ => [.. kept, .. new byte[17 * 1024 * 1024]],
                }, TestContext.Current.CancellationToken);
                break;
        }

        Assert.Equal(("1 4 surveyed", result), await Outcome(sample));
    }

    [Theory]
    [InlineData("\"rejected\":1", "\"rejected\":-1")]
    [InlineData("\"rejected\":1", "\"rejected\":99")]
    [InlineData("\"reason\":\"format\"", "\"reason\":\"a secret\"")]
    [InlineData("\"tooLong\":0", "\"tooLong\":7")]
    public async Task Surveys_anew_where_the_survey_says_what_no_reading_finds(string kept, string forged)
    {
        using var sample = Surveyed(out _);
        var (_, result) = await Outcome(sample);
        Forge(sample, kept, forged);

        Assert.Equal(("1 4 surveyed", result), await Outcome(sample));
    }

    [Fact]
    public async Task Fails_where_the_survey_is_of_other_bytes_and_surveys_anew_the_next_time()
    {
        using var sample = Surveyed(out var path);
        await LookUp(sample);
        var before = Assert.Single(Directory.GetFiles(sample.Surveys));
        var checksum = (string)JsonNode.Parse((await File.ReadAllTextAsync(before, TestContext.Current.CancellationToken)).Split('\n')[0])!["checksum"]!;
        Rewrite(path, Theirs + Ours + Damaged + Ours);
        await LookUp(sample);
        // As if nothing but the bytes had changed: the stamp of now over the checksum of then.
        var now = (string)JsonNode.Parse((await File.ReadAllTextAsync(before, TestContext.Current.CancellationToken)).Split('\n')[0])!["checksum"]!;
        Forge(sample, now, checksum);
        sample.Places = sample.Places with { CheckAfter = TimeSpan.Zero };

        var outcome = await sample.Run(Plan);

        Assert.Equal((ExtractionState.Failed, Reasons.SurveyOutdated), (outcome.State, outcome.Reason));
        Assert.Empty(Directory.GetFiles(sample.Surveys));
        Assert.Equal("2 4 surveyed", await LookUp(sample));
    }

    [Fact]
    public async Task Holds_the_bytes_against_the_survey_again_when_that_was_long_ago()
    {
        using var sample = Surveyed(out _);
        var first = await Known(sample);
        var soon = await Known(sample);
        sample.Places = sample.Places with { CheckAfter = TimeSpan.Zero };
        var again = await Known(sample);
        sample.Places = sample.Places with { CheckAfter = TimeSpan.FromDays(1) };
        var after = await Known(sample);

        Assert.Null(first.By);
        Assert.Equal("device, inode, size and times; the XXH3 checksum of every byte was last compared when checkedAt says", soon.By);
        Assert.Equal("device, inode, size and times, and the XXH3 checksum of every byte", again.By);
        Assert.True(again.At > soon.At);
        Assert.Equal((soon.By, again.At), after);
    }

    [Fact]
    public async Task Holds_them_against_it_too_where_the_survey_is_from_the_future()
    {
        using var sample = Surveyed(out _);
        await LookUp(sample);
        var made = (string)JsonNode.Parse((await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(sample.Surveys)), TestContext.Current.CancellationToken)).Split('\n')[0])!["checkedAt"]!;
        Forge(sample, made[..4], "2999");

        Assert.Equal("device, inode, size and times, and the XXH3 checksum of every byte", (await Known(sample)).By);
    }

    [Fact]
    public async Task Keeps_no_survey_of_a_file_that_was_written_a_moment_ago()
    {
        using var sample = Surveyed(out _);
        sample.Places = sample.Places with { SettledFor = TimeSpan.FromHours(1) };

        await LookUp(sample);

        Assert.False(Directory.Exists(sample.Surveys));
    }

    private static Sample Surveyed(out string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a file can be known again.");
        var sample = new Sample();
        path = sample.Put("log", Ours + Theirs + Damaged + Ours);
        sample.Places = sample.Places with { Surveys = sample.Surveys, SettledFor = TimeSpan.Zero };
        return sample;
    }

    private static void Rewrite(string path, string content)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(Encoding.ASCII.GetByteCount(content));
        file.Write(Encoding.ASCII.GetBytes(content));
    }

    // By someone who knows how surveys are sealed.
    private static void Forge(Sample sample, string kept, string forged)
    {
        var path = Assert.Single(Directory.GetFiles(sample.Surveys));
        var json = File.ReadAllText(path).Split('\n')[0];
        Assert.Contains(kept, json, StringComparison.Ordinal);
        json = json.Replace(kept, forged, StringComparison.Ordinal);
        File.WriteAllText(path, json + "\n" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(json))));
    }

    private static async Task<(string? By, DateTimeOffset At)> Known(Sample sample)
    {
        if (Directory.Exists(sample.Result))
            Directory.Delete(sample.Result, recursive: true);
        var known = (await sample.Extract(Plan)).Manifest!["run"]!["surveyedBefore"]!.AsArray().SingleOrDefault();
        return known is null ? (null, default) : ((string?)known["knownBy"], DateTimeOffset.Parse((string)known["checkedAt"]!, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<string> LookUp(Sample sample) => (await Outcome(sample)).Found;

    private static async Task<(string Found, string Result)> Outcome(Sample sample)
    {
        if (Directory.Exists(sample.Result))
            Directory.Delete(sample.Result, recursive: true);
        var outcome = await sample.Extract(Plan);
        var lines = JsonNode.Parse(sample.ResultText("data.json"))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Select(r => (int)r!["line"]!["number"]!).Order();
        var known = outcome.Manifest!["run"]!["surveyedBefore"]!.AsArray().Count > 0;
        return ($"{string.Join(' ', lines)} {(known ? "known" : "surveyed")}", outcome.Result!.ToJsonString());
    }
}
