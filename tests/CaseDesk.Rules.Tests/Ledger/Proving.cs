using System.Text.Json;
using CaseDesk.Ledger;
using CsCheck;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class Proving
{
    [Fact]
    public void Makes_and_checks_the_saved_inclusion_proofs()
    {
        var leaves = Vectors.Leaves(70_000);
        var count = 0;
        foreach (var vector in Vectors.Json("casedesk/inclusion.json").EnumerateArray())
        {
            var (index, size) = (vector.GetProperty("index").GetInt64(), vector.GetProperty("size").GetInt64());
            var proof = vector.Hashes("proof");

            Assert.Equal(proof, Vectors.ReaderOver(leaves[..(int)size]).Inclusion(index));
            Assert.True(MerkleProof.CheckInclusion(index, size, vector.Hash("leaf"), proof, vector.Hash("root")));
            Assert.Equal(vector.Hash("root"), MerkleProof.Steps(index, size, vector.Hash("leaf"), proof).Select(step => step.Above).LastOrDefault(vector.Hash("leaf")));
            count++;
        }

        Assert.True(count > 10);
    }

    [Fact]
    public void Makes_and_checks_the_saved_consistency_proofs()
    {
        var leaves = Vectors.Leaves(70_000);
        var count = 0;
        foreach (var vector in Vectors.Json("casedesk/consistency.json").EnumerateArray())
        {
            var (first, second) = (vector.GetProperty("old_size").GetInt64(), vector.GetProperty("new_size").GetInt64());
            var proof = vector.Hashes("proof");

            Assert.Equal(proof, Vectors.ReaderOver(leaves[..(int)second]).Consistency(first));
            Assert.True(MerkleProof.CheckConsistency(first, second, proof, vector.Hash("old_root"), vector.Hash("new_root")));
            count++;
        }

        Assert.True(count > 10);
    }

    [Fact]
    public void Decides_the_probes_of_transparency_dev_as_they_say()
    {
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(Vectors.At("transparency-dev-merkle/testdata"), "*.json", SearchOption.AllDirectories))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var probe = document.RootElement;
            var isGood = probe.TryGetProperty("leafIdx", out var index)
                ? Included(probe, index)
                : MerkleProof.CheckConsistency(Number(probe, "size1", "end"), Number(probe, "size2", "size"), Proof(probe), Base64(probe, "root1"), Base64(probe, "root2"));

            // One probe has a text of 12 bytes where a hash belongs and wants it accepted; a hash has 32 bytes here.
            var isWanted = !probe.GetProperty("wantErr").GetBoolean() && Path.GetFileName(file) != "sizes-are-equal-one-and-proof-is-empty.json";
            Assert.True(isGood == isWanted, Path.GetRelativePath(Vectors.Root, file));
            count++;
        }

        Assert.Equal(196 + 184, count);
    }

    [Fact]
    public void Accepts_the_proof_of_a_real_Rekor_entry()
    {
        var rekor = Vectors.Json("sigstore-js/rekor-inclusion.json");
        var leaf = Rfc6962.HashEntry(rekor.GetProperty("body").GetBytesFromBase64());
        var (index, size, proof, root) = (rekor.GetProperty("index").GetInt64(), rekor.GetProperty("size").GetInt64(), rekor.Hashes("proof"), rekor.Hash("root"));

        Assert.True(MerkleProof.CheckInclusion(index, size, leaf, proof, root));
        Assert.False(MerkleProof.CheckInclusion(index - 1, size, leaf, proof, root));
        Assert.False(MerkleProof.CheckInclusion(index, size, Rfc6962.HashEntry("invalid"u8), proof, root));
        Assert.False(MerkleProof.CheckInclusion(index, size, leaf, proof[..1], root));
        Assert.False(MerkleProof.CheckInclusion(-1, size, leaf, proof, root));
    }

    [Fact]
    public void Proves_every_leaf_and_every_older_tree_of_small_trees()
    {
        var leaves = Vectors.Leaves(70);
        var roots = Enumerable.Range(0, leaves.Length + 1).Select(size => Vectors.ReaderOver(leaves[..size]).Root()).ToList();
        for (var size = 1; size <= leaves.Length; size++)
        {
            var reader = Vectors.ReaderOver(leaves[..size]);
            for (var i = 0; i < size; i++)
            {
                Assert.True(MerkleProof.CheckInclusion(i, size, leaves[i], reader.Inclusion(i), roots[size]));
                Assert.True(MerkleProof.CheckConsistency(i + 1, size, reader.Consistency(i + 1), roots[i + 1], roots[size]));
            }
        }
    }

    [Fact]
    public void Fails_when_one_bit_of_any_hash_is_another()
    {
        var leaves = Vectors.Leaves(1000);
        var root = Vectors.ReaderOver(leaves).Root();
        Gen.Select(Gen.Int[0, 999], Gen.Int[1, 999], Gen.Int[0, 255]).Sample(
            (index, older, bit) =>
            {
                var reader = Vectors.ReaderOver(leaves);
                var olderRoot = Vectors.ReaderOver(leaves[..older]).Root();
                var (inclusion, consistency) = (reader.Inclusion(index), reader.Consistency(older));
                return inclusion.Select((_, i) => i).All(i => !MerkleProof.CheckInclusion(index, 1000, leaves[index], Flipped(inclusion, i, bit), root))
                    && consistency.Select((_, i) => i).All(i => !MerkleProof.CheckConsistency(older, 1000, Flipped(consistency, i, bit), olderRoot, root))
                    && !MerkleProof.CheckInclusion(index, 1000, Flipped([leaves[index]], 0, bit)[0], inclusion, root)
                    && !MerkleProof.CheckConsistency(older, 1000, consistency, Flipped([olderRoot], 0, bit)[0], root)
                    && !MerkleProof.CheckConsistency(older, 1000, consistency, olderRoot, Flipped([root], 0, bit)[0]);
            },
            iter: 60);
    }

    [Fact]
    public void Fails_without_throwing_for_hashes_of_another_length()
    {
        var hash = Vectors.Leaves(1)[0];

        Assert.False(MerkleProof.CheckInclusion(0, 2, hash, [hash[..31]], hash));
        Assert.False(MerkleProof.CheckInclusion(0, 1, hash.AsSpan(0, 5), [], hash));
        Assert.False(MerkleProof.CheckConsistency(1, 2, [new byte[33]], hash, hash));
        Assert.False(MerkleProof.CheckInclusion(long.MaxValue - 1, long.MaxValue, hash, [hash], hash));
    }

    [Fact]
    public void Reads_few_tiles_and_refuses_one_of_another_length()
    {
        var tiles = Vectors.TilesOf(Vectors.Leaves(70_000));
        var read = 0;
        var reader = new TreeReader(70_000, (level, index, width) =>
        {
            read++;
            return tiles[(level, index, width)].Hashes;
        });
        _ = reader.Inclusion(12_345);

        Assert.InRange(read, 1, 6);
        Assert.Equal("tile.length", Vectors.Refusal(() => new TreeReader(5, (_, _, _) => new byte[32]).Root()));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Inclusion(70_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Consistency(70_001));
    }

    private static bool Included(JsonElement probe, JsonElement index) =>
        MerkleProof.CheckInclusion(Number(index), Number(probe, "treeSize", "end"), Base64(probe, "leafHash"), Proof(probe), Base64(probe, "root"));

    // A tree is the part of a larger one that starts at its beginning; the probes of such parts call its size their end.
    private static long Number(JsonElement probe, string name, string otherName) => Number(probe.TryGetProperty(name, out var number) ? number : probe.GetProperty(otherName));

    // A few probes count below zero and so stand at the top of Go's uint64.
    private static long Number(JsonElement number) => unchecked((long)number.GetUInt64());

    private static byte[] Base64(JsonElement probe, string name) =>
        probe.GetProperty(name).ValueKind == JsonValueKind.Null ? [] : probe.GetProperty(name).GetBytesFromBase64();

    private static byte[][] Proof(JsonElement probe) =>
        probe.GetProperty("proof").ValueKind == JsonValueKind.Null ? [] : [.. probe.GetProperty("proof").EnumerateArray().Select(hash => hash.GetBytesFromBase64())];

    private static byte[][] Flipped(IReadOnlyList<byte[]> hashes, int which, int bit)
    {
        byte[][] copy = [.. hashes.Select(hash => hash.ToArray())];
        copy[which][bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
