using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class CheckingTheTree
{
    private const string Folder = "tlog-vectors/casedesk/";

    [Fact]
    public void Roots_are_those_of_the_reference()
    {
        var frontier = new Frontier();
        foreach (var vector in Vectors.Json(Folder + "roots.json")["roots"]!.AsArray())
        {
            while (frontier.Size < vector!["size"]!.GetValue<long>()) frontier.Append(Rfc6962.HashEntry(Encoding.UTF8.GetBytes($"entry {frontier.Size}")));
            Assert.Equal(vector["root_hex"]!.ToString(), Convert.ToHexStringLower(frontier.Root()));
        }
        Assert.True(frontier.Size >= 70_000);
    }

    [Fact]
    public void Inclusion_proofs_hold_and_no_flipped_bit_does()
    {
        var checkedProofs = 0;
        foreach (var vector in Vectors.Json(Folder + "inclusion.json").AsArray())
        {
            var (index, size) = (vector!["index"]!.GetValue<long>(), vector["size"]!.GetValue<long>());
            var (leaf, root) = (Hash(vector["leaf"]!), Hash(vector["root"]!));
            List<byte[]> proof = [.. vector["proof"]!.AsArray().Select(h => Hash(h!))];

            Assert.True(MerkleProof.CheckInclusion(index, size, leaf, proof, root));
            for (var i = 0; i < proof.Count; i++)
            {
                proof[i][i % 32] ^= 1;
                Assert.False(MerkleProof.CheckInclusion(index, size, leaf, proof, root));
                proof[i][i % 32] ^= 1;
            }
            checkedProofs++;
        }
        Assert.True(checkedProofs > 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Tiles_give_the_roots_and_proofs_of_the_tree(int size)
    {
        var (frontier, edge, tiles) = (new Frontier(), new TreeEdge(), new Dictionary<(int, long), byte[]>());
        List<byte[]> leaves = [];
        List<byte[]> roots = [frontier.Root()];
        for (var i = 0; i < size; i++)
        {
            leaves.Add(Rfc6962.HashEntry(Encoding.UTF8.GetBytes($"entry {i}")));
            frontier.Append(leaves[i]);
            edge.Append(leaves[i], tile => tiles[(tile.Level, tile.Index)] = tile.Hashes);
            roots.Add(frontier.Root());
        }
        foreach (var tile in edge.Partials()) tiles[(tile.Level, tile.Index)] = tile.Hashes;

        var reader = new TreeReader(size, (level, index, width) => tiles[(level, index)][..(width * 32)]);

        Assert.Equal(frontier.Root(), reader.Root());
        for (var i = 0; i < size; i += 7) Assert.True(MerkleProof.CheckInclusion(i, size, leaves[i], reader.Inclusion(i), roots[size]));
        for (var old = 1; old <= size; old += 11) Assert.True(MerkleProof.CheckConsistency(old, size, reader.Consistency(old), roots[old], roots[size]));
        var again = TreeEdge.Load(size, (level, from, count) => [.. Enumerable.Range(0, count).SelectMany(i => level == 0 ? leaves[(int)from + i] : Frontier.RootOf(tiles[(level - 1, from + i)]))]);
        Assert.Equal(edge.Partials().Select(t => Convert.ToHexString(t.Hashes)), again.Partials().Select(t => Convert.ToHexString(t.Hashes)));
    }

    [Fact]
    public void Receipts_of_the_reference_lead_to_their_checkpoint()
    {
        var key = NoteVerifier.Parse(Vectors.Json(Folder + "keys.json")["log"]!["vkey"]!.ToString());
        foreach (var file in Directory.GetFiles(Vectors.Path(Folder + "proofs"), "*.tlog-proof"))
        {
            var text = File.ReadAllText(file);
            var receipt = TlogProof.Parse(text);
            var entry = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(file)!, $"{receipt.Index}.entry"));

            var checkpoint = Checkpoint.Parse(SignedNote.Open(receipt.Checkpoint, [key]).Body);

            Assert.True(MerkleProof.CheckInclusion(receipt.Index, checkpoint.Size, Rfc6962.HashEntry(entry), receipt.Hashes, checkpoint.Root));
            Assert.Equal(text, receipt.Format());
            entry[10] ^= 1;
            Assert.False(MerkleProof.CheckInclusion(receipt.Index, checkpoint.Size, Rfc6962.HashEntry(entry), receipt.Hashes, checkpoint.Root));
        }
    }

    [Fact]
    public void Our_signatures_are_those_of_the_reference()
    {
        var log = Vectors.Json(Folder + "keys.json")["log"]!;
        using var signer = new NoteSigner(log["name"]!.ToString(), Convert.FromHexString(log["seed_hex"]!.ToString()));
        var note = File.ReadAllText(Vectors.Path(Folder + "log/checkpoint.300"));
        var body = note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)];

        Assert.Equal(log["vkey"]!.ToString(), signer.VerifierKey);
        Assert.Contains(signer.SignatureLine(body), note, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => SignedNote.Open(note.Replace("\n300\n", "\n301\n", StringComparison.Ordinal), [NoteVerifier.Parse(signer.VerifierKey)]));
    }

    [Fact]
    public void Commitments_are_those_of_the_reference()
    {
        foreach (var vector in Vectors.Json(Folder + "commitments.json")["vectors"]!.AsArray())
        {
            var commitment = Commitment.Commit(Convert.FromBase64String(vector!["salt_b64"]!.ToString()), vector["field"]!.ToString(), vector["value"]!.ToString());
            Assert.Equal(vector["commitment_b64"]!.ToString(), Convert.ToBase64String(commitment));
        }
        Assert.Throws<ArgumentException>(() => Commitment.Commit(new byte[16], "a", "b"));
    }

    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/x001/x234/067.p/7", 0, 1_234_067, 7)]
    [InlineData("tile/entries/001.p/44", -1, 1, 44)]
    public void Tile_names_are_read(string path, int level, long index, int width)
    {
        Assert.True(TilePath.TryParse(path, out var l, out var i, out var w));
        Assert.Equal((level, index, width), (l, i, w));
    }

    [Theory]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/00/001")]
    [InlineData("tile/0/../001")]
    [InlineData("tile/entries/xx01/001")]
    public void Other_spellings_are_no_tiles(string path) => Assert.False(TilePath.TryParse(path, out _, out _, out _));

    private static byte[] Hash(JsonNode hex) => Convert.FromHexString(hex.ToString());
}
