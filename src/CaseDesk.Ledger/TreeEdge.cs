namespace CaseDesk.Ledger;

/// <summary>A tile of C2SP tlog-tiles: up to 256 hashes of one level, one after another.</summary>
/// <param name="Level">0 for leaf hashes; each level above holds the roots of full tiles below.</param>
public sealed record Tile(int Level, long Index, int Width, byte[] Hashes)
{
    public const int FullWidth = 256;

    /// <summary>Root of the subtree that a full tile spans; it is a hash of the level above.</summary>
    public byte[] Root() => Frontier.RootOf(Hashes);
}

/// <summary>The tiles that are still growing, one a level.</summary>
public sealed class TreeEdge
{
    private readonly List<List<byte[]>> levels = [];

    public long Size { get; private set; }

    /// <summary>Adds the hash of the next entry; tiles that fill up are handed out once, lower levels first.</summary>
    public void Append(ReadOnlySpan<byte> leafHash, Action<Tile> completed)
    {
        var hash = leafHash.ToArray();
        for (var level = 0; ; level++)
        {
            if (levels.Count == level) levels.Add([]);
            levels[level].Add(hash);
            if (levels[level].Count < Tile.FullWidth) break;

            var tile = new Tile(level, Size >> (8 * (level + 1)), Tile.FullWidth, [.. levels[level].SelectMany(h => h)]);
            levels[level].Clear();
            completed(tile);
            hash = tile.Root();
        }
        Size++;
    }

    /// <summary>The tiles that are not full, lower levels first.</summary>
    public IReadOnlyList<Tile> Partials() =>
        [.. levels.Select((hashes, level) => new Tile(level, Size >> (8 * (level + 1)), hashes.Count, [.. hashes.SelectMany(h => h)])).Where(tile => tile.Width > 0)];

    /// <summary>Rebuilds the edge of a stored tree.</summary>
    /// <param name="hashes">(tile level, first hash, count) → the hashes, one after another.</param>
    public static TreeEdge Load(long size, Func<int, long, int, byte[]> hashes)
    {
        var edge = new TreeEdge { Size = size };
        for (var level = 0; size >> (8 * level) > 0; level++)
        {
            var have = size >> (8 * level);
            var width = (int)(have % Tile.FullWidth);
            var bytes = width == 0 ? [] : hashes(level, have - width, width);
            edge.levels.Add([.. bytes.Chunk(Rfc6962.HashSize)]);
        }
        return edge;
    }

    public TreeEdge Copy()
    {
        var copy = new TreeEdge { Size = Size };
        copy.levels.AddRange(levels.Select(level => level.ToList()));
        return copy;
    }
}
