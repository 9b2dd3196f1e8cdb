using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Verify;
using Microsoft.Data.Sqlite;

namespace CaseDesk.Tests;

/// <summary>A desk's ledger of three hundred entries, at rest, and a checkpoint that somebody kept.</summary>
public sealed class LedgerAtRest : IAsyncLifetime
{
    public CaseDeskApp App { get; } = new();

    /// <summary>The database as the desk left it.</summary>
    public string Pristine { get; private set; } = "";

    public string Kept => Path.Combine(App.Directory, "kept");

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        var clerk = await App.SignedInAs("clerk");
        // A full tile, and some more.
        for (var size = 0; size < 300;)
        {
            using var read = await clerk.GetAsync(new Uri("/api/v1/requests?size=1", UriKind.Relative));
            size = int.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(read.Headers.GetValues("CaseDesk-Checkpoint").Single())).Split('\n')[1], CultureInfo.InvariantCulture);
        }
        await App.Stop();
        Pristine = await TestDatabase.Copy(App);
        File.Copy(Path.Combine(App.Data, "high-water"), Kept);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>
/// Whoever owns the database can do all of this, guards or not. The guards stop those who do not take them away first; of those who do, the export and a stranger's verifier name what they did.
/// </summary>
public sealed class BendingTheLedger(LedgerAtRest rest) : IClassFixture<LedgerAtRest>, IAsyncLifetime
{
    private const string Swap = "UPDATE LedgerEntries SET Seq = -1 WHERE Seq = 40; UPDATE LedgerEntries SET Seq = 40 WHERE Seq = 41; UPDATE LedgerEntries SET Seq = 41 WHERE Seq = -1;";

    private readonly CaseDeskApp app = rest.App;

    [Theory]
    [InlineData("an entry edited", "UPDATE LedgerEntries SET Leaf = json_set(Leaf, '$.outcome', 'denied') WHERE Seq = 7", "Entry 7 in tile/entries/000 does not have the hash")]
    [InlineData("an entry edited, with its hash", "UPDATE LedgerEntries SET Leaf = json_set(Leaf, '$.outcome', 'denied'), LeafHash = leaf_hash(json_set(Leaf, '$.outcome', 'denied')) WHERE Seq = 7", "do not have the root that the log signed")]
    [InlineData("an entry deleted", "DELETE FROM LedgerEntries WHERE Seq = 77", "Entry 77 in tile/entries/000")]
    [InlineData("an entry inserted", "UPDATE LedgerEntries SET Seq = Seq + 1000 WHERE Seq >= 90; UPDATE LedgerEntries SET Seq = Seq - 999 WHERE Seq >= 1000; INSERT INTO LedgerEntries (Seq, Leaf, LeafHash) SELECT 90, json_set(Leaf, '$.seq', 90), leaf_hash(json_set(Leaf, '$.seq', 90)) FROM LedgerEntries WHERE Seq = 3", "Entry 90 in tile/entries/000")]
    [InlineData("two entries swapped", Swap, "Entry 40 in tile/entries/000")]
    [InlineData("a tile altered", "UPDATE LedgerTiles SET Hashes = zeroblob(8192)", "Entry 0 in tile/entries/000 does not have the hash that tile/0/000 gives")]
    [InlineData("a tile's root altered", "UPDATE LedgerTiles SET Root = zeroblob(32)", "Hash 0 of tile/1/000.p/1 is not the root of the tile below it")]
    [InlineData("the end cut off", "DELETE FROM LedgerEntries WHERE Seq >= 280; UPDATE LedgerHeads SET Size = 280, Frontier = frontier_of(280), Root = root_of(280)", "tile/entries/001.p/")]
    [InlineData("a head that never was", "UPDATE LedgerHeads SET Root = zeroblob(32)", "The head of the ledger says")]
    public async Task Is_named(string what, string sql, string finding)
    {
        await ByItsOwner(sql);
        var export = Path.Combine(app.Directory, "export-" + Guid.CreateVersion7().ToString("n"));

        var (code, said) = await app.Run(["ledger", "export", export]);

        Assert.True(code == 1, $"{what}: {said}");
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.True((said + Verified(export)).Contains(finding, StringComparison.Ordinal), $"{what}: {said}{Verified(export)}");
    }

