using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Verify;

namespace CaseDesk.Tests;

/// <summary>The unshifted log of May 2015, under a policy that keeps for long: every row, nothing else, and no referrer anywhere.</summary>
public sealed partial class AnsweringFromTheRealLog : IAsyncLifetime
{
    private static readonly string[] Files = ["report.pdf", "data.csv", "data.json", "manifest.json", "receipt"];
    private readonly CaseDeskApp app = RealLog.ADesk();

    public AnsweringFromTheRealLog() => app.Settings["CaseDesk__SpareWorker"] = "true";

    [Fact]
    public async Task Gives_482_rows_as_they_stand_in_the_log_and_no_referrer()
    {
        var waiting = await Waiting();
        var folder = await Released();
        Assert.True(!OperatingSystem.IsLinux() || waiting != await Waiting());
        var log = await File.ReadAllLinesAsync(RealLog.Original);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json")))!["result"]!;
        var source = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "data.json")))!["items"]![0]!["sources"]![0]!;

        var rows = source["rows"]!.AsArray();
        Assert.Equal(482, rows.Count);
        Assert.Equal(log.Count(line => line.StartsWith("66.249.73.135 ", StringComparison.Ordinal)), rows.Count);
        Assert.Equal("complete-with-rejects", manifest["status"]!.ToString());
        Assert.Single(manifest["rejected"]!.AsArray());
        Assert.DoesNotContain("referrer", source["fields"]!.AsArray().Select(f => f!.ToString()));
        foreach (var row in rows)
        {
            var line = log[row!["line"]!["number"]!.GetValue<int>() - 1];
            Assert.StartsWith("66.249.73.135 ", line, StringComparison.Ordinal);
            foreach (var (_, value) in row["values"]!.AsObject()) Assert.Contains(value?.ToString() ?? "", line, StringComparison.Ordinal);
        }

        var lines = rows.Select(row => log[row!["line"]!["number"]!.GetValue<int>() - 1]).ToList();
        var allowed = rows.SelectMany(row => row!["values"]!.AsObject()).Select(value => value.Value?.ToString() ?? "").Where(value => value.Length > 0).Distinct().ToList();
        var outputs = await Outputs(folder);
        Assert.Contains(outputs, output => output.Name == "attached data.csv");
        foreach (var referrer in lines.Select(line => Referrer().Match(line).Groups[1].Value).Where(value => value != "-").Distinct())
        {
            foreach (var (name, text) in outputs) Assert.False(Tells(text, referrer, allowed), $"{name} tells the referrer {referrer}.");
        }
        // The judge has to be able to say no.
        Assert.True(Tells("see http://example.org/from", "http://example.org/from", ["http://example.org/"]));
    }

    [Fact]
    public async Task Is_believed_by_strangers_until_one_byte_is_changed()
    {
        if (!Tools.Has("pdfsig") || !Tools.Has("qpdf")) Assert.Skip("pdfsig or qpdf not found (install poppler-utils and qpdf).");
        var folder = await Released();
        var good = Path.Combine(folder, "report.pdf");
        var bad = Path.Combine(folder, "changed.pdf");
        var bytes = await File.ReadAllBytesAsync(good);
        bytes[5000] ^= 1;
        await File.WriteAllBytesAsync(bad, bytes);

        var signature = await Tools.Run("pdfsig", good);
        Assert.Contains("Signature is Valid", signature, StringComparison.Ordinal);
        Assert.Contains("Total document signed", signature, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature is Valid", await Tools.Run("pdfsig", bad), StringComparison.Ordinal);
        Assert.Contains("No syntax or stream encoding errors", await Tools.Run("qpdf", "--check", good), StringComparison.Ordinal);
        // qpdf judges syntax, not content: what it has to notice is a file that was cut.
        var cut = Path.Combine(folder, "cut.pdf");
        await File.WriteAllBytesAsync(cut, bytes[..^1000]);
        Assert.DoesNotContain("No syntax or stream encoding errors", await Tools.Run("qpdf", "--check", cut), StringComparison.Ordinal);
        Assert.Equal((0, ""), Verified(good, folder));
        Assert.Equal(1, Verified(bad, folder).Code);
    }

    /// <summary>The worker that waits for an order, as the system tells it.</summary>
    private async Task<int> Waiting()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        for (var i = 0; i < 200 && Workers.Of(app).Count != 1; i++) await Task.Delay(50);
        return Assert.Single(Workers.Of(app));
    }

    private async Task<string> Released()
    {
        var number = await app.AnApprovedWarrant();
        var done = await app.AFinishedExtraction(number);
        Assert.Equal("complete-with-rejects", done["state"]!.ToString());
        var custodian = await app.SignedInAs("custodian");
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = done["manifestHash"]!.ToString() });
        Assert.Equal(201, (int)released.StatusCode);

        var folder = Directory.CreateDirectory(Path.Combine(app.Directory, "released")).FullName;
        foreach (var file in Files) await File.WriteAllBytesAsync(Path.Combine(folder, file), await custodian.GetByteArrayAsync(new Uri($"/api/v1/requests/{number}/disclosure/{file}", UriKind.Relative)));
        await File.WriteAllTextAsync(Path.Combine(folder, "tlog-policy"), await custodian.GetStringAsync(new Uri("/ledger/tlog-policy", UriKind.Relative)));
        return folder;
    }

    /// <summary>Every file of the release, the report as a reader sees it, and what is attached to it. Without white space: a report wraps long values.</summary>
    private static async Task<IReadOnlyList<(string Name, string Text)>> Outputs(string folder)
    {
        List<(string, string)> outputs = [];
        foreach (var name in Files.Except(["report.pdf"])) outputs.Add((name, Tight(await File.ReadAllTextAsync(Path.Combine(folder, name)))));
        foreach (var attached in Pdf.PdfAttachments.Read(await File.ReadAllBytesAsync(Path.Combine(folder, "report.pdf")))) outputs.Add(("attached " + attached.Name, Tight(System.Text.Encoding.UTF8.GetString(attached.Bytes))));
        if (!Tools.Has("pdftotext") || !Tools.Has("pdfdetach")) return outputs;

        outputs.Add(("the report's text", Tight(await Tools.Run("pdftotext", "-layout", Path.Combine(folder, "report.pdf"), "-"))));
        outputs.Add(("the report's text in its own order", Tight(await Tools.Run("pdftotext", "-raw", Path.Combine(folder, "report.pdf"), "-"))));
        var detached = Directory.CreateDirectory(Path.Combine(folder, "detached")).FullName;
        await Tools.Run("pdfdetach", "-saveall", "-o", detached, Path.Combine(folder, "report.pdf"));
        foreach (var file in Directory.GetFiles(detached)) outputs.Add(("detached " + Path.GetFileName(file), Tight(await File.ReadAllTextAsync(file))));
        return outputs;
    }

    /// <summary>A referrer may also stand in an allowed field, such as the page that a robot names in its user agent: then it counts only where something else than those values tells it.</summary>
    private static bool Tells(string text, string referrer, IEnumerable<string> allowed)
    {
        referrer = Tight(referrer);
        foreach (var value in allowed.Select(Tight).Where(value => value.Contains(referrer, StringComparison.Ordinal)).OrderByDescending(value => value.Length))
            text = text.Replace(value, "", StringComparison.Ordinal);
        return Tight(text).Contains(referrer, StringComparison.Ordinal);
    }

    private static string Tight(string text) => White().Replace(text, "");

    private static (int Code, string Said) Verified(string pdf, string folder)
    {
        using var said = new StringWriter();
        var code = VerifyTool.Run(["disclosure", pdf, "--policy", Path.Combine(folder, "tlog-policy"), "--receipt", Path.Combine(folder, "receipt")], said, said);
        return (code, code == 0 ? "" : said.ToString());
    }

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The first quoted part after status and bytes.</summary>
    [GeneratedRegex("""" \d{3} (?:\d+|-) "([^"]*)"""")]
    private static partial Regex Referrer();

    [GeneratedRegex("""\s+""")]
    private static partial Regex White();
}
