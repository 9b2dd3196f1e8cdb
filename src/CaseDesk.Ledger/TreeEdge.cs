namespace CaseDesk.Ledger;

/// <summary>
/// The partial tile of every level, in memory. Full tiles are handed out once, as they fill, to be stored for good.
/// </summary>
public sealed class TreeEdge
{
    private readonly List<Level> levels = [];

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds one leaf.</summary>
    /// <param name="leafHash">32 bytes.</param>
    /// <param name="completed">Called with each tile that became full, lowest level first, after the edge has moved on.</param>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public void Append(ReadOnlySpan<byte> leafHash, Action<Tile> completed)
    {
        Rfc6962.RequireHash(leafHash, nameof(leafHash));
        List<Tile>? full = null;
        var carried = Push(0, leafHash);
        for (var level = 1; carried is not null; level++)
        {
            (full ??= []).Add(carried);
            carried = Push(level, carried.Root());
        }

        Size = checked(Size + 1);
        full?.ForEach(completed);
    }

    /// <summary>The partial tiles, lowest level first. A level whose last tile is full has none.</summary>
    public IReadOnlyList<Tile> Partials() =>
    [
        .. levels.Select((level, number) => (level, number))
            .Where(x => x.level.Width > 0)
            .Select(x => new Tile(x.number, x.level.Index, x.level.Width, x.level.Hashes[..(x.level.Width * Rfc6962.HashSize)])),
    ];

    /// <summary>Takes up a stored tree.</summary>
    /// <param name="size">Number of leaves.</param>
    /// <param name="hashes">
    /// Gives the hashes from <c>from</c> to <c>from + count</c> of a tile level, <c>count</c> × 32 bytes:
    /// leaf hashes at level 0, at level L the roots of the full tiles of level L-1.
    /// </param>
    /// <exception cref="LedgerFormatException">The size is negative (<c>edge.size</c>) or the store gave another number of bytes (<c>edge.length</c>).</exception>
    public static TreeEdge Load(long size, Func<int, long, int, byte[]> hashes)
    {
        if (size < 0)
            throw new LedgerFormatException("edge.size", "A tree cannot have a negative size.");

        var edge = new TreeEdge { Size = size };
        var level = 0;
        for (var atLevel = size; atLevel > 0; atLevel >>= Tile.HeightBits, level++)
        {
            var width = (int)(atLevel & (Tile.FullWidth - 1));
            var loaded = new Level { Index = atLevel >> Tile.HeightBits, Width = width };
            if (width > 0)
            {
                var stored = hashes(level, atLevel - width, width);
                if (stored.Length != width * Rfc6962.HashSize)
                    throw new LedgerFormatException("edge.length", $"Level {level} gave {stored.Length} bytes for {width} hashes.");
                stored.CopyTo(loaded.Hashes, 0);
            }

            edge.levels.Add(loaded);
        }

        return edge;
    }

    /// <summary>An independent copy: what is appended to one is not seen in the other.</summary>
    public TreeEdge Copy()
    {
        var copy = new TreeEdge { Size = Size };
        copy.levels.AddRange(levels.Select(level => new Level { Index = level.Index, Width = level.Width, Hashes = [.. level.Hashes] }));
        return copy;
    }

    private Tile? Push(int number, ReadOnlySpan<byte> hash)
    {
        if (levels.Count == number)
            levels.Add(new Level());

        var level = levels[number];
        hash.CopyTo(level.Hashes.AsSpan(level.Width * Rfc6962.HashSize));
        if (++level.Width < Tile.FullWidth)
            return null;

        var full = new Tile(number, level.Index, Tile.FullWidth, level.Hashes);
        // The full tile keeps the array; the level goes on with a fresh one, so nobody sees it change.
        levels[number] = new Level { Index = level.Index + 1 };
        return full;
    }

    private sealed class Level
    {
        public long Index { get; init; }
        public int Width { get; set; }
        public byte[] Hashes { get; init; } = new byte[Tile.FullWidth * Rfc6962.HashSize];
    }
}
