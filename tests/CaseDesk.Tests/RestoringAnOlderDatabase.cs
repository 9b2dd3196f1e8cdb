using System.Net.Http.Json;
using CaseDesk.Tests.Pages;
using CaseDesk.Verify;

namespace CaseDesk.Tests;

/// <summary>An older copy is put back: it would sign a second history. It refuses, until somebody answers for it by opening a new ledger.</summary>
public sealed class RestoringAnOlderDatabase : IAsyncLifetime
{
    private const string First = "casedesk.invalid/ledger", Second = First + "/2";
    private readonly CaseDeskApp app = new();

    private string Mark => Path.Combine(app.Data, "high-water");

    [Fact]
    public async Task Signs_nothing_until_a_new_ledger_says_what_the_old_one_was_known_by()
    {
        await app.InitializeAsync();
        var number = await Released();
        var receipt = await Receipt(number);
        await app.Stop();
        var older = await TestDatabase.Copy(app);
        var known = await File.ReadAllTextAsync(Mark);
        await app.Start();
        await app.ARegisteredRequest();
        await app.Stop();
        var newest = await File.ReadAllTextAsync(Mark);

        await TestDatabase.PutBack(app, older);
        await IsRefused("were signed, as the high-water mark");
        var found = Path.Combine(app.Directory, "found");
        Assert.Equal(1, (await app.Run(["ledger", "export", found])).ExitCode);
        Assert.Contains("entries/000", Verified(found, bad: true), StringComparison.Ordinal);

        // The second time as after a crash between the commit and the mark: it is finished, not done again.
        for (var time = 0; time < 2; time++)
        {
            await File.WriteAllTextAsync(Mark, newest);
            var (code, said) = await TestDatabase.AsOwner(app, () => app.Run(["restore", "--operator", "Sam at the console", "--reason", "The disk of the database died."]));
            Assert.True(code == 0, said);
            Assert.Contains($"It goes on as {Second}", said, StringComparison.Ordinal);
        }
        await app.Start();
        await app.ARegisteredRequest();
        Assert.StartsWith(Second + "\n", await Checkpoint(), StringComparison.Ordinal);
        var first = (await app.Entries())[0];
        Assert.Equal("log.restored", first["action"]!.ToString());
        Assert.Equal(newest, first["facts"]!["highWater"]!.ToString());
        Assert.Equal(known.Split('\n')[..3], first["facts"]!["restored"]!.ToString().Split('\n')[..3]);
        Assert.Equal(["operator", "reason"], first["personal"]!.AsArray().Select(p => p!["field"]!.ToString()).Order(StringComparer.Ordinal));
        // What was done under the old name is still told, and its receipt is given out as before.
        var again = await Receipt(number);
        Assert.Equal(Index(receipt), Index(again));
        Assert.Contains($"\n{First}\n", again, StringComparison.Ordinal);
        using (var clerk = await Browser.SignedInAs(app, "clerk")) Assert.Contains("in an earlier ledger", await clerk.Text($"/requests/{number}"), StringComparison.Ordinal);

        // While it runs: a mark that contradicts it stops the next act.
        await File.WriteAllTextAsync(Mark, newest);
        using (var write = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder())) await write.IsRefused(503, "ledger-unavailable");
        Assert.True(await app.UnwrittenActs() > 0);
        await app.Kill();
        await IsRefused($"is of the ledger {First}, the database and the configuration are of {Second}");

        // A mark that is gone is begun anew, and the ledger says so; the closed ledger is proven by its own export.
        File.Delete(Mark);
        var (living, former) = (Path.Combine(app.Directory, "living"), Path.Combine(app.Directory, "former"));
        Assert.Equal(0, (await app.Run(["ledger", "export", living])).ExitCode);
        Assert.Equal(0, (await app.Run(["ledger", "export", former, "--former", "1"])).ExitCode);
        Verified(living, bad: false);
        await File.WriteAllTextAsync(Path.Combine(app.Directory, "known"), known);
        await File.WriteAllTextAsync(Path.Combine(app.Directory, "newest"), newest);
        Verified(former, bad: false, "--against", Path.Combine(app.Directory, "known"));
        Assert.Contains("its end was cut off or an old state was restored", Verified(former, bad: true, "--against", Path.Combine(app.Directory, "newest")), StringComparison.Ordinal);
    }

    private async Task IsRefused(string sentence)
    {
        var (code, said) = await app.Run([]);

        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    private static string Verified(string export, bool bad, params string[] more)
    {
        var said = new StringWriter();
        Assert.True(VerifyTool.Run(["ledger", export, "--policy", Path.Combine(export, "tlog-policy"), .. more], said, said) == (bad ? 1 : 0), said.ToString());
        return said.ToString();
    }

    /// <summary>The request that the first start carried through the whole line.</summary>
    private async Task<string> Released()
    {
        using var answer = await (await app.SignedInAs("clerk")).GetAsync(new Uri("/api/v1/requests?status=disclosed", UriKind.Relative));
        return (await answer.Json())["requests"]![0]!["number"]!.ToString();
    }

    private async Task<string> Receipt(string number) =>
        await (await app.SignedInAs("custodian")).GetStringAsync(new Uri($"/api/v1/requests/{number}/disclosure/receipt", UriKind.Relative));

    private static string Index(string receipt) => receipt.Split('\n').Single(line => line.StartsWith("index ", StringComparison.Ordinal));

    private async Task<string> Checkpoint() => await app.Stranger().GetStringAsync(new Uri("/ledger/checkpoint", UriKind.Relative));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
