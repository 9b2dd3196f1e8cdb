using System.Buffers.Text;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;

namespace CaseDesk.Tests.Judging;

/// <summary>
/// The shared desk's ledger with what all stories wrote into it until now, fetched from its public addresses as files, and what people kept on the way:
/// a checkpoint out of an answer, the receipt of a disclosure, the receipt of another entry.
/// </summary>
public sealed class ExportOfTheDesk(CaseDeskApp app) : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("casedesk-judged-").FullName;

    public string Folder => Path.Combine(directory, "ledger");

    public string Key => Path.Combine(Folder, "ledger.vkey");

    public string Checkpoint => Path.Combine(Folder, "checkpoint");

    /// <summary>Out of the header of an answer.</summary>
    public string KeptCheckpoint => Path.Combine(directory, "kept.checkpoint");

    /// <summary>Of a disclosure, with the entry that it proves.</summary>
    public string Receipt => Path.Combine(directory, "receipt.tlog-proof");

    public string ReceiptEntry => Path.Combine(directory, "receipt.entry");

    /// <summary>Of the entry 3.</summary>
    public string OtherReceipt => Path.Combine(directory, "other.tlog-proof");

    public IReadOnlyList<byte[]> Entries { get; private set; } = [];

    /// <summary>What an insider has.</summary>
    public byte[] Secret { get; private set; } = [];

    public string Origin { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!TestDatabase.IsThere) return;
        await SomethingIsReleasedAndKept();
        await TheTreeHasTwoLevels();
        await Fetch();
        Secret = await File.ReadAllBytesAsync(Path.Combine(app.Data, "keys", "ledger.seed"));
    }

    private async Task SomethingIsReleasedAndKept()
    {
        var (number, manifest) = await app.AnExtractedRequest();
        var (custodian, auditor) = (await app.SignedInAs("custodian"), await app.SignedInAs("auditor"));
        using var released = await custodian.PostAsJsonAsync($"/api/v1/requests/{number}/disclosure", new { manifestHash = manifest });
        Assert.Equal(201, (int)released.StatusCode);
        await File.WriteAllBytesAsync(KeptCheckpoint, Base64Url.DecodeFromChars(released.Headers.GetValues("CaseDesk-Checkpoint").Single()));

        var receipt = await custodian.GetStringAsync(new Uri($"/api/v1/requests/{number}/disclosure/receipt", UriKind.Relative));
        await File.WriteAllTextAsync(Receipt, receipt);
        await File.WriteAllBytesAsync(ReceiptEntry, Convert.FromBase64String(JsonNode.Parse(TlogProof.Parse(receipt).Extra!)!["entry"]!.ToString()));
        var proof = JsonNode.Parse(await auditor.GetStringAsync(new Uri("/api/v1/ledger/proof/3", UriKind.Relative)))!;
        await File.WriteAllTextAsync(OtherReceipt, proof["receipt"]!.ToString());
    }

    // Each look at a list is an entry. More than 256 have a full tile and one above it.
    private async Task TheTreeHasTwoLevels()
    {
        var clerk = await app.SignedInAs("clerk");
        var missing = 300 - (int)await Size();
        await Parallel.ForEachAsync(Enumerable.Range(0, Math.Max(0, missing)), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, cancel) =>
        {
            using var answer = await clerk.GetAsync(new Uri("/api/v1/agencies", UriKind.Relative), cancel);
            Assert.Equal(200, (int)answer.StatusCode);
        });
    }

    private async Task<long> Size()
    {
        using var stranger = app.Stranger();
        return CaseDesk.Ledger.Checkpoint.Parse((await stranger.GetStringAsync(new Uri("/ledger/checkpoint", UriKind.Relative))).Split("\n\n")[0] + "\n").Size;
    }

    private async Task Fetch()
    {
        using var stranger = app.Stranger();
        var auditor = await app.SignedInAs("auditor");
        await Save(stranger, "ledger.vkey");
        var checkpoint = await Signed(stranger);
        // Forgeries want a last tile that is a partial one, and stays one with an entry more.
        while (checkpoint.Size % Tile.FullWidth is 0 or Tile.FullWidth - 1)
        {
            using var look = await auditor.GetAsync(new Uri("/api/v1/ledger/proof/3", UriKind.Relative));
            checkpoint = await Signed(stranger);
        }
        Origin = checkpoint.Origin;

        List<byte[]> entries = [];
        for (var level = 0; checkpoint.Size >> (8 * level) > 0; level++)
        {
            for (long index = 0, count = checkpoint.Size >> (8 * level); index * Tile.FullWidth < count; index++)
            {
                var width = (int)Math.Min(Tile.FullWidth, count - (index * Tile.FullWidth));
                await Save(stranger, TilePath.Hashes(level, index, width));
                if (level == 0) entries.AddRange(EntryBundle.Decode(await Save(auditor, TilePath.Entries(index, width)), width));
            }
        }
        Entries = entries;
    }

    private async Task<CaseDesk.Ledger.Checkpoint> Signed(HttpClient stranger)
    {
        await Save(stranger, "checkpoint");
        return CaseDesk.Ledger.Checkpoint.Parse((await File.ReadAllTextAsync(Checkpoint)).Split("\n\n")[0] + "\n");
    }

    private async Task<byte[]> Save(HttpClient client, string file)
    {
        var bytes = await client.GetByteArrayAsync(new Uri("/ledger/" + file, UriKind.Relative));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, file))!);
        await File.WriteAllBytesAsync(Path.Combine(Folder, file), bytes);
        return bytes;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return default;
    }
}

/// <summary>One export for all who judge it.</summary>
[CollectionDefinition(nameof(ExportOfTheDesk))]
public sealed class JudgingTheExport : ICollectionFixture<ExportOfTheDesk>;
