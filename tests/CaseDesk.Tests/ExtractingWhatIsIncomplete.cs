using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests;

/// <summary>What should be there and is not, or cannot be read, is said; it never reads as "none found". Each story has a day of its own, which no other one reads.</summary>
public sealed class ExtractingWhatIsIncomplete(CaseDeskApp app)
{
    public enum Fault
    {
        Missing,
        Directory,
        Pipe,
        CutOff,
        Empty,
        OtherFormat,
    }

    [Theory]
    [InlineData(5, Fault.Directory, "source-not-a-file")]
    [InlineData(6, Fault.Pipe, "source-not-a-file")]
    [InlineData(7, Fault.CutOff, "source-damaged")]
    [InlineData(8, Fault.Empty, "source-damaged")]
    public async Task A_day_that_cannot_be_read_fails_with_its_reason_and_is_done_once_it_is_mended(int daysAgo, Fault fault, string code)
    {
        var (number, failed) = await AFailedExtraction(Day(daysAgo), fault, [Day(daysAgo)]);

        await IsSaid(number, failed, code, Path.GetFileName(Log(Day(daysAgo))));
        await IsDoneOnceStartedAgain(number, attempt: 2);
    }

    [Fact]
    public async Task A_source_of_which_no_line_can_be_read_fails_as_not_what_the_policy_says()
    {
        // The days on either side are read too, for what was written late or early.
        var (number, failed) = await AFailedExtraction(Day(13), Fault.OtherFormat, [Day(14), Day(13), Day(12)]);

        await IsSaid(number, failed, "source-unparseable", "lookup-log");
        await IsDoneOnceStartedAgain(number, attempt: 2);
    }

    [Fact]
    public async Task A_day_of_which_no_line_can_be_read_fails_though_the_days_around_it_can()
    {
        var (number, failed) = await AFailedExtraction(Day(9), Fault.OtherFormat, [Day(9)]);

        await IsSaid(number, failed, "source-unparseable", "lookup-log");
        await IsDoneOnceStartedAgain(number, attempt: 2);
    }

    [Fact]
    public async Task A_day_that_was_missing_already_when_it_was_decided_fails_since_the_source_has_been_collected_for_longer()
    {
        var (number, failed) = await AFailedExtraction(Day(10), Fault.Missing, [Day(10)]);

        await IsSaid(number, failed, "source-incomplete", Path.GetFileName(Log(Day(10))));
        await IsDoneOnceStartedAgain(number, attempt: 2);
    }

    [Fact]
    public async Task A_day_that_went_missing_after_the_decision_fails_as_gone()
    {
        var day = Day(11);
        var (number, _) = await AFailedExtraction(day, Fault.CutOff, [day]);
        var away = Log(day) + ".away";
        File.Move(Log(day), away);

        await StartAgain(number);
        var gone = await app.AFinishedExtraction(number);
        File.Move(away, Log(day));

        await IsSaid(number, gone, "gone-since-decision", Path.GetFileName(Log(day)));
        await IsDoneOnceStartedAgain(number, attempt: 3);
    }

    /// <summary>Approved all the same: retention says that the day is kept. What was broken is mended then.</summary>
    private async Task<(string Number, JsonNode Failed)> AFailedExtraction(DateTime day, Fault fault, IReadOnlyList<DateTime> broken)
    {
        var good = broken.ToDictionary(Log, of => File.ReadAllBytes(Log(of)));
        try
        {
            foreach (var (log, bytes) in good) await Break(log, fault, bytes);
            var number = await app.ARequestForLookups(day);
            using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
            Assert.Equal(200, (int)decided.StatusCode);
            return (number, await app.AFinishedExtraction(number));
        }
        finally
        {
            foreach (var (log, bytes) in good)
            {
                if (Directory.Exists(log)) Directory.Delete(log);
                File.Delete(log);
                await File.WriteAllBytesAsync(log, bytes);
            }
        }
    }

    private async Task IsSaid(string number, JsonNode failed, string code, string what)
    {
        Assert.Equal(("failed", code), (failed["state"]!.ToString(), failed["code"]?.ToString()));
        Assert.Contains(what, failed["reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Null(failed["manifest"]);
        using var custodian = await Browser.SignedInAs(app, "custodian");
        var page = await custodian.Text($"/requests/{number}/extraction");
        Assert.Contains("Nothing was extracted", page, StringComparison.Ordinal);
        Assert.Contains(what, page, StringComparison.Ordinal);
        Assert.Contains($"<code>{code}</code>", page, StringComparison.Ordinal);
        // Words of its own, not those for what nobody foresaw.
        Assert.NotEqual(Look.Words.Remedy(""), Look.Words.Remedy(code));
    }

    private async Task IsDoneOnceStartedAgain(string number, int attempt)
    {
        await StartAgain(number);
        var done = await app.AFinishedExtraction(number);
        Assert.Equal(("complete", attempt), (done["state"]!.ToString(), (int)done["attempt"]!));
        Assert.Null(done["code"]);
        Assert.Single(await app.Entries(), e => e["action"]!.ToString() == "job.extract.complete" && e["object"]?["id"]?.ToString() == number);
    }

    private async Task StartAgain(string number)
    {
        using var again = await (await app.SignedInAs("reviewer")).PostAsync(new Uri($"/api/v1/requests/{number}/extraction", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)again.StatusCode);
    }

    private static async Task Break(string log, Fault fault, byte[] good)
    {
        File.Delete(log);
        switch (fault)
        {
            case Fault.Missing:
                break;
            case Fault.Directory:
                Directory.CreateDirectory(log);
                break;
            case Fault.Pipe:
                using (var made = Process.Start("mkfifo", [log])) await made.WaitForExitAsync();
                break;
            case Fault.CutOff:
                await File.WriteAllBytesAsync(log, good[..(good.Length / 2)]);
                break;
            case Fault.Empty:
                await File.WriteAllBytesAsync(log, []);
                break;
            case Fault.OtherFormat:
                await using (var packed = new GZipStream(File.Create(log), CompressionLevel.Fastest))
                    await packed.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("k7m2-49vd-xh3p looked up somebody\n", 20))));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault));
        }
    }

    private static DateTime Day(int ago) => TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-ago);

    private string Log(DateTime day) => Path.Combine(app.Data, "logs", "lookup-log", $"lookup-{day:yyyy-MM-dd}.jsonl.gz");
}
