using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseDesk.Features.Disclosures;
using CaseDesk.Verify;

namespace CaseDesk.Tests;

/// <summary>A disclosure whose rows do not fit one PDF, on a desk that takes a hundred in one.</summary>
public sealed class ReleasingInVolumes : IAsyncLifetime
{
    private readonly CaseDeskApp app = new();
    private readonly string directory = Directory.CreateTempSubdirectory("casedesk-volumes-").FullName;

    [Fact]
    public async Task Every_row_is_printed_once_and_the_signature_covers_all_of_them()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        var (seen, _) = await LookingBeforeReleasing.Look(custodian, number);
        using var released = await LookingBeforeReleasing.Release(custodian, number, manifest, seen);
        Assert.Equal(201, (int)released.StatusCode);
        string[] names = ["volume-2.pdf", "volume-3.pdf", "volume-4.pdf", "volume-5.pdf"];
        Assert.Equal(names, (await released.Json())["files"]!.AsArray().Select(name => name!.ToString()).Where(name => name.StartsWith("volume", StringComparison.Ordinal)));
        // Older than any sweep spares, and still there after some.
        foreach (var file in Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*.volume-*.pdf", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-3));
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        var officer = await app.SignedInAs("officer@springfield.example");
        var report = await officer.GetByteArrayAsync(Of(number, "report.pdf"));
        var volumes = new List<byte[]>();
        foreach (var name in names) volumes.Add(await officer.GetByteArrayAsync(Of(number, name)));

        // The lines of the log are in the order of its rows: each stands in one file, and in the right one.
        var lines = JsonNode.Parse(await officer.GetByteArrayAsync(Of(number, "data.json")))!["items"]![0]!["sources"]![0]!["rows"]!.AsArray().Select(row => (int)row!["line"]!["number"]!).ToList();
        Assert.Equal(lines, new[] { report }.Concat(volumes).SelectMany(Lines));
        Assert.Equal([100, 100, 100, 82], volumes.Select(volume => Lines(volume).Count));
        Assert.All(volumes, volume => Assert.Contains("An IP address names a connection", Text(volume), StringComparison.Ordinal));
        Assert.Contains("Rows 401 to 482 stand in volume 5.", Text(report), StringComparison.Ordinal);
        Assert.All(volumes, volume => Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(volume)), Text(report), StringComparison.Ordinal));
        TheToolSays(report, volumes, await custodian.GetByteArrayAsync(new Uri("/ledger/tlog-policy", UriKind.Relative)));

        using var locked = await (await app.SignedInAs("auditor")).GetAsync(Of(number, "volume-2.pdf"));
        await locked.IsRefused(403, "role");
        using var absent = await officer.GetAsync(Of(number, "volume-6.pdf"));
        await absent.IsRefused(404, "not-found");
        await File.AppendAllTextAsync(Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*.volume-3.pdf", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last(), "more");
        using var damaged = await officer.GetAsync(Of(number, "volume-3.pdf"));
        await damaged.IsRefused(500, "result-damaged");
    }

    [Fact]
    public async Task A_volume_that_was_changed_after_the_look_stops_the_release()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var custodian = await app.SignedInAs("custodian");
        var (seen, _) = await LookingBeforeReleasing.Look(custodian, number);
        var file = Directory.GetFiles(Path.Combine(app.Data, "disclosures"), "*.volume-2.pdf", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        await File.AppendAllTextAsync(file, "more");

        using var refused = await LookingBeforeReleasing.Release(custodian, number, manifest, seen);
        await refused.IsRefused(409, "preview-changed");
        using var anew = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)anew.StatusCode);
    }

    [Theory]
    [InlineData(10, "3", "0:0+3")]
    [InlineData(2, "0,3,1", "1:0+2|1:2+1 2:0+1")]
    [InlineData(3, "3,3", "0:0+3|1:0+3")]
    [InlineData(1, "", "")]
    [InlineData(2, "5", "0:0+2|0:2+2|0:4+1")]
    public void Rows_are_dealt_in_their_order(int most, string counts, string expected)
    {
        var sections = counts.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((count, i) => new DataSection(1, $"s{i}", "", [], long.Parse(count, CultureInfo.InvariantCulture), 0)).ToList();

        Assert.Equal(expected, string.Join('|', Volumes.Of(sections, most).Select(file => string.Join(' ', file.Select(part => $"{part.Section}:{part.From}+{part.Count}")))));
    }

    private void TheToolSays(byte[] report, List<byte[]> volumes, byte[] policy)
    {
        (int Code, string Said) Ask(params byte[][] given)
        {
            using var said = new StringWriter();
            var options = given.SelectMany((volume, i) => new[] { "--volume", Save($"given-{i}.pdf", volume) });
            var code = VerifyTool.Run(["disclosure", Save("report.pdf", report), "--policy", Save("tlog-policy", policy), .. options], said, said);
            return (code, said.ToString());
        }

        var whole = Ask([.. volumes]);
        Assert.True(whole.Code == VerifyTool.Good, whole.Said);
        Assert.DoesNotContain("was not given: --volume", whole.Said, StringComparison.Ordinal);
        var some = Ask([.. volumes[1..]]);
        Assert.Equal(VerifyTool.Good, some.Code);
        Assert.Contains("volume-2.pdf, which was not given", some.Said, StringComparison.Ordinal);
        var changed = Ask([.. volumes[0], (byte)'\n']);
        Assert.Equal(VerifyTool.Bad, changed.Code);
        Assert.Contains("volume.other", changed.Said, StringComparison.Ordinal);
    }

    private string Save(string name, byte[] content)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>The numbers below the heading of the first column of the records, which stand at its right.</summary>
    private static List<int> Lines(byte[] pdf)
    {
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        return
        [
            .. document.GetPages().Select(page => page.GetWords().ToList()).SelectMany(words =>
                words.FirstOrDefault(word => word.Text == "Line" && word.BoundingBox.Left < 100) is { } heading
                    ? words.Where(word => word.Text.All(char.IsAsciiDigit) && word.BoundingBox.Top < heading.BoundingBox.Top && Math.Abs(word.BoundingBox.Right - heading.BoundingBox.Right) < 2)
                        .OrderByDescending(word => word.BoundingBox.Top).Select(word => int.Parse(word.Text, CultureInfo.InvariantCulture))
                    : []),
        ];
    }

    private static string Text(byte[] pdf)
    {
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        return string.Join(' ', document.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
    }

    private static Uri Of(string number, string file) => new($"/api/v1/requests/{number}/disclosure/{file}", UriKind.Relative);

    public async ValueTask InitializeAsync()
    {
        app.Settings["CaseDesk__ReportRows"] = "100";
        // Files that no record names go at once, so that volumes are seen to stay.
        app.Settings["CaseDesk__SweepSchedule"] = "* * * * * *";
        await app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
