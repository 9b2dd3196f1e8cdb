using System.Text;
using System.Text.Json;
using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

/// <summary>The vectors in tests/data/tlog-vectors; their origins are in ORIGINS.md there.</summary>
internal static class Vectors
{
    public const string LogKey = "casedesk.example/audit+87375ad0+ARCoIVt6iplfCiWPcQJxRAc0dMRKh3ZTnO17Y8xfV+xU";
    public const string WitnessKey1 = "witness.court.example/w1+6a85d88c+BNV6Br817dQdEKBuht6+Hb2NDZNLJnY5GFLDBiuPdvgo";
    public const string WitnessKey2 = "witness.agency.example/w2+39a2e9da+BFVqQ6cKihYymCaeWWFlZ9gIFUsY3SLo/15XRM/pxyn8";

    public static readonly string Root = Path.Combine(SolutionFolder(), "tests", "data", "tlog-vectors");

    /// <summary>Log and both witnesses.</summary>
    public static TlogPolicy FullPolicy => TlogPolicy.Parse(
        $"log {LogKey}\nwitness w1 {WitnessKey1}\nwitness w2 {WitnessKey2}\ngroup both all w1 w2\nquorum both\n");

    public static TlogPolicy LogPolicy => TlogPolicy.LogOnly(LogKey);

    public static string At(string path) => Path.Combine(Root, path);

    public static string Text(string path) => File.ReadAllText(At(path));

    public static byte[] Bytes(string path) => File.ReadAllBytes(At(path));

    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(Bytes(path));
        return document.RootElement.Clone();
    }

    /// <summary>Leaf hashes of "entry 0", "entry 1", …: the tree of the roots, inclusion and consistency vectors.</summary>
    public static byte[][] Leaves(int count, string word = "entry") =>
        [.. Enumerable.Range(0, count).Select(i => Rfc6962.HashEntry(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{word} {i}"))))];

    /// <summary>A reader over tiles that the edge made from these leaves.</summary>
    public static TreeReader ReaderOver(IReadOnlyList<byte[]> leaves)
    {
        var tiles = TilesOf(leaves);
        return new TreeReader(leaves.Count, (level, index, width) => tiles[(level, index, width)].Hashes);
    }

    public static Dictionary<(int Level, long Index, int Width), Tile> TilesOf(IEnumerable<byte[]> leaves)
    {
        var tiles = new Dictionary<(int, long, int), Tile>();
        var edge = new TreeEdge();
        foreach (var leaf in leaves)
            edge.Append(leaf, Keep);
        foreach (var partial in edge.Partials())
            Keep(partial);
        return tiles;

        void Keep(Tile tile) => tiles.Add((tile.Level, tile.Index, tile.Width), tile);
    }

    public static byte[] Hash(this JsonElement json, string name) => Convert.FromHexString(json.GetProperty(name).GetString()!);

    public static byte[][] Hashes(this JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(hash => Convert.FromHexString(hash.GetString()!))];

    /// <summary>The code of the refusal.</summary>
    public static string Refusal(Func<object?> act) => Assert.Throws<LedgerFormatException>(act).Code;

    private static string SolutionFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CaseDesk.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("CaseDesk.sln is above none of the test's folders.");
    }
}
