using CaseDesk.Ledger;
using CsCheck;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class GrowingTheTree
{
    // transparency-dev/merkle, testonly/constants.go: inputs and the roots of the trees of 0 to 8 of them.
    private static readonly string[] ReferenceInputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] ReferenceRoots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Gives_the_reference_roots_of_RFC_6962()
    {
        var frontier = new Frontier();
        List<string> roots = [Convert.ToHexStringLower(frontier.Root())];
        foreach (var input in ReferenceInputs)
        {
            frontier.Append(Rfc6962.HashEntry(Convert.FromHexString(input)));
            roots.Add(Convert.ToHexStringLower(frontier.Root()));
        }

        Assert.Equal(ReferenceRoots, roots);
        Assert.Equal(ReferenceRoots[0], Convert.ToHexStringLower(Rfc6962.EmptyRoot));
    }

    [Fact]
    public void Gives_the_saved_roots_up_to_70000_entries()
    {
        var vectors = Vectors.Json("casedesk/roots.json");
        var expected = vectors.GetProperty("roots").EnumerateArray().ToDictionary(root => root.GetProperty("size").GetInt64(), root => root.Hash("root_hex"));
        var leaves = Vectors.Leaves(70_000);
        Assert.Equal(vectors.Hash("leaf_hash_0"), leaves[0]);
        Assert.Equal(vectors.Hash("leaf_hash_1"), leaves[1]);
        Assert.Equal(vectors.Hash("node_0_1"), Rfc6962.HashNode(leaves[0], leaves[1]));

        var frontier = new Frontier();
        var seen = 0;
        for (var size = 0; size <= leaves.Length; size++)
        {
            if (expected.TryGetValue(size, out var root))
            {
                Assert.Equal(root, frontier.Root());
                seen++;
            }

            if (size < leaves.Length)
                frontier.Append(leaves[size]);
        }

        Assert.Equal(expected.Count, seen);
        Assert.True(seen > 10);
        Assert.Equal(expected[70_000], Vectors.ReaderOver(leaves).Root());
    }

    [Fact]
    public void Keeps_the_same_frontier_through_a_save()
    {
        var leaves = Vectors.Leaves(600);
        var frontier = new Frontier();
        foreach (var leaf in leaves)
        {
            frontier = Frontier.Load(frontier.Size, frontier.Save());
            frontier.Append(leaf);
        }

        Assert.Equal(Vectors.ReaderOver(leaves).Root(), frontier.Root());
        Assert.Equal(600, frontier.Size);
    }

    [Fact]
    public void Refuses_a_frontier_that_does_not_belong_to_the_size()
    {
        Assert.Equal("frontier.length", Vectors.Refusal(() => Frontier.Load(3, new byte[32])));
        Assert.Equal("frontier.size", Vectors.Refusal(() => Frontier.Load(-1, [])));
        Assert.Throws<ArgumentException>(() => new Frontier().Append(new byte[31]));
    }

    [Fact]
    public void Lays_out_the_tiles_of_each_size_as_C2SP_says()
    {
        var layout = Vectors.Json("casedesk/layout.json");
        foreach (var size in layout.EnumerateObject().Where(size => int.TryParse(size.Name, out _)))
        {
            var tiles = Vectors.TilesOf(Vectors.Leaves(int.Parse(size.Name, System.Globalization.CultureInfo.InvariantCulture))).Values;
            string[] Paths(Func<Tile, bool> those) => [.. tiles.Where(those).OrderBy(tile => tile.Level).ThenBy(tile => tile.Index).Select(tile => TilePath.Hashes(tile.Level, tile.Index, tile.Width))];
            string[] Expected(string name) => [.. size.Value.GetProperty(name).EnumerateArray().Select(path => path.GetString()!)];

            Assert.Equal(size.Value.GetProperty("count").GetInt32(), tiles.Count);
            Assert.Equal(Expected("partial"), Paths(tile => !tile.IsFull));
            Assert.Equal(Expected("upper"), Paths(tile => tile.Level > 0));
            Assert.Equal(size.Value.GetProperty("last_level0").GetString(), Paths(tile => tile.Level == 0).LastOrDefault());
        }
    }

    [Fact]
    public void Takes_up_a_stored_tree_at_any_size()
    {
        var leaves = Vectors.Leaves(70_000);
        var roots = new List<byte[]>[] { [.. leaves], [], [] };
        var whole = new TreeEdge();
        foreach (var leaf in leaves)
            whole.Append(leaf, tile => roots[tile.Level + 1].Add(tile.Root()));

        foreach (var size in new[] { 0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999 })
        {
            var edge = TreeEdge.Load(size, (level, from, count) => [.. roots[level].Skip((int)from).Take(count).SelectMany(hash => hash)]);
            foreach (var leaf in leaves.Skip(size))
                edge.Append(leaf, _ => { });

            Assert.Equal(whole.Size, edge.Size);
            Assert.Equal(whole.Partials().Select(Describe), edge.Partials().Select(Describe));
        }

        static string Describe(Tile tile) => $"{tile.Level}/{tile.Index}/{tile.Width}/{Convert.ToHexString(tile.Hashes)}";
    }

    [Fact]
    public void Refuses_a_store_that_gives_another_number_of_hashes() =>
        Assert.Equal("edge.length", Vectors.Refusal(() => TreeEdge.Load(5, (_, _, count) => new byte[(count * 32) - 1])));

    [Fact]
    public void Leaves_the_edge_as_it_was_when_only_its_copy_goes_on()
    {
        var leaves = Vectors.Leaves(300);
        var edge = new TreeEdge();
        var frontier = new Frontier();
        foreach (var leaf in leaves.Take(250))
        {
            edge.Append(leaf, _ => { });
            frontier.Append(leaf);
        }

        var before = edge.Partials()[0].Hashes;
        var root = frontier.Root();
        var (copiedEdge, copiedFrontier) = (edge.Copy(), frontier.Copy());
        foreach (var leaf in leaves.Skip(250))
        {
            copiedEdge.Append(leaf, _ => { });
            copiedFrontier.Append(leaf);
        }

        Assert.Equal((250, 300), (edge.Size, copiedEdge.Size));
        Assert.Equal(before, edge.Partials()[0].Hashes);
        Assert.Equal(root, frontier.Root());
        Assert.NotEqual(root, copiedFrontier.Root());
    }

    [Fact]
    public void Hands_out_full_tiles_that_do_not_change_afterwards()
    {
        Tile? full = null;
        var edge = new TreeEdge();
        foreach (var leaf in Vectors.Leaves(256))
            edge.Append(leaf, tile => full ??= tile);
        var root = full!.Root();

        foreach (var leaf in Vectors.Leaves(256, "other"))
            edge.Append(leaf, _ => { });

        Assert.Equal(root, full.Root());
    }

    [Fact]
    public void Agrees_between_frontier_and_tiles_for_any_leaves() =>
        Gen.Byte.Array[32].Array[0, 700].Sample(
            leaves =>
            {
                var frontier = new Frontier();
                foreach (var leaf in leaves)
                    frontier.Append(leaf);
                return frontier.Root().AsSpan().SequenceEqual(Vectors.ReaderOver(leaves).Root());
            },
            iter: 50);
}