    [Fact]
    public async Task An_opening_that_was_exchanged_no_longer_fits_its_entry()
    {
        await ByItsOwner("UPDATE LedgerOpenings SET Value = 'somebody@else.example' WHERE Field = 'email' AND Seq = (SELECT MIN(Seq) FROM LedgerOpenings WHERE Field = 'email')");
        var (export, openings) = (Path.Combine(app.Directory, "openings"), new JsonArray());
        await using (var database = await Open())
        {
            await using var command = database.CreateCommand();
            command.CommandText = "SELECT Seq, Field, Salt, Value FROM LedgerOpenings ORDER BY Seq LIMIT 40";
            await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
                openings.Add(new JsonObject { ["seq"] = rows.GetInt64(0), ["field"] = rows.GetString(1), ["salt"] = Convert.ToBase64String(rows.GetFieldValue<byte[]>(2)), ["value"] = rows.GetString(3) });
        }
        await File.WriteAllTextAsync(Path.Combine(app.Directory, "openings.json"), openings.ToJsonString(), TestContext.Current.CancellationToken);

        Assert.Equal(0, (await app.Run(["ledger", "export", export])).ExitCode);

        Assert.Contains("email", Verified(export, "--openings", Path.Combine(app.Directory, "openings.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE LedgerEntries SET Leaf = '{}' WHERE Seq = 0", "ledger-append-only")]
    [InlineData("DELETE FROM LedgerEntries", "ledger-append-only")]
    [InlineData("INSERT OR REPLACE INTO LedgerEntries (Seq, Leaf, LeafHash) VALUES (7, '{\"seq\":7}', zeroblob(32))", "ledger-sequence")]
    [InlineData("INSERT INTO LedgerEntries (Seq, Leaf, LeafHash) SELECT MAX(Seq) + 1, '{\"seq\":7}', zeroblob(32) FROM LedgerEntries", "ledger-sequence")]
    [InlineData("UPDATE LedgerEntries SET Action = 'nothing.much' WHERE Seq = 7", "cannot UPDATE generated column")]
    [InlineData("INSERT OR REPLACE INTO LedgerTiles (\"Level\", \"Index\", Hashes, Root) VALUES (0, 0, zeroblob(8192), zeroblob(32))", "ledger-append-only")]
    [InlineData("DELETE FROM LedgerTiles", "ledger-append-only")]
    [InlineData("UPDATE LedgerHeads SET Size = 7", "ledger-append-only")]
    [InlineData("UPDATE LedgerHeads SET Root = zeroblob(32)", "ledger-append-only")]
    [InlineData("INSERT OR REPLACE INTO LedgerHeads (Id, Size, Frontier, Root) VALUES (1, 0, x'', zeroblob(32))", "ledger-append-only")]
    [InlineData("DELETE FROM LedgerHeads", "ledger-append-only")]
    [InlineData("UPDATE LedgerOpenings SET Value = 'another'", "ledger-append-only")]
    [InlineData("INSERT OR REPLACE INTO LedgerOpenings SELECT Seq, Field, Salt, 'another' FROM LedgerOpenings", "ledger-append-only")]
    public async Task Is_refused_by_the_guards(string sql, string why)
    {
        await using var database = await Open();
        await using var attempt = database.CreateCommand();
        attempt.CommandText = sql;

        var refused = await Assert.ThrowsAsync<SqliteException>(() => attempt.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private string Verified(string export, params string[] more)
    {
        if (!Directory.Exists(export)) return "";
        var said = new StringWriter();
        VerifyTool.Run(["ledger", export, "--policy", Path.Combine(export, "tlog-policy"), "--against", rest.Kept, .. more], said, said);
        return said.ToString();
    }

    /// <summary>Guards down, then the deed, then the guards as they were.</summary>
    private async Task ByItsOwner(string sql)
    {
        await using var database = await Open();
        List<string> leaves = [];
        database.CreateFunction("leaf_hash", (string leaf) => Rfc6962.HashEntry(Encoding.UTF8.GetBytes(leaf)));
        database.CreateFunction("root_of", (long size) => Of(size).Root());
        database.CreateFunction("frontier_of", (long size) => Of(size).Save());
        List<(string Name, string Sql)> guards = [];
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT Leaf FROM LedgerEntries ORDER BY Seq";
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync()) leaves.Add(rows.GetString(0));
        }
        command.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'Ledger%'";
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync()) guards.Add((rows.GetString(0), rows.GetString(1)));
        }
        command.CommandText = $"{string.Concat(guards.Select(guard => $"DROP TRIGGER \"{guard.Name}\";"))} {sql}; {string.Concat(guards.Select(guard => guard.Sql + ";"))}";
        await command.ExecuteNonQueryAsync();

        Frontier Of(long size)
        {
            var tree = new Frontier();
            foreach (var leaf in leaves.Take((int)size)) tree.Append(Rfc6962.HashEntry(Encoding.UTF8.GetBytes(leaf)));
            return tree;
        }
    }

    private async Task<SqliteConnection> Open()
    {
        var database = new SqliteConnection($"Data Source={Path.Combine(app.Data, "casedesk.db")};Pooling=False");
        await database.OpenAsync();
        return database;
    }

    /// <summary>Each attack on the same ledger: an export that went through has raised the mark, so it is put back too.</summary>
    public async ValueTask InitializeAsync()
    {
        File.Copy(rest.Kept, Path.Combine(app.Data, "high-water"), overwrite: true);
        await TestDatabase.PutBack(app, rest.Pristine);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
