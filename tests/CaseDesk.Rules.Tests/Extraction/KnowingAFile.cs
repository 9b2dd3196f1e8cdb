using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Generating;
using CaseDesk.Ledger;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>A file is surveyed whole once and only searched afterwards: nobody must be able to tell from a result which of the two it was.</summary>
[Collection(Workers.Name)]
public sealed class KnowingAFile : IDisposable
{
    private static readonly DateOnly Newest = new(2026, 6, 20);
    private static readonly DateTimeOffset From = new(2026, 6, 18, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2026, 6, 21, 0, 0, 0, TimeSpan.Zero);

    private readonly Sample sample = new();

    public KnowingAFile() => sample.Places = sample.Places with { Surveys = sample.Surveys, SettledFor = TimeSpan.Zero };

    public static TheoryData<GeneratedFormat, SourceCompression, string> Generated
    {
        get
        {
            var cases = new TheoryData<GeneratedFormat, SourceCompression, string>();
            foreach (var format in Enum.GetValues<GeneratedFormat>())
            {
                foreach (var compression in format == GeneratedFormat.Parquet ? [SourceCompression.None] : Enum.GetValues<SourceCompression>())
                    cases.Add(format, compression, format is GeneratedFormat.Combined or GeneratedFormat.Clf ? "ip" : "account");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Generated))]
    public async Task Gives_the_same_bytes_as_reading_it_whole_and_every_record_that_was_made(GeneratedFormat format, SourceCompression compression, string key)
    {
        using (var log = File.OpenRead(Sample.RealLog))
        {
            var recipe = new LogRecipe { Rows = 3000, Days = 3, NewestDay = Newest, Seed = 11, Hostile = 0.3, Damaged = 0.05, Formats = [format], Compression = compression };
            GeneratedLogs.Write(sample.Logs, recipe, DemoLogs.ReadPool(log), _ => { });
        }

        var policy = PolicyFile.Load(Path.Combine(sample.Logs, "policy.yaml"));
        var source = Assert.Single(policy.Sources);
        var known = JsonNode.Parse(File.ReadAllText(Path.Combine(sample.Logs, "generated.json")))!;
        var fields = source.Fields.Where(f => f.NeverDisclosed is null).Select(f => new PlannedField(f.Name, f.From)).ToList();
        var subjects = known[key == "ip" ? "addresses" : "accounts"]!.AsArray();
        var plan = Sample.Plan([.. subjects.Select((subject, i) =>
            new PlannedRead(i + 1, PlannedSource.Of(source), [new PlannedSubject(key, (string)subject!["value"]!, key)], [new PlannedWindow(From, To, fields)]))]);

        var whole = await sample.Extract(plan);
        var data = sample.ResultText("data.json");
        Directory.Delete(sample.Result, recursive: true);
        var searched = await sample.Extract(plan);

        Assert.Equal(subjects.Select(subject => (int)subject!["rows"]!), whole.Result!["rows"]!.AsArray().Select(item => (int)item!["count"]!));
        Assert.Equal(Text(whole), Text(searched));
        Assert.Equal(data, sample.ResultText("data.json"));
        Assert.NotEmpty(searched.Manifest!["run"]!["surveyedBefore"]!.AsArray());
        Assert.Equal(whole.Result["files"]!.AsArray().Count, searched.Manifest["run"]!["surveyedBefore"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("log")]
    public async Task Agrees_about_damaged_records_too(string ending)
    {
        var (source, key, text) = Hostile(ending);
        sample.Put(source.Location, text);
        var plan = Sample.Plan(Sample.Read(source, key, "192.0.2.7", "ip", From, To, "time", "ip"));

        var whole = await sample.Extract(plan);
        Directory.Delete(sample.Result, recursive: true);
        var searched = await sample.Extract(plan);

        Assert.True((long)whole.Result!["rejectedCount"]! > 3);
        Assert.True((long)whole.Result["rejectedPossiblySubject"]! > 0);
        Assert.Equal(Text(whole), Text(searched));

        sample.Places = sample.Places with { CheckAfter = TimeSpan.Zero };
        Directory.Delete(sample.Result, recursive: true);
        Assert.Equal(Text(whole), Text(await sample.Extract(plan)));
    }

    public void Dispose() => sample.Dispose();

    private static string Text(ExtractionOutcome outcome) => Encoding.UTF8.GetString(CanonicalJson.Serialize(outcome.Result!));

    // Records of the subject and of others, sound and damaged in every way, longer than a block together.
    private static (PlannedSource Source, string Key, string Text) Hostile(string ending)
    {
        var text = new StringBuilder("\ufeff");
        string[] damages = ["\0", "\ufffd\0", "\"", "{", "\n\n", "\r\n", "\\u0031", "half", "\u001b[31m", new string('x', 1024 * 1024), new string('y', 1024 * 1024 - 1)];
        if (ending == "csv")
            text.Append("time,ip,note\r\n");
        for (var i = 0; i < 6000; i++)
        {
            var ip = i % 500 == 7 ? "192.0.2.7" : i % 500 == 9 ? "::ffff:192.0.2.7" : $"198.51.100.{i % 250}";
            var time = i % 700 == 9 ? "yesterday" : "2026-06-19T10:00:00Z";
            var damage = i % 977 == 507 || i % 500 == 7 && i % 3 == 1 ? damages[i / 50 % damages.Length] : "";
            text.Append(ending switch
            {
                "jsonl" => $"{{\"time\":\"{time}\",\"ip\":\"{ip}\",\"note\":\"{new string('n', i % 90)}\"}}{damage}\n",
                "csv" => $"{time},{ip},\"{new string('n', i % 90)}\n\"\"q\"\"\"{(damage.Length is > 3 and < 10 ? damage : "")}\r\n",
                _ => $"{ip} - - [{(time[0] == 'y' ? time : "19/Jun/2026:10:00:00 +0000")}] \"GET /{new string('n', i % 90)} HTTP/1.1\" 200 5{damage}\n",
            });
        }

        PlannedSource source = ending switch
        {
            "jsonl" => Sample.LookupLog with { Location = "a.jsonl", Compression = SourceCompression.None },
            "csv" => Sample.Accounts with { Location = "a.csv", TimeFrom = "time" },
            _ => Sample.AccessLog with { Location = "a.log" },
        };
        return (source, "ip", text.ToString());
    }
}
