using System.Formats.Tar;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseDesk.Verify;

namespace CaseDesk.Tests.Pages;

/// <summary>The check of the stored ledger, on a desk of its own: what a database's owner does to it spoils it for everybody.</summary>
public sealed partial class VerifyingTheLedger : IAsyncLifetime
{
    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task Finds_what_the_owner_of_the_database_changed_and_names_it()
    {
        await EntriesForAFullTile();
        using var auditor = await Browser.SignedInAs(app, "auditor");
        var holds = await Verified(auditor);
        Assert.Contains("It holds:", holds, StringComparison.Ordinal);
        Assert.DoesNotContain("does not hold", holds, StringComparison.Ordinal);
        await TheDownloadVerifies(auditor);

        await TestDatabase.Bend(app, "LedgerEntries", """UPDATE "LedgerEntries" SET "Leaf" = replace("Leaf", '"outcome":"ok"', '"outcome":"OK"') WHERE "Seq" = 261""");
        var edited = await Verified(auditor);
        Assert.Contains("Entry 261 in tile/entries/001.p/", edited, StringComparison.Ordinal);
        Assert.Contains("The ledger does not hold", edited, StringComparison.Ordinal);
        if (app.WorkerSettings is not null)
        {
            // Where a site and a worker share the high-water mark, whoever reads the other's meets a bent tile first, and signs nothing any more.
            Assert.Equal(["ok", "failed entry.hash 261"], (await Results()).Select(Said));
            return;
        }
        await TestDatabase.Bend(app, "LedgerTiles", """UPDATE "LedgerTiles" SET "Root" = "Hashes" WHERE "Level" = 0 AND "Index" = 0""");
        var bentTile = await Verified(auditor);
        await TestDatabase.Bend(app, "LedgerEntries", """DELETE FROM "LedgerEntries" WHERE "Seq" = 7""");
        var gap = await Verified(auditor);

        Assert.Contains("The stored root of tile/0/000 is not the root of its hashes.", bentTile, StringComparison.Ordinal);
        Assert.Contains("Entry 7 is missing", gap, StringComparison.Ordinal);
        var results = await Results();
        Assert.Equal(["ok", "failed entry.hash 261", "failed tile.root", "failed tile.root"], results.Select(Said));
        Assert.All(results.Skip(2), result => Assert.Contains(result["facts"]!["findings"]!.AsArray(), finding => finding!["code"]!.ToString() == "entry.hash"));
    }

    private static string Said(JsonNode result) =>
        string.Join(' ', new[] { result["outcome"], result["code"], result["facts"]!["findings"]!.AsArray().FirstOrDefault()?["entry"] }.OfType<JsonNode>().Select(part => part.ToString()));

    private async Task EntriesForAFullTile()
    {
        var auditor = await app.SignedInAs("auditor");
        await Parallel.ForAsync(0, 270, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, cancel) =>
        {
            using var answer = await auditor.GetAsync(new Uri("/api/v1/ledger/proof/0", UriKind.Relative), cancel);
            Assert.True(answer.IsSuccessStatusCode);
        });
    }

    /// <summary>The page once a check that was asked for is through.</summary>
    private static async Task<string> Verified(Browser auditor)
    {
        var before = Result().Match(await auditor.Text("/ledger")).Groups[1].Value;
        using (var asked = await auditor.PostTo("/ledger?handler=Verify", "/ledger")) Assert.Equal(302, (int)asked.StatusCode);
        for (var i = 0; i < 900; i++)
        {
            if (!(await auditor.Text("/ledger?handler=Progress")).Contains("data-follow", StringComparison.Ordinal))
            {
                var page = await auditor.Text("/ledger");
                if (Result().Match(page).Groups[1].Value is { Length: > 0 } now && now != before) return page;
            }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The check was not through in time.");
    }

    private async Task TheDownloadVerifies(Browser auditor)
    {
        using var answer = await auditor.Get("/ledger/export.tar");
        var directory = Path.Combine(app.Directory, "downloaded");
        Directory.CreateDirectory(directory);
        await using (var tar = await answer.Content.ReadAsStreamAsync()) await TarFile.ExtractToDirectoryAsync(tar, directory, overwriteFiles: false, TestContext.Current.CancellationToken);

        Assert.Equal("application/x-tar", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Content.Headers.ContentLength);
        var export = Path.Combine(directory, "ledger");
        Assert.Equal(0, VerifyTool.Run(["ledger", export, "--policy", Path.Combine(export, "tlog-policy")], TextWriter.Null, TextWriter.Null));
    }

    private async Task<List<JsonNode>> Results()
    {
        var auditor = await app.SignedInAs("auditor");
        using var answer = await auditor.GetAsync(new Uri("/api/v1/ledger/entries?action=job.ledger.verify", UriKind.Relative));
        return [.. (await answer.Json())["entries"]!.AsArray().Select(entry => entry!["entry"]!)];
    }

    public async ValueTask InitializeAsync() => await app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    // The proof of the result, in the words of a good one or of a bad one.
    [GeneratedRegex("(?s)(?:It holds:|result in).*?href=\"/ledger/entries/([0-9]+)")]
    private static partial Regex Result();
}
